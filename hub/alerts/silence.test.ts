import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertLimits } from './limits.ts';
import { type LateMachine, silenceOf } from './silence.ts';

const nowMs = 100_000_000;
const awake = { nowMs, watchingSinceMs: 0 };

/** Machines of one site by how long ago each was heard, seconds; the late ones among them, as the statement gives them. */
function site(place: string, agoS: readonly number[], paceMs = 60_000): LateMachine[] {
  const heard = agoS.map((ago) => nowMs - ago * 1000);
  return heard
    .map((heardMs, i) => ({
      ...{ deviceId: `${place}${i}`, kiosk: `${place}${i}`, place, heardMs, paceMs },
      ...{ ofSite: agoS.length, siteHeardMs: Math.max(...heard) },
    }))
    .filter(({ heardMs }) => heardMs < nowMs - alertLimits.silentMs);
}

const said = (late: readonly LateMachine[], at = awake) => {
  const { machines, sites } = silenceOf(late, at);
  return [
    ...machines.map(({ kiosk }) => kiosk),
    ...sites.map(({ place, kiosks }) => `${place}×${kiosks.length}`),
  ].sort();
};

test('one of three is an alert of its own; all three are one alert of the site', () => {
  expect(said(site('A', [200, 10, 30]))).toEqual(['A0']);
  expect(said(site('A', [200, 190, 260]))).toEqual(['A×3']);
});

test('while a line goes down machine by machine nobody is told of the first one: the others are late, too', () => {
  expect(said(site('A', [185, 150, 130]))).toEqual([]);
  expect(said(site('A', [245, 210, 190]))).toEqual(['A×3']);
});

test('the only machine of a site is named itself', () => {
  expect(said(site('A', [181]))).toEqual(['A0']);
  expect(said(site('A', [179]))).toEqual([]);
});

test('a hub that was away accuses nobody of its own silence', () => {
  const late = site('A', [4000, 4000]);
  expect(said(late, { nowMs, watchingSinceMs: nowMs - 60_000 })).toEqual([]);
  expect(said(late, { nowMs, watchingSinceMs: nowMs - 181_000 })).toEqual(['A×2']);
});

test('a machine that was told to beat every five minutes is not silent after three', () => {
  expect(said(site('A', [400], 300_000))).toEqual([]);
  expect(said(site('A', [901], 300_000))).toEqual(['A0']);
});

test('no machine is in two alerts, and every machine of a wholly silent city is in one', () => {
  const sites = fc.array(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 5 }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(sites, (city) => {
      const late = city.flatMap((agoS, i) => site(`P${i}-`, agoS));
      const { machines, sites: silent } = silenceOf(late, awake);
      const all = [...machines.map(({ kiosk }) => kiosk), ...silent.flatMap(({ kiosks }) => kiosks)];
      expect(new Set(all).size).toBe(all.length);
      for (const { place, kiosks } of silent)
        expect(kiosks).toHaveLength(late.find((one) => one.place === place)?.ofSite ?? 0);
      const isWholly = city.every((agoS) => agoS.every((ago) => ago > 180));
      if (isWholly) expect(all).toHaveLength(late.length);
    }),
  );
});
