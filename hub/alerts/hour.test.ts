import { expect, test } from 'vitest';
import { lowShare, plainSample, ratesOf, readSample, type Sample, usualShare, visitsOf } from './hour.ts';

const base: Sample = { atMs: 0, startedMs: 1, started: 100, completed: 80, touches: 40, crashes: 2, frames: 1000 };
/** Samples five minutes apart, each with what changed since the first. */
const hour = (...changes: readonly Partial<Sample>[]): Sample[] =>
  changes.map((change, i) => ({ ...base, atMs: i * 300_000, frames: 1000 + i, ...change }));
const codes = (samples: readonly Sample[]) => ratesOf(samples).map(({ code }) => code);

test('what was counted before the hour is not of the hour', () => {
  expect(ratesOf(hour({}, {}))).toEqual([]);
  expect(visitsOf(hour({}, { started: 112, completed: 90 }))).toEqual({ started: 12, completed: 10 });
});

test('a boot within the hour has counted all of it from nothing', () => {
  const samples = hour({}, { startedMs: 2, started: 3, completed: 1, touches: 0, crashes: 3 });
  expect(ratesOf(samples)).toEqual([{ code: 'crashLoop', numbers: { value: 3 } }]);
  expect(visitsOf(samples)).toEqual({ started: 3, completed: 1 });
});

test('touched and nothing completed: six times is somebody, five are not, and one completed visit is proof that it works', () => {
  expect(codes(hour({}, { touches: 46 }))).toEqual(['touchedNothingDone']);
  expect(codes(hour({}, { touches: 45 }))).toEqual([]);
  expect(codes(hour({}, { touches: 60, completed: 81 }))).toEqual([]);
});

test('a page that nobody touches may stand still; one that was touched and draws nothing is frozen', () => {
  const frozen = { frames: 5, started: 101 };
  expect(codes(hour({ frames: 5 }, { frames: 5 }, { frames: 5 }))).toEqual([]);
  expect(codes(hour({ frames: 5 }, frozen, frozen))).toEqual(['rendererFrozen']);
  // Also when they have given up and gone.
  expect(codes(hour({ frames: 5 }, frozen, frozen, frozen, frozen))).toEqual(['rendererFrozen']);
  expect(codes(hour({ frames: null }, { frames: null, started: 101 }, { frames: null, started: 101 }))).toEqual([]);
  expect(codes(hour({ frames: 5 }, { ...frozen, startedMs: 9 }, { ...frozen, startedMs: 9 }))).toEqual([]);
});

test('a heartbeat between a touch and its picture is no alert: the next one has it', () => {
  expect(codes(hour({ frames: 5 }, { frames: 5, started: 101 }))).toEqual([]);
  expect(codes(hour({ frames: 5 }, { frames: 5, started: 101 }, { frames: 6, started: 101 }))).toEqual([]);
  expect(codes(hour({ frames: 5 }, { frames: 5 }, { frames: 5, started: 101 }))).toEqual([]);
});

test('a machine is compared with others of its district, and with nobody where there are too few', () => {
  const others = Array.from({ length: 5 }, () => ({ started: 20, completed: 18 }));
  expect(usualShare(others.slice(1))).toBeNull();
  const usual = usualShare(others);
  expect(usual).toBe(0.9);
  expect(lowShare({ started: 20, completed: 8 }, usual)).toEqual({
    code: 'successLow',
    numbers: { value: 40, limit: 90 },
  });
  expect(lowShare({ started: 20, completed: 9 }, usual)).toBeNull();
  expect(lowShare({ started: 9, completed: 1 }, usual)).toBeNull();
  expect(lowShare({ started: 20, completed: 8 }, null)).toBeNull();
});

test('a sample comes out of its row as it went in', () => {
  for (const sample of [base, { ...base, frames: null }]) expect(readSample(plainSample(sample))).toEqual(sample);
});
