import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../contract/canonical-json.ts';
import { expectRefused } from '../testing/expect-refused.ts';
import { type SignedPart, signature, testKey } from '../testing/sign-metadata.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

/** Publishes everything anew, one role signed by these keys only. */
function publishAllBut(role: string, signedBy: readonly string[]): void {
  const { repository } = machine;
  const by = (name: string) => (name === role ? { signedBy } : {});
  repository.publishRole('app', by('app'));
  repository.publishRole('catalogue-guangzhou', by('catalogue-guangzhou'));
  repository.publishTargets(by('targets'));
  repository.publishSnapshot(by('snapshot'));
  repository.publishTimestamp(by('timestamp'));
}

const roles = ['timestamp', 'snapshot', 'targets', 'app', 'catalogue-guangzhou'] as const;

describe('what a stranger has signed is refused', () => {
  test.each(roles)('%s, signed by a key that nobody knows', async (role) => {
    publishAllBut(role, ['stranger-1', 'stranger-2']);
    await expectRefused(machine, 'forged');
  });

  test.each(roles)('%s, signed by nobody', async (role) => {
    publishAllBut(role, []);
    await expectRefused(machine, 'forged');
  });

  test.each(roles)('%s, changed after it was signed', async (role) => {
    const file = JSON.parse(Buffer.from(machine.repository.newest(role)).toString());
    file.signed.expires = '2039-01-01T00:00:00Z';
    file.signed.version += 1;
    machine.repository.publish();
    machine.repository.replace(role, Buffer.from(JSON.stringify(file)));
    // Below the timestamp the hash that is listed speaks first; both guards stand on their own (mixed-metadata.test.ts).
    await expectRefused(machine, role === 'timestamp' ? 'forged' : 'mixed');
  });

  test('the next root, signed by strangers', async () => {
    machine.repository.publishRoot({ signedBy: ['stranger-1', 'stranger-2'] });
    await expectRefused(machine, 'forged');
  });

  test('the next root, signed by the new keys only', async () => {
    machine.repository.signers.root = { keys: ['root-7', 'root-8'], threshold: 2 };
    machine.repository.publishRoot({ signedBy: ['root-7', 'root-8'] });
    await expectRefused(machine, 'forged');
  });

  test('the next root, signed by the old keys only', async () => {
    machine.repository.signers.root = { keys: ['root-7', 'root-8'], threshold: 2 };
    machine.repository.publishRoot({ signedBy: ['root-1', 'root-2'] });
    await expectRefused(machine, 'forged');
  });
});

describe('a threshold counts keys', () => {
  test.each([
    ['targets', ['targets-1']],
    ['app', ['app-1']],
  ] as const)('%s, signed by one of the two that are wanted', async (role, signedBy) => {
    publishAllBut(role, signedBy);
    await expectRefused(machine, 'forged');
  });

  test('the next root, signed by one of the two that are wanted', async () => {
    machine.repository.publishRoot({ signedBy: ['root-1'] });
    await expectRefused(machine, 'forged');
  });

  test('one key that signs twice does not count twice', async () => {
    publishAllBut('app', ['app-1', 'app-1']);
    await expectRefused(machine, 'damaged');
  });

  test('one key that stands under two names of the root does not count twice', async () => {
    const { repository } = machine;
    // The same key stands under a second name among the keys of the root; both names may sign timestamps.
    const one = testKey('timestamp-1');
    repository.strangeKeys = { ['ab'.repeat(32)]: one.public };
    repository.publishRoot({
      change: (part) => withRole(part, 'timestamp', { keyids: [one.id, 'ab'.repeat(32)], threshold: 2 }),
    });
    const before = machine.kept();
    const body = JSON.parse(Buffer.from(repository.newest('timestamp')).toString()).signed;
    const sig = signature(body, one);
    const twice = { signed: body, signatures: [sig, { ...sig, keyid: 'ab'.repeat(32) }] };
    repository.replace('timestamp', Buffer.from(JSON.stringify(twice)));
    expect(await machine.refresh()).toBe('forged');
    expect(machine.kept()).toBe(before);
  });

  test('a delegation that lists one key under two names is refused', async () => {
    const { repository } = machine;
    const one = testKey('app-1');
    repository.publishTargets({ change: (part) => withDelegatedTwin(part, one.id, one.public) });
    repository.publishSnapshot();
    repository.publishTimestamp();
    await expectRefused(machine, 'forged');
  });

  test('a role that lists one name twice is refused', async () => {
    machine.repository.publishRoot({
      change: (part) => {
        const { id } = testKey('timestamp-1');
        return withRole(part, 'timestamp', { keyids: [id, id], threshold: 2 });
      },
    });
    await expectRefused(machine, 'forged');
  });

  test.each([0, -1])('a role with threshold %i, which nobody has to sign, is refused', async (threshold) => {
    machine.repository.publishRoot({
      change: (part) => withRole(part, 'timestamp', { keyids: [testKey('timestamp-1').id], threshold }),
    });
    await expectRefused(machine, 'damaged');
  });
});

describe('a key of a kind that this version does not know', () => {
  const unknown = { keytype: 'post-quantum', scheme: 'post-quantum-1', keyval: { public: 'ab'.repeat(32) } };
  const id = 'cd'.repeat(32);

  test('takes nobody’s trust away: the others still sign', async () => {
    const { repository } = machine;
    repository.strangeKeys = { [id]: unknown };
    repository.publishRoot({
      change: (part) => withRole(part, 'timestamp', { keyids: [testKey('timestamp-1').id, id], threshold: 1 }),
    });
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.kept()).toMatch(/^root 2, timestamp 3,/);
  });

  test('signs nothing', async () => {
    const { repository } = machine;
    repository.strangeKeys = { [id]: unknown };
    repository.publishRoot({ change: (part) => withRole(part, 'timestamp', { keyids: [id], threshold: 1 }) });
    const body = JSON.parse(Buffer.from(repository.newest('timestamp')).toString()).signed;
    repository.replace(
      'timestamp',
      Buffer.from(JSON.stringify({ signed: body, signatures: [{ keyid: id, sig: 'ab'.repeat(64) }] })),
    );
    expect(await machine.refresh()).toBe('forged');
    // Its root was genuine and took the right away from the key that had signed what was kept.
    expect(machine.target()).toBe('unknownTarget');
  });
});

describe('metadata that is none', () => {
  test.each([
    ['a list', Buffer.from('[]')],
    ['nothing', Buffer.from('null')],
    ['no text', Buffer.from('{"signed":{"_type":"\xff"},"signatures":[]}', 'latin1')],
    [
      'more signatures than anybody has keys',
      Buffer.from(JSON.stringify({ signed: {}, signatures: Array(65).fill({}) })),
    ],
  ])('%s', async (_, bytes) => {
    machine.repository.replace('timestamp', bytes);
    await expectRefused(machine, 'damaged');
  });

  test.each<[string, string, Json]>([
    ['version', 'a version that is no whole number', 3.5],
    ['version', 'version zero', 0],
    ['version', 'a version below zero', -3],
    ['version', 'a version as text', '3'],
    ['version', 'a version that has no next one', 2 ** 53],
    ['expires', 'an expiry in local time', '2030-01-01T00:00:00'],
    ['expires', 'an expiry that is a year', '2030'],
    ['expires', 'no expiry', null],
    ['spec_version', 'another edition of the format', '2.0.0'],
    ['spec_version', 'no edition', null],
  ])('with %s: %s', async (member, _, value) => {
    machine.repository.publishTimestamp({ change: (part) => ({ ...part, [member]: value }) });
    await expectRefused(machine, 'damaged');
  });

  test('a snapshot that lists a version which is none', async () => {
    machine.repository.publishSnapshot({
      change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), 'app.json': { version: 2.5 } } }),
    });
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'damaged');
  });

  test('bytes that no text has, hidden in a member that nobody reads', async () => {
    machine.repository.publishTimestamp({ change: (part) => ({ ...part, 'x-later': '~' }) });
    const bytes = Buffer.from(machine.repository.newest('timestamp'));
    bytes[bytes.indexOf('~')] = 0xff;
    machine.repository.replace('timestamp', bytes);
    await expectRefused(machine, 'damaged');
  });

  test.each<[string, (meta: SignedPart) => Json]>([
    ['names no snapshot', () => ({})],
    ['names nothing', () => null],
    ['names more than the snapshot', (meta) => ({ ...meta, 'root.json': { version: 1 } })],
  ])('a timestamp that %s', async (_, change) => {
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, meta: change(part.meta as SignedPart) }),
    });
    await expectRefused(machine, 'damaged');
  });

  test('a root without consistent snapshots: its files could change under the machine', async () => {
    machine.repository.publishRoot({ change: (part) => ({ ...part, consistent_snapshot: false }) });
    await expectRefused(machine, 'damaged');
  });
});

test('members that this version does not know are carried, and are signed', async () => {
  machine.repository.publishTimestamp({ change: (part) => ({ ...part, 'x-later': { a: [1, 'b'] } }) });
  expect(await machine.refresh()).toBe('ok');
  const file = JSON.parse(Buffer.from(machine.repository.newest('timestamp')).toString());
  file.signed.version += 1;
  file.signed['x-later'] = 'other';
  machine.repository.replace('timestamp', Buffer.from(JSON.stringify(file)));
  await expectRefused(machine, 'forged');
});

function withRole(part: SignedPart, role: string, value: Json): SignedPart {
  return { ...part, roles: { ...(part.roles as SignedPart), [role]: value } };
}

function withDelegatedTwin(part: SignedPart, id: string, key: Json): SignedPart {
  const { keys, roles } = part.delegations as { readonly keys: SignedPart; readonly roles: readonly SignedPart[] };
  const twin = 'ef'.repeat(32);
  return {
    ...part,
    delegations: {
      keys: { ...keys, [twin]: key },
      roles: roles.map((role) => (role.name === 'app' ? { ...role, keyids: [id, twin] } : role)),
    },
  };
}
