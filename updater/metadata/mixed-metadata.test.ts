import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../contract/canonical-json.ts';
import { expectRefused } from '../testing/expect-refused.ts';
import type { SignedPart } from '../testing/sign-metadata.ts';
import { appName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
  machine.repository.add('app', appName, manifestOf('application', '1.0', { minimumHub: '0.2.0' }));
  machine.repository.publish();
});
afterEach(() => machine[Symbol.dispose]());

const wrongHash = { sha256: 'ab'.repeat(32) };

describe('genuine parts of different times do not make one whole', () => {
  test.each(['snapshot', 'targets', 'app'])('an older %s where the new one should be', async (role) => {
    machine.repository.replace(role, machine.repository.newest(role, 2));
    await expectRefused(machine, 'mixed');
  });

  test.each(['targets', 'app'])('an older %s, where only the version is listed', async (role) => {
    // Hash and length are optional: the version must hold alone.
    list(role, { version: 3 });
    machine.repository.replace(role, machine.repository.newest(role, 2));
    await expectRefused(machine, 'mixed');
  });

  test('an older snapshot, where only the version is listed', async () => {
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, meta: { 'snapshot.json': { version: 3 } } }),
    });
    machine.repository.replace('snapshot', machine.repository.newest('snapshot', 2));
    await expectRefused(machine, 'mixed');
  });

  test.each([
    ['hash', { version: 3, hashes: wrongHash }],
    ['length', { version: 3, length: 1_000_000 }],
    ['kind of hash', { version: 3, hashes: { md17: 'ab' } }],
  ])('a snapshot with another %s than the timestamp says', async (_, listed) => {
    machine.repository.publishTimestamp({ change: (part) => ({ ...part, meta: { 'snapshot.json': listed } }) });
    await expectRefused(machine, 'mixed');
  });

  test.each(['targets', 'app'])('%s with another hash than the snapshot says', async (role) => {
    list(role, { version: 3, hashes: wrongHash });
    await expectRefused(machine, 'mixed');
  });

  test('the kept snapshot does not pass for the new one when only its number is the same', async () => {
    const { repository } = machine;
    await machine.refresh();
    // The same number, signed again with another content, and named by a new timestamp.
    repository.versions.snapshot = 2;
    repository.publishSnapshot({ change: (part) => ({ ...part, 'x-other': 1 }) });
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(readFileSync(join(machine.root, 'trust', 'current', 'snapshot.json'), 'utf8')).toContain('x-other');
    expect(machine.target()).toBe('ok');
  });
});

describe('a manifest', () => {
  beforeEach(async () => {
    await machine.refresh();
  });

  test('that was changed on the way is not taken', async () => {
    const path = [...machine.repository.files.keys()].filter((one) => one.includes('targets/app/')).at(-1) ?? '';
    const bytes = Buffer.from(machine.repository.files.get(path) ?? []);
    machine.repository.files.set(path, Buffer.from(bytes.toString().replace('main.js', 'evil.js')));
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'mixed' } });
    machine.repository.files.set(path, bytes);
    expect(await machine.manifest()).toMatchObject({ ok: true });
  });

  test('that the disk has changed since it was fetched is fetched again, or not taken', async () => {
    const target = machine.trust.target(appName);
    if (!target.ok || !(await machine.manifest()).ok) throw new Error('no manifest');
    const kept = machine.store.pathOf(target.value.sha256);
    const genuine = readFileSync(kept, 'utf8');
    writeFileSync(kept, genuine.replace('main.js', 'evil.js'));
    expect(await machine.manifest()).toMatchObject({ ok: true, value: { manifest: { files: [{ path: 'main.js' }] } } });
    expect(readFileSync(kept, 'utf8')).toBe(genuine);
    writeFileSync(kept, genuine.replace('main.js', 'evil.js'));
    machine.repository.files.clear();
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'unreachable' } });
  });

  test('that is longer than promised is left after the promised bytes', async () => {
    const path = [...machine.repository.files.keys()].filter((one) => one.includes('targets/app/')).at(-1) ?? '';
    const bytes = Buffer.from(machine.repository.files.get(path) ?? []);
    machine.repository.files.set(path, Buffer.concat([bytes, Buffer.alloc(100, 32)]));
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'tooLarge' } });
  });

  test('of another version than its name says is not taken', async () => {
    machine.repository.add('app', appName, manifestOf('application', '0.9'));
    machine.repository.publish();
    await machine.refresh();
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'mixed' } });
  });

  test('that was built badly is not taken though it is genuine', async () => {
    const files = [{ path: '../../etc/passwd', sha256: 'ab'.repeat(32), size: 1, mode: '0644' as const }];
    machine.repository.add('app', appName, manifestOf('application', '1.0', { files }));
    machine.repository.publish();
    await machine.refresh();
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });
});

/** The snapshot says this of a role; timestamp and all signatures are right. */
function list(role: string, listed: Json): void {
  machine.repository.publishSnapshot({
    change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), [`${role}.json`]: listed } }),
  });
  machine.repository.publishTimestamp();
}
