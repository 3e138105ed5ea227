import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayMs } from '../testing/test-repository.ts';
import { appName, catalogueName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(() => {
  machine = new TrustFixture();
});
afterEach(() => machine[Symbol.dispose]());

const offline: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));

describe('trust', () => {
  test('a genuine release is found and fetched; its name in the file system is its hash', async () => {
    expect(await machine.refresh()).toBe('ok');
    const got = await machine.manifest();
    expect(got).toMatchObject({ ok: true, value: { manifest: { kind: 'application', version: '1.0' } } });
    if (!got.ok) return;
    expect(got.value.id).toMatch(/^1\.0-[0-9a-f]{16}$/);
    const target = machine.trust.target(appName);
    if (!target.ok) throw new Error(target.error.detail);
    expect(readFileSync(machine.store.pathOf(target.value.sha256), 'utf8')).toBe(manifestOf('application', '1.0'));
  });

  test('without network, what was verified is still known, also after a restart', async () => {
    await machine.refresh();
    expect(await machine.refresh({ fetch: offline })).toBe('unreachable');
    machine.open();
    expect(machine.target()).toBe('ok');
    expect(machine.target(catalogueName)).toBe('ok');
  });

  test('a machine to which nothing is assigned keeps fresh metadata too, and says when it was signed, also once it has run out', async () => {
    expect(machine.trust.signedAtMs()).toBeNull();
    const first = machine.repository.nowMs;
    expect(await machine.refresh({ names: [] })).toBe('ok');
    expect(machine.trust.signedAtMs()).toBe(first);
    await machine.days(1);
    machine.repository.publish();
    expect(await machine.refresh({ names: [] })).toBe('ok');
    expect(machine.trust.signedAtMs()).toBe(first + dayMs);
    await machine.days(30);
    expect(await machine.refresh({ names: [] })).toBe('expired');
    expect(machine.open().signedAtMs()).toBe(first + dayMs);
    writeFileSync(join(machine.root, 'trust/current/timestamp.json'), '{}');
    expect(machine.trust.signedAtMs()).toBeNull();
  });

  test('a network that fails at any file changes nothing, not even half a rotation', async () => {
    await machine.refresh();
    const before = machine.kept();
    machine.repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
    machine.repository.publishRoot();
    machine.repository.publish();
    const seen: string[] = [];
    for (let failing = 0; ; failing += 1) {
      let count = 0;
      const done = await machine.refresh({
        fetch: (input) => {
          count += 1;
          return count === failing + 1 ? offline(input) : machine.repository.fetch(input);
        },
      });
      if (done === 'ok') break;
      seen.push(done);
      expect(machine.kept()).toBe(before);
      expect(machine.target()).toBe('ok');
    }
    // Two questions for roots, timestamp, snapshot, targets, two roles.
    expect(seen).toEqual(Array(7).fill('unreachable'));
  });

  test('only what has changed is fetched', async () => {
    const asked: string[] = [];
    const counting: typeof fetch = (input) => {
      asked.push(String(input).replace(/^.*\/metadata\//, ''));
      return machine.repository.fetch(input);
    };
    await machine.refresh();
    expect(await machine.refresh({ fetch: counting })).toBe('ok');
    expect(asked).toEqual(['2.root.json', 'timestamp.json']);
    asked.length = 0;
    machine.repository.publishRole('app');
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    expect(await machine.refresh({ fetch: counting })).toBe('ok');
    expect(asked).toEqual(['2.root.json', 'timestamp.json', '3.snapshot.json', '3.app.json']);
  });

  test('a role that nobody asked for costs nothing and says nothing', async () => {
    expect(await machine.refresh({ names: [appName] })).toBe('ok');
    expect(machine.kept()).toContain('catalogue-guangzhou 0');
    expect(machine.target(catalogueName)).toBe('unknownTarget');
    // And what was asked for once stays while it is what the snapshot lists.
    expect(await machine.refresh({ names: [catalogueName] })).toBe('ok');
    expect(machine.target(appName)).toBe('ok');
    machine.repository.publish();
    expect(await machine.refresh({ names: [catalogueName] })).toBe('ok');
    expect(machine.target(appName)).toBe('unknownTarget');
  });

  test('two refreshes at once do not write over each other', async () => {
    const both = await Promise.all([
      machine.refresh({ names: [appName] }),
      machine.refresh({ names: [catalogueName] }),
    ]);
    expect(both).toEqual(['ok', 'ok']);
    expect(machine.target(appName)).toBe('ok');
    expect(machine.target(catalogueName)).toBe('ok');
  });

  test('what is kept, refused or spoilt is in the log; a line that is away is not', async () => {
    await machine.refresh();
    await machine.refresh();
    await machine.refresh({ fetch: offline });
    expect(machine.logged).toEqual([['update.metadata.kept', { root: 1, timestamp: 2, snapshot: 2 }]]);
    machine.logged.length = 0;
    writeFileSync(join(machine.root, 'trust', 'current', 'root.json'), '');
    machine.repository.publishTimestamp({ signedBy: ['stranger'] });
    await machine.refresh();
    expect(machine.logged).toEqual([
      ['update.metadata.spoilt', { detail: 'root.json: no JSON' }],
      ['update.metadata.refused', { code: 'forged', detail: expect.stringMatching(/^timestamp\.json: /) }],
      // The root of the slot is in its place again.
      ['update.metadata.kept', { root: 1, timestamp: 2, snapshot: 2 }],
    ]);
  });

  test('before the first refresh nothing is known, and nothing is wrong', () => {
    expect(machine.target()).toBe('unknownTarget');
  });
});
