import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRefused } from '../testing/expect-refused.ts';
import type { SignedPart } from '../testing/sign-metadata.ts';
import { appName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  machine.repository.publish();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

/** The snapshot lists another version of a file than the newest; everything is signed by its own keys. */
function listInSnapshot(change: (meta: SignedPart) => SignedPart): void {
  machine.repository.publishSnapshot({ change: (part) => ({ ...part, meta: change(part.meta as SignedPart) }) });
  machine.repository.publishTimestamp();
}

describe('what is older than what was seen is refused, though it was genuine', () => {
  test('the whole repository as it stood before', async () => {
    machine.repository.replace('timestamp', machine.repository.newest('timestamp', 2));
    await expectRefused(machine, 'rolledBack');
  });

  test('the whole repository as it stood before, after a restart of the program', async () => {
    machine.open();
    machine.repository.replace('timestamp', machine.repository.newest('timestamp', 2));
    await expectRefused(machine, 'rolledBack');
  });

  test('an older timestamp, though it names the same snapshot', async () => {
    machine.repository.publishTimestamp();
    await machine.refresh();
    machine.repository.replace('timestamp', machine.repository.newest('timestamp', 3));
    await expectRefused(machine, 'rolledBack');
  });

  test('an older snapshot, though it lists the same', async () => {
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await machine.refresh();
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, meta: { 'snapshot.json': { version: 3 } } }),
    });
    await expectRefused(machine, 'rolledBack');
  });

  test('a new timestamp that names an older snapshot', async () => {
    const { files, versions } = machine.repository;
    const older = machine.repository.newest('snapshot', 2);
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, meta: { 'snapshot.json': { version: 2, length: older.byteLength } } }),
    });
    expect(files.has('metadata/2.snapshot.json')).toBe(true);
    expect(versions.snapshot).toBe(3);
    await expectRefused(machine, 'rolledBack');
  });

  test.each(['targets', 'app', 'catalogue-guangzhou'])('a new snapshot that lists an older %s', async (role) => {
    listInSnapshot((meta) => ({ ...meta, [`${role}.json`]: { version: 2 } }));
    await expectRefused(machine, 'rolledBack');
  });

  test.each(['targets', 'app'])('a new snapshot that lists no %s any more', async (role) => {
    listInSnapshot((meta) => Object.fromEntries(Object.entries(meta).filter(([file]) => file !== `${role}.json`)));
    // Without targets it is no snapshot at all.
    await expectRefused(machine, role === 'targets' ? 'damaged' : 'rolledBack');
  });

  test('an older role that this machine never asked for', async () => {
    // The snapshot remembers for the roles that were not fetched.
    using other = new TrustFixture();
    other.repository.publish();
    await other.refresh({ names: [] });
    other.repository.publishSnapshot({
      change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), 'app.json': { version: 1 } } }),
    });
    other.repository.publishTimestamp();
    expect(await other.refresh({ names: [appName] })).toBe('rolledBack');
  });

  test('the first root where the second should be', async () => {
    machine.repository.files.set('metadata/2.root.json', machine.repository.newest('root', 1));
    await expectRefused(machine, 'rolledBack');
  });

  test('a root before the one that is kept is never asked for', async () => {
    machine.repository.publishRoot();
    await machine.refresh();
    machine.repository.files.delete('metadata/2.root.json');
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 2,/);
  });

  test('a timestamp that has run out still counts as what was seen', async () => {
    const old = machine.repository.newest('timestamp', 2);
    await machine.days(8);
    machine.repository.replace('timestamp', old);
    expect(await machine.refresh()).toBe('rolledBack');
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
  });

  test('a snapshot that has run out still counts as what was seen', async () => {
    await machine.days(15);
    listInSnapshot((meta) => ({ ...meta, 'app.json': { version: 2 } }));
    expect(await machine.refresh()).toBe('rolledBack');
  });
});

test('another timestamp under the number of the last one does not take its place', async () => {
  const last = machine.repository.newest('timestamp');
  machine.repository.add('app', appName, manifestOf('application', '1.0', { minimumHub: '0.2.0' }));
  machine.repository.publishRole('app');
  machine.repository.publishSnapshot();
  machine.repository.publishTimestamp({ change: (part) => ({ ...part, version: 3 }) });
  const before = machine.trust.target(appName);
  expect(Buffer.compare(machine.repository.newest('timestamp'), last)).not.toBe(0);
  expect(await machine.refresh()).toBe('ok');
  expect(machine.trust.target(appName)).toEqual(before);
});

test('numbers may be left out: only the order counts, but for roots', async () => {
  machine.repository.versions.timestamp = 40;
  machine.repository.versions.snapshot = 50;
  machine.repository.versions.app = 60;
  machine.repository.publish();
  expect(await machine.refresh()).toBe('ok');
  expect(machine.kept()).toContain('timestamp 41, snapshot 51, targets 4, app 61');
  machine.repository.versions.root = 2;
  machine.repository.publishRoot();
  machine.repository.files.set('metadata/2.root.json', machine.repository.newest('root'));
  await expectRefused(machine, 'mixed');
});
