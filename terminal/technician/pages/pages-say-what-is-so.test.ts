import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTexts } from '../../catalogue/texts.ts';
import { layerNames, type Setting } from '../../config/layers.ts';
import { bundlePage } from './bundle-page.ts';
import { configPage } from './config-page.ts';
import { type Desk, type DeskFacts, type DeskKit, deskKit, emptyDesk, type OutboxFacts } from './desk.ts';
import { todayPage } from './today-page.ts';

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

test('today says of outbox and clock what the self-test says: lost messages and a closed intake are faults, a clock that nobody could compare is none', () => {
  const verdicts = (outbox: Partial<OutboxFacts>, offsetMs: number | null) => {
    const { blocks } = todayPage(
      kit({
        ...{ notice: () => null, devices: () => [], selfTest: () => undefined },
        outbox: () => ({ pending: 0, dead: 0, missing: 0, oldestAgeMs: null, letters: [], ...outbox }),
        network: () => ({ hub: '', isOnline: true, answeredAgoMs: 0, offsetMs, addresses: [], now: '' }),
        versions: () => ({ isDurable: true }) as ReturnType<DeskFacts['versions']>,
      }),
    );
    const lines = blocks.flatMap((block) => (block.type === 'checks' ? block.lines : []));
    return ['outbox', 'clock'].map((id) => lines.find((line) => line.id === id)?.verdict);
  };
  expect(verdicts({}, 0)).toEqual(['pass', 'pass']);
  expect(verdicts({ pending: 50 }, 5_000)).toEqual(['warn', 'warn']);
  expect(verdicts({ pending: 501 }, 120_000)).toEqual(['fail', 'fail']);
  expect(verdicts({ missing: 1 }, null)).toEqual(['fail', 'warn']);
  expect(verdicts({ dead: 1 }, -6_000)).toEqual(['fail', 'warn']);
  expect(verdicts({ pending: 1, oldestAgeMs: 24 * 3_600_000 }, 0)).toEqual(['fail', 'pass']);
});
