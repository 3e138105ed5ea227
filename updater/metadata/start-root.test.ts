import { describe, expect, test } from 'vitest';
import { TestRepository } from '../testing/test-repository.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';
import { startRoot } from './start-root.ts';

const nowMs = Date.UTC(2026, 10, 28, 12);
const repository = new TestRepository(nowMs);
repository.publishRoot();
repository.signers.root = { keys: ['root-2', 'root-3', 'root-4'], threshold: 2 };
repository.publishRoot();
for (const keys of [
  ['root-5', 'root-6'],
  ['root-7', 'root-8'],
]) {
  repository.signers.root = { keys, threshold: 2 };
  repository.publishRoot();
}
const rootOf = (version: number) => repository.newest('root', version);
const stranger = new TestRepository(nowMs);
stranger.signers.root = { keys: ['stranger-1', 'stranger-2'], threshold: 2 };
for (let n = 0; n < 5; n += 1) stranger.publishRoot({ signedBy: ['stranger-1', 'stranger-2'] });

describe('a machine begins with', () => {
  test.each<[string, Uint8Array | null, Uint8Array, 'kept' | 'shipped']>([
    ['what came with its slot, when nothing is kept', null, rootOf(2), 'shipped'],
    ['what came with its slot, when what is kept is no root', Buffer.from('{'), rootOf(2), 'shipped'],
    ['what came with its slot, when a cut has emptied what is kept', Buffer.alloc(0), rootOf(2), 'shipped'],
    ['what is kept, when it is the same', rootOf(2), rootOf(2), 'kept'],
    ['what is kept, when the slot is older: who goes back does not forget', rootOf(3), rootOf(1), 'kept'],
    ['the newer root of its slot, when it is the next', rootOf(1), rootOf(2), 'shipped'],
    ['the newer root of its slot, when the kept one’s keys have signed it', rootOf(1), rootOf(3), 'shipped'],
    ['what is kept, when the newer one of the slot continues nothing', rootOf(1), rootOf(5), 'kept'],
    ['what is kept, when the newer one of the slot is a stranger’s', rootOf(5), stranger.newest('root', 6), 'kept'],
    ['what is kept, when the one of the slot is none', rootOf(1), Buffer.from('?'), 'kept'],
  ])('%s', (_, kept, shipped, expected) => {
    expect(startRoot(kept, shipped)).toBe(expected === 'kept' ? kept : shipped);
  });

  test('a root that does not sign itself is none', () => {
    const file = JSON.parse(Buffer.from(rootOf(2)).toString());
    file.signed.version = 9;
    expect(startRoot(Buffer.from(JSON.stringify(file)), rootOf(1))).toEqual(rootOf(1));
    expect(startRoot(rootOf(1), Buffer.from(JSON.stringify(file)))).toEqual(rootOf(1));
  });
});

describe('a slot with another root', () => {
  test('that is newer and continues: the rest that is kept goes on, and the keys that it has taken away are gone', async () => {
    using machine = new TrustFixture();
    await machine.refresh();
    machine.repository.publishRoot();
    machine.shippedRoot = machine.repository.newest('root');
    machine.open();
    expect(machine.target()).toBe('ok');
    machine.repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
    machine.repository.publishRoot();
    machine.shippedRoot = machine.repository.newest('root');
    machine.open();
    expect(machine.target()).toBe('forged');
    expect(await machine.refresh()).toBe('forged');
    expect(machine.kept()).toMatch(/^root 3, timestamp 0/);
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
  });

  test('that is older: the machine neither forgets nor stops', async () => {
    using machine = new TrustFixture();
    machine.repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
    machine.repository.publishRoot();
    machine.repository.publishTimestamp();
    await machine.refresh();
    // Shipped is still the first.
    machine.open();
    expect(machine.target()).toBe('ok');
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 2,/);
  });

  test('that is none stops nothing as long as one is kept', async () => {
    using machine = new TrustFixture();
    await machine.refresh();
    machine.shippedRoot = Buffer.from('no root');
    machine.open();
    expect(machine.target()).toBe('ok');
    expect(await machine.refresh()).toBe('ok');
  });

  test('that is none, with nothing kept, is an error and no exception', async () => {
    using machine = new TrustFixture();
    machine.shippedRoot = Buffer.from('no root');
    machine.open();
    expect(machine.target()).toBe('unknownTarget');
    expect(await machine.refresh()).toBe('damaged');
  });
});
