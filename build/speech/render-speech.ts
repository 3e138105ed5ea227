#!/usr/bin/env node
// `npm run speech`: renders every recording that is missing and puts them beside the built page.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../project.mjs';
import { cantoneseReadings, knownCantoneseReadings } from './cantonese-readings.ts';
import { missingWords, placeRecordings, renderWords } from './recordings.ts';
import { allSpeechTexts } from './speech-texts.ts';

const help = `Usage: npm run speech [-- OPTIONS]

Renders the spoken texts of all languages that have no recording yet (espeak-ng and opusenc, packages of Debian) into .cache/speech, and puts all recordings with
their manifest into dist/renderer/audio. Recordings of a studio go before rendered ones.

  --recordings DIR  studio recordings, DIR/<cmn|yue|en>/<key>.opus (Ogg Opus); a text with places has one a part: <key>.0, <key>.2 …
  --check           render nothing; exit code 1 where a recording is missing
  --help            this text
`;

const { values } = parseArgs({
  options: { recordings: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help === true) {
  process.stdout.write(help);
  process.exit(0);
}
const places = { cacheDir: join(root, '.cache/speech'), studioDir: values.recordings ?? null };
const dist = join(root, 'dist/renderer');
const startedAt = performance.now();
let rendered = 0;
let missing = 0;
const cantonese = values.check === true ? knownCantoneseReadings(places.cacheDir) : cantoneseReadings(places.cacheDir);
for (const texts of allSpeechTexts(join(root, 'kiosk-config'), cantonese)) {
  const open = missingWords(places, texts);
  if (values.check === true) {
    for (const words of open.slice(0, 20))
      process.stderr.write(`${texts.voice}: no recording of ${JSON.stringify(words)}\n`);
    missing += open.length;
    continue;
  }
  await renderWords(places, texts.voice, open, Math.min(2, availableParallelism()), () => {
    rendered += 1;
    if (rendered % 500 === 0) process.stdout.write(`  ${rendered} rendered …\n`);
  });
  if (existsSync(dist)) placeRecordings(places, texts, join(dist, 'audio'));
  process.stdout.write(`${texts.voice}: ${texts.words.size} recordings, ${open.length} of them new\n`);
}
if (missing > 0) {
  process.stderr.write(`${missing} recordings are missing; npm run speech renders them\n`);
  process.exit(1);
}
process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
