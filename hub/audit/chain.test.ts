import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../contract/canonical-json.ts';
import { type ChainEntry, type ChainPlace, chainHash, chainStart, followChain } from './chain.ts';

type Written = { readonly entry: ChainEntry; readonly hash: string };

const fields = fc.record({
  atMs: fc.integer({ min: 0, max: 2 ** 45 }),
  actor: fc.record({
    kind: fc.constantFrom('account' as const, 'token' as const),
    id: fc.string({ minLength: 1, maxLength: 8 }),
    name: fc.string({ maxLength: 8 }),
  }),
  act: fc.constantFrom('rollout.paused', 'account.ended'),
  subject: fc.string({ minLength: 1, maxLength: 8 }),
  detail: fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(fc.integer(), fc.string({ maxLength: 4 }), fc.boolean())),
});
const chains = fc.array(fields, { minLength: 2, maxLength: 8 }).map((entries) => {
  let place: ChainPlace = chainStart;
  return entries.map((one): Written => {
    const entry = { ...one, seq: place.seq + 1, detail: one.detail as Readonly<Record<string, Json>> };
    place = { seq: entry.seq, hash: chainHash(place.hash, entry) };
    return { entry, hash: place.hash };
  });
});

test('a chain as it was written is sound to its end', () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const last = chain.at(-1);
      expect(followChain(chainStart, chain)).toEqual({
        sound: { seq: last?.entry.seq, hash: last?.hash },
        fault: null,
      });
    }),
  );
});

test('an entry that was changed afterwards is found, whichever field it was', () => {
  const changes: readonly ((entry: ChainEntry) => ChainEntry)[] = [
    (entry) => ({ ...entry, atMs: entry.atMs + 1 }),
    (entry) => ({ ...entry, actor: { ...entry.actor, id: `${entry.actor.id}x` } }),
    (entry) => ({ ...entry, actor: { ...entry.actor, name: `${entry.actor.name}x` } }),
    (entry) => ({ ...entry, actor: { ...entry.actor, kind: entry.actor.kind === 'token' ? 'account' : 'token' } }),
    (entry) => ({ ...entry, act: 'account.added' }),
    (entry) => ({ ...entry, subject: `${entry.subject}x` }),
    (entry) => ({ ...entry, detail: { ...entry.detail, more: 1 } }),
  ];
  fc.assert(
    fc.property(chains, fc.nat(), fc.constantFrom(...changes), (chain, at, change) => {
      const index = at % chain.length;
      const forged = chain.map((one, i) => (i === index ? { ...one, entry: change(one.entry) } : one));
      expect(followChain(chainStart, forged)).toMatchObject({ sound: { seq: index }, fault: 'changed' });
    }),
  );
});

test('an entry that was forged with a hash of its own breaks at the next one', () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const [first, ...others] = chain;
      if (first === undefined) throw new Error('empty');
      const entry = { ...first.entry, subject: `${first.entry.subject}x` };
      const forged = [{ entry, hash: chainHash(chainStart.hash, entry) }, ...others];
      expect(followChain(chainStart, forged)).toMatchObject({ sound: { seq: 1 }, fault: 'changed' });
    }),
  );
});

test('an entry that was taken out is a gap', () => {
  fc.assert(
    fc.property(chains, fc.nat(), (chain, at) => {
      const index = at % (chain.length - 1);
      expect(followChain(chainStart, chain.toSpliced(index, 1))).toMatchObject({ sound: { seq: index }, fault: 'gap' });
    }),
  );
});
