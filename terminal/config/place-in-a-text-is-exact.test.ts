import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, keysOf, pointer, readJson } from './json-text.ts';
import { isObject } from './layers.ts';

const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => name !== '__proto__');
const document = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, -1.5e-7, 42, ''),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A text that means `value`, with spaces and line ends wherever they may stand. */
function written(value: Json, space: () => string): string {
  const s = space;
  if (Array.isArray(value)) {
    const entries = value as readonly Json[];
    return `[${s()}${entries.map((one) => `${written(one, s)}${s()}`).join(`,${s()}`)}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    return `{${s()}${entries.map(([name, one]) => `${JSON.stringify(name)}${s()}:${s()}${written(one, s)}${s()}`).join(`,${s()}`)}}`;
  }
  return JSON.stringify(value);
}

function pathsOf(value: Json, path = ''): string[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([name, one]) => pathsOf(one as Json, pointer(path, name)))];
}

/** The text from a place on, found by counting lines and columns as a person would. */
function from(text: string, { line, column }: { readonly line: number; readonly column: number }): string {
  const lines = text.split(/\r\n|\r|\n/);
  return lines[line - 1]?.slice(column - 1) ?? '';
}

/** Random, and the same again for the same seed. */
const spaces = fc
  .array(fc.constantFrom('', ' ', '\t', '\n', '\r\n', '\r', '  \n '), { minLength: 1, maxLength: 20 })
  .map((all) => {
    let at = 0;
    return () => all[at++ % all.length] ?? '';
  });

describe('a technician sent to the wrong line', () => {
  it('every key and every entry stands where the reader says, however the text is laid out', () => {
    fc.assert(
      fc.property(document, spaces, (value, space) => {
        const text = written(value, space);
        const json = readJson(text);
        if (!json.ok) throw new Error(`${json.error.reason} in ${text}`);
        expect(json.value.value).toEqual(JSON.parse(text));
        expect([...json.value.places.keys()].sort()).toEqual(pathsOf(value).sort());
        for (const [path, place] of json.value.places) {
          const name = keysOf(path).at(-1);
          const outer = inDocument(value, path.slice(0, path.lastIndexOf('/')));
          const word = name !== undefined && isObject(outer) ? JSON.stringify(name) : null;
          const rest = from(text, place);
          if (word !== null) expect(rest.startsWith(word)).toBe(true);
          else expect(rest.slice(0, 1)).toBe(written(inDocument(value, path) ?? null, () => '').slice(0, 1));
        }
      }),
    );
  });

  it('takes exactly what JSON.parse takes, apart from keys that stand twice', () => {
    const damaged = fc
      .tuple(
        document,
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '0', '\\', '\n', 'e', '-', ':', '\u0001'),
        fc.nat(2),
      )
      .map(([value, at, put, drop]) => {
        const text = JSON.stringify(value, null, 1);
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + drop);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        let plain: { readonly value: unknown } | null = null;
        try {
          plain = { value: JSON.parse(text) };
        } catch {
          plain = null;
        }
        const json = readJson(text);
        if (json.ok) expect(plain).toEqual({ value: json.value.value });
        else if (plain !== null) expect(json.error.reason).toMatch(/stands twice|__proto__/);
        else {
          const lines = text.split(/\r\n|\r|\n/);
          expect(json.error.line).toBeGreaterThanOrEqual(1);
          expect(json.error.line).toBeLessThanOrEqual(lines.length);
          expect(json.error.column).toBeLessThanOrEqual((lines[json.error.line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['a comma too many', '{\n  "a": 1,\n}', 3, 1, 'a name was expected after ",", not "}": one comma too many'],
    [
      'a comma too few',
      '{\n  "a": 1\n  "b": 2\n}',
      3,
      3,
      '"," or "}" was expected, not """ (opened in line 1, column 1)',
    ],
    [
      'a bracket left open',
      '{\n  "a": [1, 2\n',
      3,
      1,
      '"," or "]" was expected, not the end of the file (opened in line 2, column 8)',
    ],
    ['a quote left open', '{\n  "a": "x\n}', 2, 8, 'the text has no closing quote in its line'],
    ['single quotes', "{'a': 1}", 1, 2, 'a name in double quotes was expected, not "\'" (opened in line 1, column 1)'],
    ['a comment', '{\n  // the reader\n  "a": 1\n}', 2, 3, 'a comment; JSON has none'],
    [
      'a key twice',
      '{\n  "a": 1,\n  "b": 2,\n  "a": 3\n}',
      4,
      3,
      '"a" stands twice in one object; the first is in line 2',
    ],
    ['a word that is none', '{"a": yes}', 1, 7, 'a value was expected, not "y"'],
    ['a Chinese quote', '{“a”: 1}', 1, 2, 'a name in double quotes was expected, not "“" (opened in line 1, column 1)'],
    ['a number with a zero before', '{"a": 007}', 1, 7, 'this is no number as JSON writes it'],
    ['something after the end', '{}\n}', 2, 1, '"}" after the end of the document'],
    ['nothing at all', '', 1, 1, 'the file is empty'],
    [
      'a space that is none',
      '{\u00a0"a": 1}',
      1,
      2,
      'a name in double quotes was expected, not the character U+00A0 (opened in line 1, column 1)',
    ],
    [
      'a Windows path',
      '{"a": "C:\\kiosk"}',
      1,
      10,
      '"\\" begins nothing that is known here; a backslash itself is written \\\\',
    ],
  ])('%s is told in words and with its place', (_, text, line, column, reason) => {
    expect(readJson(text)).toMatchObject({ ok: false, error: { line, column, reason } });
  });

  it('a byte order mark, as some editors write it, moves nothing', () => {
    const json = readJson('\uFEFF{"a": 1}');
    expect(json.ok && [...json.value.places]).toEqual([
      ['', { line: 1, column: 1 }],
      ['/a', { line: 1, column: 2 }],
    ]);
  });

  it('nesting without end is refused, not a crash', () => {
    const json = readJson('['.repeat(100_000));
    expect(json.ok ? '' : json.error.reason).toBe('nested deeper than 64');
  });
});

function inDocument(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const name of keysOf(path)) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(name)];
    else at = isObject(at) ? at[name] : undefined;
  }
  return at;
}
