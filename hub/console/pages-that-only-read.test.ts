import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogueReply } from '../../contract/console/catalogue.ts';
import type { EnrolmentsReply } from '../../contract/console/enrolments.ts';
import type { ReleasesReply } from '../../contract/console/releases.ts';
import { manifestText, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture({ catalogueDir: join(import.meta.dirname, '../../kiosk-config/catalogue') });
});
afterAll(() => f.close());

const read = async <T>(path: string): Promise<T> => {
  const reply = await fetch(`${f.hub.url}/v1/console/${path}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  expect(reply.status).toBe(200);
  return (await reply.json()) as T;
};

test('none of the three is shown to somebody who has not signed in', async () => {
  for (const path of ['catalogue', 'releases', 'enrolments']) {
    expect((await fetch(`${f.hub.url}/v1/console/${path}`)).status).toBe(401);
  }
});

test('an item that was closed says why; two editors at once do not undo each other unseen', async () => {
  const before = await read<CatalogueReply>('catalogue');
  const card = before.items.find(({ id }) => id === 'ss.card.loss');
  expect(card).toMatchObject({ phase: 'live', category: 'ss', materials: 0, visits: 0, offReason: null });
  const change = { off: [{ item: 'ss.card.loss', reason: 'department' }], ifVersion: before.version };
  expect((await operator(f.hub.url, 'switches', change)).status).toBe(200);
  // The second one has read the same version: nothing of it counts.
  expect((await operator(f.hub.url, 'switches', { phases: [], off: [], ifVersion: before.version })).status).toBe(400);
  const after = await read<CatalogueReply>('catalogue');
  expect(after.version).toBe(before.version + 1);
  expect(after.phases).toEqual(['live', 'second']);
  expect(after.items.filter(({ offReason }) => offReason !== null).map(({ id }) => id)).toEqual(['ss.card.loss']);
});

/** Puts a manifest where a repository has it. @param hash another one than that of its bytes = somebody has changed the file */
function publish(version: string, createdAt: string, hash?: string): string {
  const manifest: ReleaseManifest = {
    ...{ format: 'yitiji-release/1', kind: 'application', version, createdAt, minimumHub: '0.1.0' },
    store: { reads: [1, 2], writes: 2 },
    files: [{ path: 'app/main.cjs', sha256: 'a'.repeat(64), size: 4096, mode: '0644' }],
  };
  const text = manifestText(manifest);
  const sha256 = hash ?? createHash('sha256').update(text).digest('hex');
  const folder = join(f.dataDir, 'releases/targets/app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${sha256}.${version}.json`), text);
  return sha256;
}

test('releases are listed newest first with the machines that have them; a manifest that was changed is counted, not shown', async () => {
  expect(await read<ReleasesReply>('releases')).toEqual({ releases: [], unreadable: 0 });
  const old = publish('2026.11.1', '2026-11-01T08:00:00.000Z');
  const sha256 = publish('2026.11.2', '2026-11-20T08:00:00.000Z');
  publish('2026.11.3', '2026-11-21T08:00:00.000Z', 'f'.repeat(64));
  const machine = await f.machine();
  for (const target of ['app/2026.11.1.json', 'app/2026.11.2.json']) {
    const kiosks = [machine.claimed.kiosk];
    expect((await operator(f.hub.url, 'assignments', { kiosks, target, days: 30 })).status).toBe(200);
  }
  const body = {
    ...{ format: 'yitiji-update/1', release: releaseIdOf('2026.11.1', old), from: releaseIdOf('2026.10.9', old) },
    ...{ outcome: 'succeeded', cause: null, at: '2026-11-21T08:00:00.000Z' },
  };
  await machine.batch([await machine.message(body, { orderKey: 'update' }, 'tech.update')]);
  await expect
    .poll(async () => (await read<ReleasesReply>('releases')).releases.at(-1)?.outcomes, { timeout: 20_000 })
    .toEqual({ succeeded: 1, rolledBack: 0, refused: 0 });
  const { releases, unreadable } = await read<ReleasesReply>('releases');
  expect(releases.map(({ id, target, assigned, bytes }) => ({ id, target, assigned, bytes }))).toEqual([
    { id: releaseIdOf('2026.11.2', sha256), target: 'app/2026.11.2.json', assigned: 1, bytes: 4096 },
    { id: releaseIdOf('2026.11.1', old), target: 'app/2026.11.1.json', assigned: 0, bytes: 4096 },
  ]);
  expect(unreadable).toBe(1);
});

test('a machine that asks for a code is seen without its code; one that was ended is named with the reason', async () => {
  const asked = await new TestMachine(f.hub.url).askCode();
  const first = await read<EnrolmentsReply>('enrolments');
  expect(first.waiting).toMatchObject([{ model: 'test', state: 'waiting' }]);
  expect(JSON.stringify(first)).not.toContain(String(asked.body.code));
  const machine = await f.machine();
  const { kiosk } = machine.claimed;
  expect((await operator(f.hub.url, `machines/${kiosk}/revoke`, { reason: '机器被盗' })).status).toBe(200);
  const { keys, withoutKey } = await read<EnrolmentsReply>('enrolments');
  expect(withoutKey).toBe(1);
  expect(keys[0]).toMatchObject({ kiosk, what: 'revoked', reason: '机器被盗' });
  f.clock.shiftMs = 16 * 60_000;
  expect((await read<EnrolmentsReply>('enrolments')).waiting).toMatchObject([{ state: 'expired' }]);
});
