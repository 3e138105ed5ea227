import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../project.mjs';
import { makeUiFont } from '../ui-font.mjs';
import { type Moment, TourPen } from './draw.ts';
import { recordTour, type Scene } from './record.ts';
import { readingMs, type TourLanguage, tourLanguages } from './words.ts';

/** `npm run tour`: walks the real window and makes the animated tour of the README and the site anew. */
const help = `npm run tour [-- options]

Plays a citizen in the real window, with a hub and simulated devices, and makes docs/pictures/tour.<language>.webp of it,
and tour.<language>.still.webp for readers who asked their system for less motion.
Needs img2webp (Debian: apt-get install webp). About two minutes for each language.

  --language L  en or zh-CN; default both
  --help        this text
`;

/** No tour may be heavier, bytes: two of them and a README shall stay under 3 MB. */
const mostBytes = 1_500_000;

/** A scene at rest, and the steps of whatever moves. */
const still: Moment = { moved: 1, touch: 0, shown: 1 };
const steps = [0.2, 0.5, 0.8] as const;
/** How long the machine waits with its lamp before the card comes, or the slip, ms. */
const litMs = 900;

const { values } = parseArgs({
  options: { language: { type: 'string' }, help: { type: 'boolean', default: false } },
});
const languages = tourLanguages.filter((language) => values.language === undefined || language === values.language);

if (values.help) process.stdout.write(help);
else if (languages.length === 0) fail(`--language takes ${tourLanguages.join(' or ')}`);
else if (spawnSync('img2webp', ['-version']).status !== 0) fail('img2webp is missing: apt-get install webp');
else {
  await makeUiFont();
  for (const language of languages) await makeTour(language);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

async function makeTour(language: TourLanguage): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-tour-'));
  try {
    const scenes = await recordTour(language, folder);
    const target = join(root, `docs/pictures/tour.${language}.webp`);
    mkdirSync(dirname(target), { recursive: true });
    await encode(scenes, language, folder, target);
    await writeStill(scenes, language, target.replace(/webp$/, 'still.webp'));
    const { size } = statSync(target);
    process.stdout.write(`${target}  ${Math.round(size / 1024)} KiB, ${scenes.length} scenes\n`);
    if (size > mostBytes) throw new Error(`heavier than ${mostBytes} bytes`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a scene shows, one moment after the other, with how long each stands, ms. */
function moments(scene: Scene, language: TourLanguage): readonly (readonly [moment: Moment, ms: number])[] {
  const moves = scene.slip !== undefined || (scene.lit === 'idReader' && scene.hasCard !== true);
  const begun = { ...still, moved: moves ? 0 : 1 };
  const readable = readingMs(scene.name, language);
  return [
    ...steps.map((shown) => [{ ...begun, shown }, 50] as const),
    [begun, moves ? litMs : readable],
    ...(moves ? steps.map((moved) => [{ ...begun, moved }, 70] as const) : []),
    ...(moves ? [[still, readable - litMs] as const] : []),
    ...(scene.touch === undefined ? [] : steps.map((touch) => [{ ...still, touch }, 90] as const)),
  ];
}

/** The one picture that says most: the number, the slip, and why it may be believed. */
async function writeStill(scenes: readonly Scene[], language: TourLanguage, target: string): Promise<void> {
  const at = scenes.findIndex(({ name }) => name === 'done');
  const scene = scenes[at];
  if (scene === undefined) throw new Error('the tour has no scene done');
  const picture = await new TourPen(language, scenes.length).scene(scene, at, undefined, still);
  writeFileSync(target, picture.toBuffer('image/webp', 82));
}

async function encode(scenes: readonly Scene[], language: TourLanguage, folder: string, target: string): Promise<void> {
  const pen = new TourPen(language, scenes.length);
  const args = ['-loop', '0', '-min_size', '-lossy', '-q', '74', '-m', '4'];
  let count = 0;
  const add = (png: Buffer, ms: number) => {
    const file = join(folder, `frame-${String(count).padStart(4, '0')}.png`);
    count += 1;
    writeFileSync(file, png);
    args.push('-d', String(ms), file);
  };
  for (const [at, scene] of scenes.entries()) {
    for (const [moment, ms] of moments(scene, language)) {
      add((await pen.scene(scene, at, scenes[at - 1], moment)).toBuffer('image/png'), ms);
    }
  }
  add(pen.end().toBuffer('image/png'), 3500);
  const done = spawnSync('img2webp', [...args, '-o', target], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`img2webp: ${done.stderr}`);
}
