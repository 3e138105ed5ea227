import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, readText } from './source-files.ts';

const files = projectFiles().filter((path) => /^(console|renderer)\//.test(path));
const code = files.filter((path) => /\.tsx?$/.test(path)).map((path) => ({ path, text: readText(path) }));
const sheets = files
  .filter((path) => path.endsWith('.css'))
  .map((path) => ({ path, text: readText(path).replace(/\/\*[\s\S]*?\*\//g, '') }));
const modules = sheets.filter(({ path }) => path.endsWith('.module.css'));

/** Selectors and declarations of the innermost rules, without the frames of keyframes. */
const rulesOf = (text: string) =>
  [...text.replace(/@keyframes [\w-]+ \{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '').matchAll(/([^{};]+)\{([^{}]*)\}/g)].map(
    ([, selector = '', body = '']) => ({ selector: selector.trim(), body }),
  );

/** What the pages take from each sheet by name. */
const taken = new Map<string, Set<string>>(modules.map(({ path }) => [path, new Set()]));
for (const { path, text } of code) {
  for (const [, name = '', from = ''] of text.matchAll(/import (\w+) from '(\.[^']*\.module\.css)'/g)) {
    const words = taken.get(join(dirname(path), from));
    for (const [, word = ''] of text.matchAll(new RegExp(`(?<![./\\w])${name}\\.(\\w+)`, 'g'))) words?.add(word);
  }
}

describe.each(modules)('$path', ({ path, text }) => {
  it('has a rule for each class that a page gives, and a page for each of its classes', () => {
    const named = new Set(
      rulesOf(text).flatMap(({ selector }) =>
        [...selector.replace(/:global\((?:[^()]|\([^()]*\))*\)/g, '').matchAll(/\.([a-zA-Z]\w*)/g)].map(
          ([, word]) => word,
        ),
      ),
    );
    const words = taken.get(path) ?? new Set();
    expect({
      nobodyTakes: [...named].filter((word) => !words.has(word ?? '')),
      noRuleFor: [...words].filter((word) => !named.has(word)),
    }).toEqual({ nobodyTakes: [], noRuleFor: [] });
  });
});

describe('a sheet', () => {
  it('draws a ring only where the focus is: one that always stands says nothing', () => {
    const always = sheets.flatMap(({ path, text }) =>
      rulesOf(text).flatMap(({ selector, body }) =>
        /(?<!-)outline: (?!none)/.test(body) && !/focus/.test(selector) ? [`${path}: ${selector}`] : [],
      ),
    );
    expect(always).toEqual([]);
  });

  it('takes no token that nobody sets', () => {
    const all = [...sheets.map(({ text }) => text), ...code.map(({ text }) => text)].join('\n');
    const isSet = (name: string) =>
      new RegExp(`${name}['"\`]?\\]?:|['"\`]${name}['"\`]`).test(all) ||
      // Sizes of letters are set by their names (renderer/kit/sizes), the width of a trigger by react-aria.
      /^--(?:font-\w+|trigger-width)$/.test(name);
    const lost = sheets.flatMap(({ path, text }) =>
      [...text.matchAll(/var\((--[\w-]+)/g)].flatMap(([, name = '']) => (isSet(name) ? [] : [`${path}: ${name}`])),
    );
    expect(lost).toEqual([]);
  });

  it('speaks of the beginning and the end of a line, not of left and right', () => {
    const sided =
      /(?:^|\s)(?:(?:margin|padding)-(?:left|right)|border-(?:left|right)|text-align: (?:left|right)|float)\b(?!-color)/;
    expect(sheets.flatMap(({ path, text }) => (sided.test(text) ? [path] : []))).toEqual([]);
  });
});

it('a page of the console takes its colours from the tokens: the others are wrong in the dark', () => {
  const own = sheets.filter(
    ({ path, text }) => /^console\/(?:app|kit|pages)\//.test(path) && /#[\da-f]{3,8}\b/.test(text),
  );
  expect(own.map(({ path }) => path)).toEqual([]);
});
