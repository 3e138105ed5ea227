import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeCatalogue } from './catalogue-in-force.ts';
import { type ConfigFolder, configFolder } from './check/guide-example.test-data.ts';

const release = `2-${'a'.repeat(16)}`;
let shipped: ConfigFolder;
let root: string;
let link: string;
let lines: string[];
beforeEach(() => {
  shipped = configFolder(['u.help', 'u.rate']);
  root = mkdtempSync(join(tmpdir(), 'yitiji-catalogue-start-'));
  link = join(root, 'current');
  lines = [];
});
afterEach(() => {
  shipped[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

const item = (change: object = {}): object => ({ ...helpItem, ...change });
const helpItem = (await import('../../kiosk-config/catalogue/u.help.json', { with: { type: 'json' } }))
  .default as object;
const named = (text: string) => ({ 'zh-CN': text, 'zh-HK': text, en: text });

/** A bundle with these files, linked. */
function install(files: Readonly<Record<string, unknown>>, to = release): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, 'slots', release, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  symlinkSync(join('slots', to), link);
}
function taken() {
  const read = takeCatalogue(shipped.dir, link, (event, fields) => lines.push(`${event} ${JSON.stringify(fields)}`));
  if (!read.ok) throw new Error(read.error.reason);
  const { items, texts, ...rest } = read.value;
  return { ...rest, texts, ids: items.map(({ id }) => id) };
}

describe('at the start', () => {
  test('nothing is installed: what came with the application, and nothing is said', () => {
    expect(taken()).toMatchObject({ release: null, refused: null, ids: ['u.help', 'u.rate'], themes: [] });
    expect(lines).toEqual([]);
  });

  test('the installed bundle is the whole catalogue, with its own words above those of the application', () => {
    install({
      'catalogue/u.help.json': item({ tile: named('Ask') }),
      'texts/region.json': { 'hotline.city': named('City'), 'region.only': named('Region') },
    });
    const read = taken();
    expect(read).toMatchObject({ release, refused: null, ids: ['u.help'] });
    expect(['hotline.city', 'region.only'].map((key) => read.texts.text('en', key).text)).toEqual(['City', 'Region']);
    // What only the application says is still said.
    expect(read.texts.has('tech.restart')).toBe(true);
    expect(lines).toEqual([`terminal.catalogue.taken ${JSON.stringify({ release, items: 1 })}`]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an item that is no JSON', { 'catalogue/u.help.json': '{' }, 'u.help.json: not JSON'],
    ['an item of a later release', { 'catalogue/u.help.json': item({ ofALaterRelease: 1 }) }, 'u.help.json: '],
    ['an item whose words are missing', { 'catalogue/u.help.json': item({ materials: ['no.such'] }) }, 'no.such'],
    ['no item', { 'texts/region.json': {} }, ''],
    ['an empty list of items', { 'catalogue/readme.txt': '' }, 'catalogue: there is no item'],
    [
      'a text without a language',
      { 'catalogue/u.help.json': item(), 'texts/region.json': { 'region.only': { en: 'Region' } } },
      'region.only',
    ],
    ['texts that are none', { 'catalogue/u.help.json': item(), 'texts/region.json': '[' }, 'texts: '],
    ['broken themes', { 'catalogue/u.help.json': item(), 'themes.json': '{}' }, 'themes.json: '],
  ])('a bundle with %s is left out, and that is told', (_what, files, what) => {
    install(files);
    const read = taken();
    expect(read).toMatchObject({ release: null, ids: ['u.help', 'u.rate'], refused: { release } });
    expect(read.refused?.what).toContain(what);
    expect(read.refused?.what).toMatch(/^[0-9A-Za-z ./_:-]{1,64}$/);
    expect(lines).toEqual([expect.stringMatching(/^terminal\.catalogue\.refused /)]);
  });

  test('a link to a folder that is gone leaves the catalogue of the application', () => {
    symlinkSync(join('slots', release), link);
    expect(taken()).toMatchObject({ release: null, ids: ['u.help', 'u.rate'], refused: { release } });
  });

  test('a link that leads out of the installation is not followed, whatever it is called', () => {
    const outside = join(root, 'elsewhere', release);
    mkdirSync(dirname(outside));
    symlinkSync(shipped.dir, outside);
    symlinkSync(outside, link);
    expect(taken()).toMatchObject({ release: null, refused: { release } });
    rmSync(link);
    symlinkSync(shipped.dir, link);
    expect(taken()).toMatchObject({ release: null, refused: null });
  });
});
