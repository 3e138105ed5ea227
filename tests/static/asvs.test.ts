import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../build/project.mjs';

/** Requirements of level 1 and 2 by section: OWASP ASVS 4.0.3, `4.0/docs_en/…4.0.3-en.csv`. What is missing between is deleted there or of level 3. 2.8.7 is optional for level 2. */
const sections: Readonly<Record<string, string>> = {
  ...{ '1.1': '1-7', '1.2': '1-4', '1.4': '1 4 5', '1.5': '1-4', '1.6': '1-4', '1.7': '1-2', '1.8': '1-2' },
  ...{ '1.9': '1-2', '1.10': '1', '1.11': '1-2', '1.12': '2', '1.14': '1-6', '2.1': '1-12', '2.2': '1-3' },
  ...{ '2.3': '1-3', '2.4': '1-6', '2.5': '1-7', '2.6': '1-3', '2.7': '1-6', '2.8': '1-7', '2.9': '1-3' },
  ...{ '2.10': '1-4', '3.1': '1', '3.2': '1-4', '3.3': '1-4', '3.4': '1-5', '3.5': '1-3', '3.7': '1' },
  ...{ '4.1': '1-3 5', '4.2': '1-2', '4.3': '1-3', '5.1': '1-5', '5.2': '1-8', '5.3': '1-10', '5.4': '1-3' },
  ...{ '5.5': '1-4', '6.1': '1-3', '6.2': '1-6', '6.3': '1-2', '6.4': '1-2', '7.1': '1-4', '7.2': '1-2' },
  ...{ '7.3': '1 3 4', '7.4': '1-3', '8.1': '1-4', '8.2': '1-3', '8.3': '1-8', '9.1': '1-3', '9.2': '1-4' },
  ...{ '10.2': '1-2', '10.3': '1-3', '11.1': '1-8', '12.1': '1-3', '12.2': '1', '12.3': '1-6', '12.4': '1-2' },
  ...{ '12.5': '1-2', '12.6': '1', '13.1': '1 3 4 5', '13.2': '1-3 5 6', '13.3': '1-2', '13.4': '1-2' },
  ...{ '14.1': '1-4', '14.2': '1-6', '14.3': '2-3', '14.4': '1-7', '14.5': '1-4' },
};
const wanted = Object.entries(sections).flatMap(([section, numbers]) =>
  numbers.split(' ').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => `${section}.${from + i}`);
  }),
);

const page = readFileSync(join(root, 'docs/security/asvs.md'), 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const cells = /^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$/.exec(line);
  if (cells === null) return [];
  const [, number = '', level = '', what = '', state = '', how = ''] = cells;
  return [
    {
      number,
      level,
      what,
      state,
      how,
      files: [...how.matchAll(/`([\w./-]+\.(?:tsx?|md|json|example))`/g)].map(([, file = '']) => file),
    },
  ];
});

describe('the table of the security standard', () => {
  test('has each requirement of level 1 and 2 once, in order, and no other', () => {
    expect(rows.map(({ number }) => number)).toEqual(wanted);
    expect(page.split('\n').filter((line) => /^\| \d/.test(line))).toHaveLength(rows.length);
  });

  test('names no file that is not there', () => {
    const gone = rows.flatMap(({ number, files }) =>
      files.filter((file) => !existsSync(join(root, file))).map((file) => `${number}: ${file}`),
    );
    expect(gone).toEqual([]);
  });

  test('says by which file something is met, why it does not apply, and who has to do what is open', () => {
    const unproven = rows.filter(
      ({ state, how, files }) =>
        !(
          (state === 'met' && (files.length > 0 || /^as \d/.test(how))) ||
          (state === 'n/a' && how.length > 5) ||
          (state === 'open' && /\b([Cc]ity|[Uu]s|[Pp]roject’s host|project's host)\b|^as \d/.test(how))
        ),
    );
    expect(unproven.map(({ number }) => number)).toEqual([]);
    const referred = rows.flatMap(({ number, how }) =>
      [...how.matchAll(/\bas (\d+\.\d+\.\d+)/gi)].map(([, to]) => [number, to]),
    );
    for (const [from, to] of referred) {
      const target = rows.find(({ number }) => number === to);
      expect([from, to, /^as /.test(target?.how ?? 'as nothing')]).toEqual([from, to, false]);
    }
  });

  test('counts itself', () => {
    const count = (state: string) => rows.filter((row) => row.state === state).length;
    expect(page).toContain(
      `${rows.length} requirements: ${count('met')} met, ${count('n/a')} n/a, ${count('open')} open.`,
    );
  });
});
