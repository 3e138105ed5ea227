import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOlder } from '../../contract/release/is-older.ts';
import { ok } from '../../contract/result.ts';
import type { FileStore } from '../files/file-store.ts';
import type { Trust } from '../metadata/trust.ts';
import { testRelease } from '../testing/test-release.ts';
import { fullJitterMs, pauseMs, pauses } from './back-off.ts';
import { checkRelease, misfitOf } from './check-release.ts';

const { manifest } = testRelease(2);
const schema = fc.integer({ min: 1, max: 6 });
const range = fc.tuple(schema, schema, schema).map((numbers) => {
  const [from = 1, writes = 1, to = 1] = [...numbers].sort((a, b) => a - b);
  return { reads: [from, to] as [number, number], writes };
});

test('a release is installed only where it opens the store that is there, and where the one before opens what it writes: there and back', () => {
  fc.assert(
    fc.property(range, range, schema, (store, running, storeSchema) => {
      const cause = misfitOf({ ...manifest, store }, { storeSchema, hubVersion: null, running });
      const opens = store.reads[0] <= storeSchema && storeSchema <= store.reads[1];
      const isReadable = running.reads[0] <= store.writes && store.writes <= running.reads[1];
      expect(cause === null).toBe(opens && isReadable);
    }),
  );
});

test('a manifest that is not the one which was assigned is refused, whoever hands it out', async () => {
  const [two, three] = [testRelease(2), testRelease(3)];
  const trust: Trust = {
    refresh: () => Promise.resolve(ok(undefined)),
    target: () => ok({ sha256: two.sha256, length: 1 }),
    fetchManifest: () => Promise.resolve(ok({ id: three.id, manifest: three.manifest })),
    signedAtMs: () => null,
    sawTime: () => undefined,
  };
  const checked = await checkRelease({
    ...{ trust, baseUrl: 'http://releases.invalid/', store: {} as FileStore, signal: new AbortController().signal },
    wanted: { target: two.target, release: two.id, sha256: two.sha256, counter: 1, expiresAtMs: 1e15 },
    facts: { storeSchema: 1, hubVersion: null, running: two.manifest.store },
  });
  expect(checked).toEqual({ ok: false, error: { is: 'refused', cause: 'damaged' } });
});

test('a store that is not open is taken for what the running release writes', () => {
  const running = { reads: [1, 5] as [number, number], writes: 4 };
  const facts = { storeSchema: null, hubVersion: null, running };
  expect(misfitOf({ ...manifest, store: { reads: [5, 5], writes: 5 } }, facts)).toBe('store');
  expect(misfitOf({ ...manifest, store: { reads: [4, 5], writes: 5 } }, facts)).toBeNull();
});

test('a hub that is too old is said, one that said nothing is not asked for more', () => {
  const facts = { storeSchema: 1, running: manifest.store };
  const wants = { ...manifest, minimumHub: '0.10.0' };
  expect(misfitOf(wants, { ...facts, hubVersion: '0.9.12' })).toBe('minimumHub');
  expect(misfitOf(wants, { ...facts, hubVersion: '0.10.0' })).toBeNull();
  expect(misfitOf(wants, { ...facts, hubVersion: null })).toBeNull();
  expect(isOlder('1.2.3', '1.2.3')).toBe(false);
  expect(isOlder('2.0.0', '1.9.9')).toBe(false);
  expect(isOlder('nightly', '1.0.0')).toBe(false);
});

test('pauses grow to their ceiling and are spread over all of it', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.boolean(),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, isRefused, part) => {
        const ceiling = isRefused ? pauses.refusedCeilingMs : pauses.ceilingMs;
        expect(pauseMs(n, isRefused, part)).toBeLessThan(ceiling);
        expect(pauseMs(n, isRefused, 0)).toBe(0);
      },
    ),
  );
  expect(fullJitterMs(5_000, 900_000, 3, 0.5)).toBe(20_000);
});
