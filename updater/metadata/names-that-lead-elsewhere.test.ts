import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRefused } from '../testing/expect-refused.ts';
import type { SignedPart } from '../testing/sign-metadata.ts';
import { appName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

describe('a name never becomes a path that it should not', () => {
  test.each([
    '../../etc/passwd',
    'app/../catalogue/1.0.json',
    'app/..%2f1.0.json',
    '/app/1.0.json',
    'app//1.0.json',
    'app/1.0.json/',
    'app\\1.0.json',
    'app/1.0.json ',
    'app/1.0.json?x=1',
    'https://evil.test/1.0.json',
    'catalogue/../1.0.json',
    'constructor',
    '__proto__',
    '',
  ])('target %j, though the vendor has signed it', async (name) => {
    const { repository } = machine;
    repository.delegate('app', ['app-1', 'app-2', 'app-3'], 2, { paths: ['app/*.json', '*', '*/*', '*/*/*', '**'] });
    repository.targets.get('app')?.set(name, Buffer.from(manifestOf('application', '1.0')));
    repository.publish();
    expect(await machine.refresh()).toBe('ok');
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input) => {
      asked.push(String(input));
      return repository.fetch(input);
    };
    expect(await machine.refresh({ names: [name], fetch })).toBe('unknownTarget');
    expect(machine.target(name)).toBe('unknownTarget');
    expect((await machine.manifest(name)).ok).toBe(false);
    // Roots and timestamp, nothing by that name.
    expect(asked).not.toEqual([]);
    expect(asked.every((url) => /\/metadata\/(\d+\.root|timestamp)\.json$/.test(url))).toBe(true);
  });

  test.each([
    '../root',
    'app/evil',
    'app\\evil',
    '..',
    '.',
    '',
    'App',
    'app.json',
    'a\0b',
    'ａpp',
    '__proto__',
    '-app',
    'x'.repeat(65),
  ])('role %j, though the top role delegates to it', async (name) => {
    machine.repository.publishTargets({ change: (part) => withRole(part, name) });
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'damaged');
  });

  test.each(['root', 'timestamp', 'snapshot', 'targets'])(
    'role %j below targets is not the one above',
    async (name) => {
      machine.repository.publishTargets({ change: (part) => withRole(part, name) });
      machine.repository.publishSnapshot();
      machine.repository.publishTimestamp();
      await expectRefused(machine, 'damaged');
    },
  );

  test('two delegations of one name are refused: which of them would count', async () => {
    machine.repository.publishTargets({ change: (part) => withRole(part, 'app') });
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'damaged');
  });

  test('whatever is listed in a snapshot, nothing is written beside the roles that were asked for', async () => {
    const odd = fc.oneof(fc.string(), fc.constantFrom('../evil', 'a/b', '../../x', '/etc/x', 'roles/../../x'));
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 6 }), async (names) => {
        using other = new TrustFixture();
        const more = Object.fromEntries(names.map((name) => [`${name}.json`, { version: 1 }]));
        other.repository.publishSnapshot({
          change: (part) => ({ ...part, meta: { ...more, ...(part.meta as SignedPart) } }),
        });
        other.repository.publishTimestamp();
        // Odd letters may make another canonical form: then the signature does not hold, and nothing is written at all.
        const done = await other.refresh({ names: [appName] });
        const trust = join(other.root, 'trust');
        if (done !== 'ok') return;
        expect(readdirSync(trust).sort()).toEqual(['current', 'generations']);
        expect(readdirSync(join(trust, 'current')).sort()).toEqual([
          'roles',
          'root.json',
          'snapshot.json',
          'targets.json',
          'timestamp.json',
        ]);
        expect(readdirSync(join(trust, 'current', 'roles'))).toEqual(['app.json']);
        expect(existsSync(join(other.root, 'evil.json'))).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

function withRole(part: SignedPart, name: string): SignedPart {
  const { keys, roles } = part.delegations as { readonly keys: SignedPart; readonly roles: readonly SignedPart[] };
  return { ...part, delegations: { keys, roles: [...roles, { ...roles[0], name, paths: ['x/*'] }] } };
}
