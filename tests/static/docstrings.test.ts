import { describe, expect, it } from 'vitest';
import { functionsWithoutDocstring, unexplainedLater } from './docstrings.ts';
import { codeFiles, readText } from './source-files.ts';

const documented = /^(contract|drivers|terminal|hub|updater|release)\//;
const isTestCode = (path: string) => /\.test\.ts$|\.test-data\.ts$|\.gen\.ts$|\/testing\//.test(path);

describe('docstrings', () => {
  it('every exported function of the product says what it does', () => {
    const missing = codeFiles()
      .filter((path) => documented.test(path) && path.endsWith('.ts') && !isTestCode(path))
      .flatMap((path) => functionsWithoutDocstring(readText(path)).map((name) => `${path} ${name}`));
    expect(missing).toEqual([]);
  });

  it.each([
    ['a function', 'export function a(): void {}'],
    ['an arrow function', 'export const a = (): number => 1;'],
    ['a comment for the eye only', '// Adds.\nexport function a(): void {}'],
    ['a docstring of something else', '/** B. */\nconst b = 1;\nexport function a(): void {}'],
  ])('sees %s without one', (_, source) => {
    expect(functionsWithoutDocstring(source)).toEqual(['a']);
  });

  it.each([
    ['a function with one', '/** Adds. */\nexport function a(): void {}'],
    ['a function of this file only', 'function a(): void {}'],
    ['a value', 'export const a = 1;'],
  ])('leaves %s alone', (_, source) => {
    expect(functionsWithoutDocstring(source)).toEqual([]);
  });
});

describe('what is put off', () => {
  it('says what it waits for', () => {
    const own = ['tests/static/docstrings.ts', 'tests/static/docstrings.test.ts'];
    const found = codeFiles()
      .filter((path) => !own.includes(path) && !path.startsWith('tests/support/previous-release/'))
      .flatMap((path) => unexplainedLater(readText(path)).map((line) => `${path}: ${line}`));
    expect(found).toEqual([]);
  });

  it.each(['// TODO later', ' * FIXME: breaks', '// XXX', '// TODO(#): why'])('sees %s', (line) => {
    expect(unexplainedLater(line)).toHaveLength(1);
  });

  it.each(['// TODO(#12): when the reader tells it', "const word = 'TODO';"])('leaves %s alone', (line) => {
    expect(unexplainedLater(line)).toEqual([]);
  });
});
