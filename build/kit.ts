import { parseArgs } from 'node:util';
import { build, createServer } from 'vite';
import { ensureDictionary } from './dictionary/make-dictionary.ts';
import { root } from './project.mjs';
import { makeUiFont } from './ui-font.mjs';

/** `npm run kit`: the pieces of the interface, each with its story, served on this machine or built as static pages. */
const help = `npm run kit [-- options]

Serves the pieces of the interface on 127.0.0.1 and says the address.

  --build      build them into dist/kit instead (static pages; serve that folder with any server)
  --port N     port to begin with (default 5173; the next free one is taken)
  --help       this text
`;

const { values } = parseArgs({
  options: {
    build: { type: 'boolean', default: false },
    port: { type: 'string', default: '5173' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const configFile = `${root}/renderer/vite.config.ts`;

if (values.help) say(help);
else if (!/^\d{1,5}$/.test(values.port)) {
  process.stderr.write('--port takes a number\n');
  process.exitCode = 2;
} else {
  await makeUiFont();
  ensureDictionary();
  if (values.build) {
    await build({ configFile, mode: 'kit', logLevel: 'warn' });
    say('dist/kit');
  } else {
    const server = await createServer({
      configFile,
      mode: 'kit',
      logLevel: 'warn',
      server: { host: '127.0.0.1', port: Number(values.port) },
    });
    await server.listen();
    const address = server.httpServer?.address();
    const port = typeof address === 'object' && address !== null ? address.port : values.port;
    say(`the kit: http://127.0.0.1:${port}/   (Ctrl-C ends it)`);
  }
}
