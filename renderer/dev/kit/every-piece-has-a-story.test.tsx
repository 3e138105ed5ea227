import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Block } from '../../../contract/screen.ts';
import { languages } from '../../../contract/text.ts';
import { contrast } from './contrast.ts';
import { KitIndex, matches } from './kit-index.tsx';
import { tellIn } from './piece.ts';
import { PiecePage } from './piece-page.tsx';
import { allPieces } from './pieces/all-pieces.ts';
import { colourPairs, colourTokens, leastContrast } from './pieces/colours.tsx';
import { Stage } from './stage.tsx';
import { href, panelNames, themes, type View, viewOf } from './view.ts';

const renderer = join(import.meta.dirname, '../..');

/** Files that export a component: a function with a capital in a `.tsx`. */
const componentFiles = ['kit', 'keyboard', 'technician', 'technician/set-up'].flatMap((folder) =>
  readdirSync(join(renderer, folder))
    .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => /^export function [A-Z]/m.test(readFileSync(join(renderer, file), 'utf8'))),
);

/** Twelve views in which every pair of two choices comes: language and panel, language and theme, letters and panel … */
const views: readonly View[] = languages.flatMap((language, at) =>
  panelNames.map((panel, place) => ({
    language,
    panel,
    theme: themes[(at + place) % themes.length] ?? 'light',
    largeText: (at + (place >> 1)) % 2 === 1,
    reach: (at + place) % 2 === 1,
  })),
);
const usual = viewOf(new URLSearchParams());

test('a component of the kit without a story page fails here: name its file in renderer/dev/kit/pieces', () => {
  const told = new Set(allPieces.flatMap((piece) => piece.files));
  expect(componentFiles.filter((file) => !told.has(file))).toEqual([]);
});

test('no story names a file that is gone, and no two share a name', () => {
  const missing = allPieces.flatMap((piece) => piece.files).filter((file) => !existsSync(join(renderer, file)));
  expect(missing).toEqual([]);
  expect(new Set(allPieces.map((piece) => piece.name)).size).toBe(allPieces.length);
});

test('every block that a page can have stands in a story, except the camera, which needs one', () => {
  const known = Block.anyOf.map((type) => type.properties.type.const);
  const tell = tellIn('en');
  const direct = new Set(allPieces.flatMap((piece) => piece.states.flatMap((state) => state.block?.(tell).type ?? [])));
  // Drawn by their components, each with its own surroundings.
  const drawn = ['machine'];
  expect(known.filter((type) => !direct.has(type) && !drawn.includes(type))).toEqual(['camera']);
});

describe.each(allPieces.map((piece) => [piece.name, piece] as const))('%s', (_, piece) => {
  test('draws every state in every language, theme, size of letters and panel', () => {
    for (const view of views) {
      const html = renderToStaticMarkup(<Stage piece={piece} view={view} only={null} />);
      for (const state of piece.states)
        expect(html, `${state.name} ${href({}, view)}`).toContain(`data-state-of="${state.name}"`);
      // The content policy would drop them.
      expect(html).not.toMatch(/<style|<script|\son[a-z]+=/);
      expect(html).not.toContain('NaN');
    }
  });

  test('says what it is for, when not to use it, and what the keys do', () => {
    const html = renderToStaticMarkup(<PiecePage piece={piece} view={usual} />);
    for (const words of [piece.zh, ...piece.keys.map(([key]) => key)]) expect(html).toContain(words);
    expect([piece.use.length, piece.avoid.length, piece.keys.length, piece.states.length]).not.toContain(0);
    expect(new Set(piece.states.map((state) => state.name)).size).toBe(piece.states.length);
  });
});

test('the index leads to every piece, and its search finds a piece by its name in both languages', () => {
  const html = renderToStaticMarkup(<KitIndex view={usual} />);
  for (const piece of allPieces) {
    expect(html).toContain(`?piece=${piece.name}"`);
    expect(matches(piece, piece.zh) && matches(piece, piece.title.toUpperCase())).toBe(true);
  }
  expect(allPieces.filter((piece) => matches(piece, 'no such piece'))).toEqual([]);
});

test('the views in which pieces are drawn hold every pair of two choices', () => {
  const pairs = (a: keyof View, b: keyof View) => new Set(views.map((view) => `${view[a]} ${view[b]}`)).size;
  expect(pairs('language', 'panel')).toBe(languages.length * panelNames.length);
  expect(pairs('language', 'theme')).toBe(languages.length * themes.length);
  expect(pairs('panel', 'theme')).toBe(panelNames.length * themes.length);
  expect(pairs('panel', 'largeText')).toBe(panelNames.length * 2);
  expect(pairs('language', 'largeText')).toBe(languages.length * 2);
  expect(pairs('theme', 'largeText')).toBe(themes.length * 2);
  for (const one of ['language', 'theme', 'panel', 'largeText'] as const)
    expect(pairs('reach', one)).toBe(pairs(one, one) * 2);
});

test('every view is kept in its address', () => {
  for (const view of views) expect(viewOf(new URLSearchParams(href({ piece: 'tile' }, view)))).toEqual(view);
});

describe.each(themes)('colours of %s', (theme) => {
  const css = readFileSync(join(renderer, 'kit/theme.css'), 'utf8');
  const block =
    theme === 'light' ? /:root \{\n {2}--ground[^}]*\}/ : new RegExp(`:root\\[data-theme="${theme}"\\] \\{[^}]*\\}`);
  const rules = block.exec(css)?.[0] ?? '';
  const of = (token: string) => new RegExp(`--${token}: (#[\\da-f]{6})`).exec(rules)?.[1] ?? '';

  test.each(colourTokens.filter(([, , least]) => least > 0))('%s is seen on ground and surface', (name, _, least) => {
    for (const ground of ['ground', 'surface']) {
      expect(contrast(of(name), of(ground)), ground).toBeGreaterThanOrEqual(leastContrast(theme, least));
    }
  });

  test.each(colourPairs)('%s on %s is read', (one, other) => {
    expect(contrast(of(one), of(other))).toBeGreaterThanOrEqual(leastContrast(theme, 4.5));
  });
});

test('contrast is that of WCAG: black on white is 21, a colour on itself 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#0a6566', '#0a6566')).toBe(1);
  expect(contrast('#0a6566', 'rgb(255, 255, 255)')).toBeCloseTo(6.85, 2);
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 5);
  expect(contrast('transparent', '#ffffff')).toBeNull();
});
