import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const pages = join(import.meta.dirname, '../pages');

/** What asks once, and why that is enough. */
const asksOnce: Readonly<Record<string, string>> = {
  '/v1/console/usage': 'sums of days',
  '/v1/console/ratings': 'sums of days',
  '/v1/console/ratings/list': 'belongs to the sums above it',
  '/v1/console/machines/choices': 'choices of a filter',
  '/v1/console/releases': 'choices of the form of a new roll-out; the list of releases hears of it',
  // What is switched goes by the version that was seen: news under an open question would pass for seen.
  '/v1/console/catalogue': 'version',
  '/v1/console/runbooks/${code}': 'ships with the hub',
  'isNumber ? `/v1/console/work-orders/${id}` : null': 'nobody signs in there',
};

test('a list that asks once shows what another person has changed after a reload only', () => {
  const found: string[] = [];
  let asked = 0;
  for (const file of globSync('**/*.tsx', { cwd: pages })) {
    const text = readFileSync(join(pages, file), 'utf8');
    for (const match of text.matchAll(/use(?:Resource|Rows)<[^(]*>\(/g)) {
      asked += 1;
      const call = text.slice(match.index, text.indexOf(';', match.index));
      const isKnown = Object.keys(asksOnce).some((path) =>
        [`'${path}'`, `\`${path}\``, path.startsWith('/') ? `pathWith('${path}'` : path].some((one) =>
          call.includes(one),
        ),
      );
      if (!call.includes('topics:') && !isKnown) found.push(`${file}: ${call}`);
    }
  }
  expect(asked).toBeGreaterThan(25);
  expect(found).toEqual([]);
});
