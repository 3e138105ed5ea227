import { expect, test } from 'vitest';
import type { HeldSupply } from '../../contract/heartbeat-facts.ts';
import { isDue, type KnownSupply, supplyChanges } from './use.ts';
import { joinVisits, type Need } from './visits.ts';

const dayMs = 86_400_000;
const nowMs = 100 * dayMs;
const known = (more: Partial<KnownSupply> = {}): KnownSupply => ({
  ...{ device: 'cardDispenser', supply: 'cards', state: 'ok', count: 50, sinceMs: 0, dueSinceMs: null, madeMs: nowMs },
  ...more,
});
const held = (more: Partial<HeldSupply> = {}): HeldSupply => ({
  ...{ id: 'cards', device: 'cardDispenser', count: 50, state: 'ok' },
  ...more,
});
const used = (before: KnownSupply, now: HeldSupply) =>
  supplyChanges([before], [now], nowMs).changes.map((one) => one.used);

test('fewer cards were used, more are a refill, the same are no row', () => {
  expect(used(known(), held({ count: 46 }))).toEqual([4]);
  expect(used(known(), held({ count: 200 }))).toEqual([0]);
  expect(used(known(), held())).toEqual([]);
  // Nobody knows what lies between a count and none.
  expect(used(known(), held({ count: null }))).toEqual([0]);
});

test('a bin that is emptied has used nothing, and nobody forecasts what it holds', () => {
  const bin = { device: 'cardDispenser', supply: 'retain', state: 'full', count: 30, dueSinceMs: 5 };
  const { changes } = supplyChanges([known(bin)], [held({ id: 'retain', count: 0 })], nowMs);
  expect(changes).toMatchObject([{ used: 0, left: null, dueSinceMs: null }]);
});

test('low is low since it was seen to be, however it counts down; a supply that is gone leaves the list', () => {
  const { changes, gone } = supplyChanges(
    [known({ state: 'low', dueSinceMs: 77 }), known({ supply: 'old' })],
    [held({ state: 'out', count: 0 })],
    nowMs,
  );
  expect(changes).toMatchObject([{ state: 'out', dueSinceMs: 77 }]);
  expect(gone.map(({ supply }) => supply)).toEqual(['old']);
});

test('a forecast grows old even where nothing changes', () => {
  expect(supplyChanges([known({ madeMs: nowMs - dayMs })], [held()], nowMs).changes).toHaveLength(1);
});

test('two days left is not yet due; one is, and what is low always is', () => {
  expect([isDue('ok', 2), isDue('ok', 1), isDue('ok', null), isDue('low', null)]).toEqual([false, true, false, true]);
});

const need = (place: string, more: Partial<Need> = {}): Need => ({
  ...{ district: 'TH', place, kiosk: `${place}1`, what: 'supply', subject: 'cardDispenser.cards' },
  ...{ orderId: null, daysLeft: 5, isDue: false, ...more },
});

test('a district with many sites to visit has them all on its list, and room for what lies on the way where there are few', () => {
  const sites = (count: number, more: Partial<Need>) =>
    Array.from({ length: count }, (_, n) => need(`${more.isDue === true ? '急' : '近'}${n}`, more));
  const [many] = joinVisits([...sites(70, { isDue: true }), ...sites(70, {})]);
  expect(many).toMatchObject({ due: 70, load: [{ machines: 70 }] });
  expect(many?.sites.filter(({ isDue: must }) => must)).toHaveLength(70);
  const [few] = joinVisits([...sites(20, { isDue: true }), ...sites(70, {})]);
  expect([few?.due, few?.sites.length]).toEqual([20, 50]);
});

test('a visit takes along what lies on the way; a district where nothing is due gets none', () => {
  const visits = joinVisits([
    need('近'),
    need('急', { isDue: true, daysLeft: 0 }),
    need('急', { kiosk: '急2', what: 'order', subject: 'test:camera', orderId: 7, daysLeft: null, isDue: true }),
    need('远', { district: 'YX' }),
  ]);
  expect(visits).toMatchObject([
    {
      ...{ district: 'TH', due: 1 },
      sites: [
        { place: '急', isDue: true, needs: [{ what: 'supply' }, { what: 'order', orderId: 7 }] },
        { place: '近', isDue: false },
      ],
      load: [{ device: 'cardDispenser', supply: 'cards', machines: 2 }],
    },
  ]);
});
