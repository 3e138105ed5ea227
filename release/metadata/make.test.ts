import { Metadata, MetadataKind } from '@tufjs/models';
import { expect, test } from 'vitest';
import { metadataBytes, metadataDays } from '../../contract/release/metadata.ts';
import { delegating, firstRoot, holders, keyOf, must, signedWith } from '../testing/ceremony.ts';
import { changedTargets, makeRoot, makeTargets, withDelegation, withoutDelegation } from './make.ts';
import { metadataOf, readMetadata, type Signed, type SignedFile } from './shapes.ts';
import { isSigned, signersOf, withSignature } from './signatures.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
const dayMs = 86_400_000;
const { signed: root } = firstRoot(nowMs);
const fault = (made: { readonly ok: boolean; readonly error?: unknown }) => (made.ok ? null : made.error);

test('a root whose signers could not do what they are for is not made', () => {
  const four = {
    ...{ root: holders(['root-1', 'root-2'], 2), targets: holders(['targets-1', 'targets-2'], 2) },
    ...{ snapshot: holders(['snapshot'], 1), timestamp: holders(['timestamp'], 1) },
  };
  expect(makeRoot(null, four, nowMs).ok).toBe(true);
  const wrong = [
    [{ ...four, root: holders(['root-1', 'root-1'], 2) }, /same key twice counts as one person/],
    [{ ...four, root: holders(['root-1', 'root-2'], 3) }, /3 of 2 keys/],
    [{ ...four, root: holders(['root-1'], 0) }, /0 of 1 keys/],
    [{ ...four, timestamp: holders(['targets-1'], 1) }, /is online and must not sign root or targets/],
    [{ ...four, snapshot: holders(['root-2'], 1) }, /is online and must not sign root or targets/],
  ] as const;
  for (const [given, words] of wrong) expect(fault(makeRoot(null, given, nowMs))).toMatch(words);
  const { timestamp: _, ...three } = four;
  expect(fault(makeRoot(null, three, nowMs))).toMatch(/timestamp: who signs it must be said/);
});

test('the next root keeps what was not given anew, with its keys and no others', () => {
  const next = must(makeRoot(root, { timestamp: holders(['timestamp-2'], 1) }, nowMs + dayMs));
  expect([next.version, next.expires]).toEqual([2, '2028-11-28T12:00:00Z']);
  expect({ ...next.roles, timestamp: null }).toEqual({ ...root.roles, timestamp: null });
  const used = Object.values(next.roles).flatMap(({ keyids }) => keyids);
  expect(Object.keys(next.keys).sort()).toEqual([...new Set(used)].sort());
  expect(Object.keys(next.keys)).not.toContain(keyOf('timestamp').named.keyId);
});

test('a role may sign below its own folder only, and its keys go with it', () => {
  const both = must(
    withDelegation(
      must(withDelegation(undefined, 'app', holders(['app-1', 'city'], 2))),
      'catalogue-gz',
      holders(['city'], 1),
    ),
  );
  expect(both.roles.map(({ name, paths, terminating }) => [name, paths, terminating])).toEqual([
    ['app', ['app/*.json'], true],
    ['catalogue-gz', ['catalogue/gz/*.json'], true],
  ]);
  const one = withoutDelegation(both, 'app');
  expect(Object.keys(one.keys)).toEqual([keyOf('city').named.keyId]);
  for (const role of ['root', 'targets', 'catalogue', 'catalogue-../x', 'APP'])
    expect(fault(withDelegation(undefined, role, holders(['city'], 1)))).toMatch(/^[^:]+: not app/);
});

test('a name stands for one content for ever, and for none of another role', () => {
  const target = { name: 'app/1.json', sha256: 'a'.repeat(64), length: 10 };
  const first = must(changedTargets('app', {}, { add: [target], drop: [] }));
  expect(changedTargets('app', first, { add: [target], drop: [] })).toEqual({ ok: true, value: first });
  expect(fault(changedTargets('app', first, { add: [{ ...target, sha256: 'b'.repeat(64) }], drop: [] }))).toMatch(
    /stands for other bytes/,
  );
  expect(fault(changedTargets('app', first, { add: [], drop: ['app/2.json'] }))).toMatch(/does not name/);
  expect(fault(changedTargets('catalogue-gz', {}, { add: [target], drop: [] }))).toMatch(/belongs to the role app/);
  expect(changedTargets('app', first, { add: [], drop: ['app/1.json'] })).toEqual({ ok: true, value: {} });
});

test('what is signed here is what tuf-js verifies, sign for sign', () => {
  const targets = delegating({ app: [['app-1', 'app-2'], 2] }, 1, nowMs);
  const parsed = Metadata.fromJSON(MetadataKind.Root, JSON.parse(metadataOf(firstRoot(nowMs)).toString()));
  const json = JSON.parse(metadataOf(targets).toString());
  expect(() => parsed.verifyDelegate('targets', Metadata.fromJSON(MetadataKind.Targets, json))).not.toThrow();
  json.signed.version = 2;
  expect(() => parsed.verifyDelegate('targets', Metadata.fromJSON(MetadataKind.Targets, json))).toThrow();
});

test('a signature of a stranger, of another content, or of one key twice, counts for nothing', () => {
  const signed = makeTargets({ targets: {} }, 1, nowMs);
  const role = { keyids: ['app-1', 'app-2'].map((name) => keyOf(name).named.keyId), threshold: 2 };
  const keys = Object.fromEntries(
    ['app-1', 'app-2', 'city'].map((name) => [keyOf(name).named.keyId, keyOf(name).named.key]),
  );
  const file = (names: readonly string[]) => signedWith(signed, names);
  expect(isSigned(file(['app-1', 'app-2']), keys, role)).toBe(true);
  expect(isSigned(file(['app-1', 'app-1']), keys, role)).toBe(false);
  expect(isSigned(file(['app-1', 'city']), keys, role)).toBe(false);
  expect(signersOf({ ...file(['app-1', 'app-2']), signed: { ...signed, version: 2 } }, keys, role)).toEqual([]);
  // The signature of one under the name of the other.
  const one = file(['app-1']).signatures[0];
  const borrowed = { signed, signatures: role.keyids.map((keyid) => ({ keyid, sig: one?.sig ?? '' })) };
  expect(signersOf(borrowed, keys, role)).toEqual([role.keyids[0]]);
  expect(withSignature(file(['app-1']), keyOf('app-1').signing).signatures).toHaveLength(1);
});

test('a file that says more than this tool would sign, twice the same, or too much, is not read', () => {
  const file = firstRoot(nowMs);
  const read = (value: unknown) => fault(readMetadata('root', Buffer.from(JSON.stringify(value))));
  expect(read(file)).toBeNull();
  expect(read({ ...file, signed: { ...root, more: 1 } })).toMatch(/additional properties/);
  expect(read({ ...file, signed: { ...root, consistent_snapshot: false } })).toMatch(/is no root metadata/);
  expect(read({ ...file, signed: { ...root, expires: '2028-11-28T12:00:00.000Z' } })).toMatch(/expires/);
  expect(read({ ...file, signatures: [...file.signatures, file.signatures[0]] })).toMatch(/signed twice by one key/);
  expect(fault(readMetadata('root', Buffer.alloc(metadataBytes.root + 1, ' ')))).toMatch(/is larger than/);
  expect(fault(readMetadata('root', Buffer.from([0xff])))).toBe('is no JSON');
  const many = Object.fromEntries(
    Array.from({ length: 40_000 }, (_, n) => [`app/${n}.json`, { length: 1, hashes: { sha256: 'a'.repeat(64) } }]),
  );
  const huge = { signed: makeTargets({ targets: many }, 1, nowMs), signatures: [] } as SignedFile<Signed>;
  expect(() => metadataOf(huge)).toThrow(/larger than/);
});

test('each role ends when the agreement says', () => {
  expect(Date.parse(root.expires) - nowMs).toBe(metadataDays.root * dayMs);
  expect(Date.parse(makeTargets({ targets: {} }, 1, nowMs).expires) - nowMs).toBe(metadataDays.delegated * dayMs);
});
