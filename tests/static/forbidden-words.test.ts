import { describe, expect, it } from 'vitest';
import { projectFiles, readText } from './source-files.ts';

/**
 * What must not stand in a file of the project: paths of one machine, addresses of one workplace. The words are put together here, so that
 * this file does not hold them itself.
 */
const forbidden: ReadonlyArray<{ readonly what: string; readonly pattern: RegExp }> = [
  {
    what: 'a path of one machine',
    pattern: new RegExp(`(^|[^\\w.])/(${'work'}|home/[a-z]+)/`, 'm'),
  },
  { what: 'a folder beside the project', pattern: new RegExp(`\\b${'shared'}/(design|domain|protocols)\\b`) },
  {
    what: 'a package registry',
    pattern: new RegExp(
      [
        ['registry', 'npm'],
        ['npm', 'mirror'],
        ['deb', 'debian'],
      ]
        .map((word) => word.join('\\.?'))
        .join('|'),
    ),
  },
];

const isBinary = (path: string) => /\.(png|jpg|webp|woff2|ttf|otf|ogg|bin|db|gz)$/.test(path);

describe('words that bind the project to one place', () => {
  it.each(forbidden)('no file names $what', ({ pattern }) => {
    const found = projectFiles()
      .filter((path) => !isBinary(path))
      .flatMap((path) => {
        const match = pattern.exec(readText(path));
        return match === null ? [] : [`${path}: ${match[0].trim()}`];
      });
    expect(found).toEqual([]);
  });

  it('would be found', () => {
    const [machine, beside] = forbidden;
    expect(machine?.pattern.test(`see ${['', 'work', 'main'].join('/')}`)).toBe(true);
    expect(beside?.pattern.test(['shared', 'domain'].join('/'))).toBe(true);
    expect(machine?.pattern.test('drivers/network/framework.ts')).toBe(false);
  });
});
