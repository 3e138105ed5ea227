import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mainPathGroups } from '../support/citizen/main-path-groups.ts';
import { mainPaths } from '../support/citizen/main-paths.ts';

const catalogue = join(import.meta.dirname, '../../kiosk-config/catalogue');
const shipped = readdirSync(catalogue)
  .map((file) => (JSON.parse(readFileSync(join(catalogue, file), 'utf8')) as { id: string }).id)
  .sort();

it('every shipped item has a citizen who walks it, in exactly one file of the window tests', () => {
  expect(Object.keys(mainPaths).sort()).toEqual(shipped);
  expect(Object.values(mainPathGroups).flat().sort()).toEqual(shipped);
});
