import { describe, expect, it } from 'vitest';
import { codeFiles, readText } from './source-files.ts';

/** Past this a file holds more than one idea. Source: docs/design/code-style.md, "Files". */
const maxLines = 600;

/** Files that are one literal table and nothing else, with what they list. */
const dataTables: Readonly<Record<string, string>> = {};

const isGenerated = (path: string) =>
  /\.gen\.ts$|\.test-data\.ts$|\/vectors\/|\/previous-release\/store\.mjs$/.test(path);

describe('file size', () => {
  it(`no file is longer than ${maxLines} lines`, () => {
    const tooLong = codeFiles()
      .filter((path) => !isGenerated(path) && !(path in dataTables))
      .map((path) => ({ path, lines: readText(path).split('\n').length }))
      .filter((file) => file.lines > maxLines);
    expect(tooLong).toEqual([]);
  });

  it('every excepted table still exists', () => {
    expect(Object.keys(dataTables).filter((path) => !codeFiles().includes(path))).toEqual([]);
  });
});
