import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/hub-rig.ts';
import { cutPaths } from './rig/cut-paths.ts';
import { groups } from './rig/groups.ts';

test('an item of the catalogue that no cut looks at', () => {
  const items = readdirSync(join(root, 'kiosk-config/catalogue')).map((file) => file.replace(/\.json$/, ''));
  expect(Object.values(groups).flat().toSorted()).toEqual(items.toSorted());
  expect(Object.keys(cutPaths).toSorted()).toEqual(items.toSorted());
});
