import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTexts } from '../../catalogue/texts.ts';
import { layerNames, type Setting } from '../../config/layers.ts';
import { bundlePage } from './bundle-page.ts';
import { configPage } from './config-page.ts';
import { type Desk, type DeskFacts, type DeskKit, deskKit, emptyDesk } from './desk.ts';

const texts = loadTexts(join(import.meta.dirname, '../../../kiosk-config/texts'));
const kit = (facts: Partial<DeskFacts>, desk: Partial<Desk> = {}): DeskKit =>
  deskKit(texts, {
    ...{ language: 'en', canRestart: true, canPowerOff: true, isBusy: false, lockedUntil: null, challenge: null },
    person: { staffId: '100001', role: 'technician', scope: 'full' } as unknown as DeskKit['person'],
    ...{ desk: { ...emptyDesk, ...desk }, facts: facts as DeskFacts },
  });

test('what the fleet, the site or this machine sets stands before what was delivered', () => {
  const settings = layerNames.map(
    (layer): Setting => ({
      path: `/of/${layer}`,
      value: 1,
      layer,
      file: `${layer}.json`,
      line: 1,
      column: 1,
      over: [],
    }),
  );
  const { blocks } = configPage(kit({ config: () => ({ settings, refused: [], lastGoodSince: null, pending: [] }) }));
  const rows = blocks.flatMap((block) => (block.type === 'settings' ? block.rows.map(({ path }) => path) : []));
  expect(rows).toEqual(['of.machine', 'of.site', 'of.fleet', 'of.model', 'of.default']);
});

test('a bundle on its way to the hub asks nobody to leave a stick in', () => {
  const waiting = (to: 'medium' | 'hub') =>
    bundlePage(kit({}, { bundle: { media: [], now: { to, step: 'make', part: 0.2 }, last: null } })).waiting?.text;
  expect(waiting('medium')).toBe('Writing: do not pull it out');
  expect(waiting('hub')).toBe(texts.text('en', 'tech.running').text);
});
