import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { updateTrust } from '../cli/update-trust.ts';
import { dayMs } from '../testing/test-repository.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';
import { describeTrust } from './describe-trust.ts';
import { KeptMetadata } from './kept-metadata.ts';

let machine: TrustFixture;
beforeEach(() => {
  machine = new TrustFixture();
});
afterEach(() => machine[Symbol.dispose]());

/** `root 1, timestamp 2, …` with a fault behind each that does not count. */
function said(): string {
  const kept = new KeptMetadata(join(machine.root, 'trust')).read();
  const report = describeTrust(kept, machine.shippedRoot, (at) => Math.max(at, machine.clock.wallMs()));
  const parts = report.parts.map(
    ({ role, version, fault }) => `${role} ${version}${fault === null ? '' : ` ${fault}`}`,
  );
  return `${report.rootFrom}: ${parts.join(', ')}`;
}

test('nobody is told that something counts which does not', async () => {
  expect(said()).toBe('slot: root 1, timestamp null absent, snapshot null absent, targets null absent');
  await machine.refresh();
  expect(said()).toBe('kept: root 1, timestamp 2, snapshot 2, targets 2, app 2, catalogue-guangzhou 2');
  await machine.days(8);
  expect(said()).toMatch(/timestamp 2 expired, snapshot 2 unread, targets 2 unread, app 2 unread/);
  machine.repository.publishTimestamp();
  await machine.refresh();
  await machine.days(6.5);
  expect(said()).toMatch(/timestamp 3, snapshot 2 expired, targets 2 unread/);
  await machine.clock.advance(800 * dayMs);
  expect(said()).toMatch(/root 1 expired, timestamp 3 unread/);
});

test('one role that is spoilt is named, and the others count', async () => {
  await machine.refresh();
  truncateSync(join(machine.root, 'trust', 'current', 'roles', 'app.json'), 50);
  expect(said()).toBe('kept: root 1, timestamp 2, snapshot 2, targets 2, app null damaged, catalogue-guangzhou 2');
  truncateSync(join(machine.root, 'trust', 'current', 'snapshot.json'), 50);
  expect(said()).toMatch(/timestamp 2, snapshot null damaged, targets 2 unread/);
  machine.repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
  machine.repository.publishRoot();
  machine.shippedRoot = machine.repository.newest('root');
  expect(said()).toMatch(/^slot: root 2, timestamp 2 forged, snapshot null unread/);
});

test('the command says it in words, and what is no installation is no installation', async () => {
  const run = async (root: string) =>
    updateTrust.run(
      { options: { root }, positionals: [] },
      { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
    );
  await expect(run(machine.root)).rejects.toThrow('no installation');
  mkdirSync(join(machine.root, 'slots', 'one'), { recursive: true });
  expect(await run(machine.root)).toMatchObject({ exit: 1, json: { error: { code: 'noInstallation' } } });
  symlinkSync('slots/one', join(machine.root, 'current'));
  writeFileSync(join(machine.root, 'current', 'root.json'), machine.shippedRoot);
  const before = await run(machine.root);
  expect(before.exit).toBe(1);
  expect(before.text).toMatch(/begins with the root of the running slot/);
  expect(before.text).toMatch(/timestamp .* absent: not here yet/);
});
