#!/usr/bin/env node
// Bundles the shell and the pages into dist/: electron/main.cjs, electron/preload.cjs, renderer/, console/ (served by the hub), package.json.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode, root } from './project.mjs';
import { treeHash } from './tree-hash.mjs';
import { makeUiFont } from './ui-font.mjs';

const help = `Usage: node build/build-app.mjs [--force] [--release]

Bundles shell, window and console into dist/. An unchanged tree is skipped.

  --force    build even so
  --release  fail where something is missing that only a release must have: recordings of speech
  --help     this text
`;

if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
await onProjectNode(fileURLToPath(import.meta.url));

/** How long plug-ins took is nobody's question in a first start; it is told on slow machines only. */
const quiet = { pluginTimings: false, bundlerTimings: false };
const dist = join(root, 'dist');
const stampFile = join(dist, '.stamp');
const inputs = [
  ...[
    'electron',
    'renderer',
    'console',
    'contract',
    'kiosk-config',
    'build/speech',
    'build/build-app.mjs',
    'build/message-validators.ts',
    'build/ui-font.mjs',
  ],
  ...['build/dictionary', 'hub/city/reference/regions.json'],
  ...['package.json', 'package-lock.json'],
];
const hash = treeHash(root, inputs, (path) => !/\.test\.tsx?$|(^|\/)testing\//.test(path));

if (['--force', '--release'].some((option) => process.argv.includes(option)) || !isUpToDate()) {
  const startedAt = performance.now();
  rmSync(stampFile, { force: true });
  await makeUiFont();
  // Typed code: the project's Node reads it, the one that started this script may not.
  const { ensureDictionary } = await import('./dictionary/make-dictionary.ts');
  ensureDictionary();
  const { build } = await import('vite');
  const { compiledMessageValidators } = await import('./message-validators.ts');
  await Promise.all([
    buildShell(build, 'main', [compiledMessageValidators()]),
    buildShell(build, 'preload', []),
    buildPage(build, 'renderer'),
    buildPage(build, 'console'),
  ]);
  await placeSpeech();
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(dist, { recursive: true });
  writeFileSync(
    join(dist, 'package.json'),
    // `debuggable`: tests and tools drive this window; a release leaves it out (build/package/whole-tree.ts).
    `${JSON.stringify({ name, version, main: 'electron/main.cjs', debuggable: true }, null, 2)}\n`,
  );
  // Last: a build that was cut has no stamp and is made again.
  writeFileSync(stampFile, hash);
  process.stdout.write(`built dist/ in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function isUpToDate() {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === hash &&
    ['renderer', 'console'].every((part) => existsSync(join(dist, part, 'index.html')))
  );
}

/**
 * One CommonJS file each: a sandboxed preload cannot load others, and Electron before 28 reads no ES modules.
 * Target Node 18 = the oldest Electron that must work (25).
 * @param {typeof import('vite').build} build
 * @param {'main' | 'preload'} part
 * @param {import('vite').Plugin[]} plugins
 */
async function buildShell(build, part, plugins) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins,
    resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: join(root, 'electron', `${part}.ts`),
      target: 'node18',
      outDir: join(dist, 'electron'),
      emptyOutDir: false,
      minify: false,
      sourcemap: part === 'main',
      rolldownOptions: {
        checks: quiet,
        external: ['electron', /^node:/],
        // Schema constructors have no effect but their value: the preload needs none of them and stays small.
        treeshake: { moduleSideEffects: false, manualPureFunctions: ['Type'] },
        output: { format: 'cjs', entryFileNames: `${part}.cjs`, codeSplitting: false },
      },
    },
  });
}

/** Recordings of speech that `npm run speech` has made so far; a release must have them all. */
async function placeSpeech() {
  const { placeRecordings } = await import('./speech/recordings.ts');
  const { knownCantoneseReadings } = await import('./speech/cantonese-readings.ts');
  const { allSpeechTexts } = await import('./speech/speech-texts.ts');
  const places = { cacheDir: join(root, '.cache', 'speech'), studioDir: process.env.YITIJI_RECORDINGS ?? null };
  let missing = 0;
  for (const texts of allSpeechTexts(join(root, 'kiosk-config'), knownCantoneseReadings(places.cacheDir))) {
    missing += placeRecordings(places, texts, join(dist, 'renderer', 'audio')).length;
  }
  if (missing === 0) return;
  if (process.argv.includes('--release'))
    throw new Error(`${missing} recordings of speech are missing: npm run speech`);
  process.stdout.write(`${missing} recordings of speech are missing (npm run speech)\n`);
}

/**
 * The citizen's window, and the console that the hub serves.
 * @param {typeof import('vite').build} build
 * @param {'renderer' | 'console'} part
 */
async function buildPage(build, part) {
  const configFile = join(root, part, 'vite.config.ts');
  if (!existsSync(configFile)) throw new Error(`${part}/vite.config.ts is missing`);
  /** @type {string[]} */
  const emptied = [];
  await build({
    configFile,
    root: join(root, part),
    logLevel: 'warn',
    build: {
      outDir: join(dist, part),
      emptyOutDir: true,
      rolldownOptions: {
        checks: quiet,
        onLog: (level, log, handle) => {
          if (log.message.includes('externalized for browser compatibility')) emptied.push(log.message);
          else handle(level, log);
        },
      },
    },
  });
  // The bundler puts an empty module where a page wants one of Node's: the page would break when it uses it.
  if (emptied.length > 0) throw new Error(emptied.join('\n'));
}
