import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRefused } from '../testing/expect-refused.ts';
import type { SignedPart } from '../testing/sign-metadata.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

const one = (key: string) => ({ keys: [key], threshold: 1 });

describe('keys change hands', () => {
  test('of every role at once, and nobody notices', async () => {
    const { repository } = machine;
    for (let n = 2; n < 5; n += 1) {
      repository.signers = {
        root: { keys: [`root-${n}1`, `root-${n}2`], threshold: 2 },
        timestamp: one(`timestamp-${n}`),
        snapshot: one(`snapshot-${n}`),
        targets: one(`targets-${n}`),
      };
      repository.delegate('app', [`app-${n}`], 1);
      repository.publishRoot();
    }
    repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toBe('root 4, timestamp 3, snapshot 3, targets 3, app 3, catalogue-guangzhou 3');
    expect(machine.target()).toBe('ok');
  });

  test('a machine that was off for six years gets there by the roots that have run out since', async () => {
    const { repository } = machine;
    const first = repository.newest('root', 1);
    for (let year = 1; year <= 6; year += 1) {
      await machine.days(365);
      repository.signers.root = { keys: [`root-${year}-1`, `root-${year}-2`], threshold: 2 };
      repository.signers.timestamp = one(`timestamp-${year}`);
      repository.publishRoot();
      repository.publish();
    }
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 7,/);
    // And one whose disk has forgotten all of it, with the root of its old slot.
    using other = new TrustFixture();
    other.shippedRoot = first;
    other.open();
    await other.days(6 * 365);
    expect(await other.refresh({ fetch: repository.fetch })).toBe('ok');
    expect(other.kept()).toMatch(/^root 7,/);
  });
});

describe('a rotation that ends in the middle', () => {
  test('a root whose successor is not there yet is kept, though the rest is still signed by the old keys', async () => {
    machine.repository.signers.timestamp = one('timestamp-2');
    machine.repository.publishRoot();
    expect(await machine.refresh()).toBe('forged');
    // The old key can publish nothing more to this machine; what it had signed is not believed any more either.
    expect(machine.kept()).toBe('root 2, timestamp 0, snapshot 0, targets 0, app 0, catalogue-guangzhou 0');
    expect(machine.target()).toBe('unknownTarget');
    // The second half.
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });

  test('the good roots before a bad one are kept, and the bad one blocks nothing for ever', async () => {
    machine.repository.publishRoot();
    machine.repository.publishRoot({ signedBy: ['stranger-1', 'stranger-2'] });
    expect(await machine.refresh()).toBe('forged');
    expect(machine.kept()).toMatch(/^root 2, timestamp 2,/);
    expect(machine.target()).toBe('ok');
    machine.repository.versions.root = 2;
    machine.repository.publishRoot();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 3,/);
  });

  test('a hole in the row of roots stops there: what comes after cannot be proven', async () => {
    const { repository } = machine;
    repository.publishRoot();
    repository.signers.timestamp = one('timestamp-3');
    repository.publishRoot();
    repository.publishTimestamp();
    repository.files.delete('metadata/2.root.json');
    await expectRefused(machine, 'forged');
  });

  test('new timestamps with an old snapshot of a key that was taken away', async () => {
    machine.repository.signers.snapshot = one('snapshot-2');
    machine.repository.publishRoot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('forged');
    expect(machine.kept()).toMatch(/^root 2, timestamp 0, snapshot 0/);
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
  });

  test('a root that raises the threshold asks for all of it at once', async () => {
    machine.repository.signers.timestamp = { keys: ['timestamp-1', 'timestamp-2'], threshold: 2 };
    machine.repository.publishRoot();
    machine.repository.publishTimestamp({ signedBy: ['timestamp-1'] });
    expect(await machine.refresh()).toBe('forged');
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
  });
});

describe('a thief has published the highest numbers there are', () => {
  const highest = { change: (part: SignedPart) => ({ ...part, version: Number.MAX_SAFE_INTEGER }) };

  beforeEach(async () => {
    machine.repository.publishTimestamp(highest);
    expect(await machine.refresh()).toBe('ok');
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'rolledBack');
  });

  test('new keys of the timestamp bring the machine back', async () => {
    machine.repository.signers.timestamp = one('timestamp-2');
    machine.repository.publishRoot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 2, timestamp 5,/);
  });

  test('new keys of the snapshot do too: the two are forgotten together', async () => {
    machine.repository.signers.snapshot = one('snapshot-2');
    machine.repository.publishRoot();
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
  });

  test('a key that is only added does not: the old one could still be played back', async () => {
    machine.repository.signers.timestamp = { keys: ['timestamp-1', 'timestamp-2'], threshold: 1 };
    machine.repository.publishRoot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('rolledBack');
  });
});

test.each(['snapshot', 'targets', 'app'] as const)(
  'numbers of %s that a thief has raised are forgotten with the keys of the snapshot',
  async (role) => {
    const { repository } = machine;
    const raised = { ...repository.versions };
    repository.versions[role] = 1_000_000;
    repository.publish();
    expect(await machine.refresh()).toBe('ok');
    repository.versions[role] = raised[role] ?? 0;
    repository.signers.snapshot = one('snapshot-2');
    repository.signers.timestamp = one('timestamp-2');
    repository.publishRoot();
    repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  },
);
