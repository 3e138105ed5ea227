import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mainPathGroups, walkedElsewhere } from '../support/citizen/main-path-groups.ts';
import { mainPaths } from '../support/citizen/main-paths.ts';

const catalogue = join(import.meta.dirname, '../../kiosk-config/catalogue');
const shipped = readdirSync(catalogue)
  .map((file) => (JSON.parse(readFileSync(join(catalogue, file), 'utf8')) as { id: string }).id)
  .sort();

it('every shipped item has a citizen who walks it, in exactly one file of the window tests', () => {
  expect(Object.keys(mainPaths).sort()).toEqual(shipped);
  expect(Object.values(mainPathGroups).flat().sort()).toEqual(shipped);
});

it('an item that `npm test` does not walk here is walked by a test that exists, or has a twin that is walked here', () => {
  for (const [item, where] of walkedElsewhere) {
    expect(shipped, item).toContain(item);
    const file = /tests\/e2e\/\S+\.test\.ts/.exec(where)?.[0];
    const twin = /^the pages of (\S+)$/.exec(where)?.[1] ?? '';
    if (file !== undefined) expect(existsSync(join(import.meta.dirname, '../..', file)), file).toBe(true);
    else expect([shipped.includes(twin), walkedElsewhere.has(twin)], where).toEqual([true, false]);
  }
});
