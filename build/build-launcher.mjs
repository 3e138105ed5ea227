#!/usr/bin/env node
// Bundles the launcher into one file that stands outside of every release and needs nothing but Node.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode, root } from './project.mjs';

const help = `Usage: node build/build-launcher.mjs OUT

Writes OUT/launcher.mjs: what the system starts on a machine (docs/updates.md), and OUT/install.mjs: what puts the first release onto it. The Debian package puts both beside the slots, with a Node
of their own (docs/packaging.md).
`;
const [out] = process.argv.slice(2);
if (out === undefined || out === '--help') {
  process.stdout.write(help);
  process.exit(out === undefined ? 2 : 0);
}
await onProjectNode(fileURLToPath(import.meta.url));
const { build } = await import('vite');
for (const [entry, file] of [
  ['updater/launcher/main.ts', 'launcher.mjs'],
  ['updater/launcher/install-main.ts', 'install.mjs'],
])
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      target: 'node24',
      outDir: resolve(out),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: [/^node:/],
        output: { format: 'es', entryFileNames: file, codeSplitting: false },
      },
    },
  });
