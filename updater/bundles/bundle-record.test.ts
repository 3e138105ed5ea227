import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  announced,
  attempted,
  type BundleRecord,
  bundlesInUse,
  dropReport,
  givenBack,
  heard,
  isRefused,
  named,
  newBundles,
  proven,
  readBundles,
  triesOfABundle,
  turnedAway,
  wantedLink,
} from './bundle-record.ts';

const release = (n: number) => `${n}-${String(n).padStart(16, '0')}`;
const moment = { application: release(100), at: '2026-11-28T12:00:00.000Z' };
const step = fc.oneof(
  fc.record({ do: fc.constant('announce'), n: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constantFrom('attempt', 'prove', 'giveBack', 'tell'), n: fc.constant(0) }),
  fc.record({ do: fc.constantFrom('turnAway', 'hear'), n: fc.integer({ min: 1, max: 6 }) }),
);

function take(record: BundleRecord, { do: what, n }: { readonly do: string; readonly n: number }): BundleRecord {
  const { candidate, lastCounter } = record.kinds.config;
  switch (what) {
    case 'announce':
      return candidate === null ? announced(record, 'config', release(n)) : record;
    case 'attempt':
      return attempted(record, 'config') ?? givenBack(record, 'config', { cause: 'triesExhausted' }, moment);
    case 'prove':
      return proven(record, 'config', moment);
    case 'giveBack':
      return givenBack(record, 'config', { cause: 'unhealthy', what: 'fleet.json:1:1' }, moment);
    case 'tell':
      return dropReport(record);
    case 'turnAway':
      return turnedAway(record, 'config', { release: release(n), counter: lastCounter, cause: 'invalid' }, moment);
    default:
      return heard(record, 'config', n);
  }
}

test('whatever happens to a bundle: the link never points at a folder that may be gone, few folders stay, no counter falls, and the record can be read', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let record: BundleRecord = newBundles;
      for (const one of steps) {
        const before = record;
        record = take(record, one);
        const state = record.kinds.config;
        const link = wantedLink(state);
        if (link !== null) expect(bundlesInUse(state).has(link)).toBe(true);
        expect(bundlesInUse(state).size).toBeLessThanOrEqual(4);
        expect(state.lastCounter).toBeGreaterThanOrEqual(before.kinds.config.lastCounter);
        expect(readBundles(JSON.stringify(record))).toEqual(record);
        expect(record.kinds.catalogue).toEqual(newBundles.kinds.catalogue);
        // A candidate ends with one report and in one of two ways.
        const { candidate, current } = before.kinds.config;
        if (candidate !== null && state.candidate === null) {
          expect(record.reports.at(-1)).toMatchObject({ release: candidate, from: current ?? moment.application });
          const isIn = state.current === candidate;
          expect(record.reports.at(-1)?.outcome).toBe(isIn ? 'succeeded' : 'rolledBack');
          if (!isIn) expect([state.current, isRefused(state, candidate, moment.application)]).toEqual([current, true]);
        }
      }
    }),
  );
});

test('a bundle has three tries, and what one application could not take another may', () => {
  let record = announced(newBundles, 'config', release(1));
  for (let n = 0; n < triesOfABundle; n += 1) record = attempted(record, 'config') ?? newBundles;
  expect(record.kinds.config.candidate).toBe(release(1));
  expect(attempted(record, 'config')).toBeNull();
  const { config } = givenBack(record, 'config', { cause: 'triesExhausted' }, moment).kinds;
  expect(isRefused(config, release(1), moment.application)).toBe(true);
  expect(isRefused(config, release(1), release(101))).toBe(false);
});

test('the hub is told once why an assignment is not installed, and again for another cause or assignment', () => {
  const away = (record: BundleRecord, counter: number, cause: 'forged' | 'expired') =>
    turnedAway(record, 'config', { release: release(1), counter, cause }, moment);
  const once = away(newBundles, 3, 'forged');
  expect(away(once, 3, 'forged')).toEqual(once);
  expect(away(away(once, 3, 'expired'), 4, 'expired').reports.map(({ cause }) => cause)).toEqual([
    'forged',
    'expired',
    'expired',
  ]);
});

test('under another name at the hub its assignments begin anew; nobody unenrols a machine by saying nothing', () => {
  const here = heard(named(newBundles, 'a'), 'config', 9);
  expect(named(here, 'a')).toEqual(here);
  expect(named(here, null)).toEqual(here);
  expect(named(here, 'b').kinds.config.lastCounter).toBe(0);
});

test('a record in which a later release gave a cause that this one does not know loses nothing', () => {
  const record = turnedAway(
    heard(newBundles, 'config', 7),
    'config',
    { release: release(1), counter: 7, cause: 'invalid' },
    moment,
  );
  const later = JSON.stringify(record).replace('"cause":"invalid"', '"cause":"tooBright"');
  expect(readBundles(later)).toMatchObject({ ...record, reports: [{ cause: 'tooBright' }] });
  expect(readBundles(later.replace('tooBright', 'no cause at all'))).toBeNull();
});

test('three bundles stay, the newest first', () => {
  let record: BundleRecord = newBundles;
  for (const n of [1, 2, 3, 4, 3]) record = proven(announced(record, 'config', release(n)), 'config', moment);
  expect(record.kinds.config).toMatchObject({ current: release(3), before: [release(4), release(2)] });
});
