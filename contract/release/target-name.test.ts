import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../validate.ts';
import { releaseKinds } from './manifest.ts';
import { ReleaseId, releaseIdOf } from './release-id.ts';
import { pathFault } from './release-path.ts';
import { kindOfTarget, maxTargetName, pathsOfRole, readTargetName, roleOf, targetNameOf } from './target-name.ts';

const kind = fc.constantFrom(...releaseKinds);
const scope = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}$/);
const version = fc.stringMatching(/^[0-9a-z]{1,8}(\.[0-9a-z]{1,8}){0,5}$/);
const named = fc
  .tuple(kind, scope, version)
  .map(([one, area, number]) => ({ kind: one, scope: one === 'application' ? null : area, version: number }));

/** As TUF reads a pattern: part by part, `*` within one. */
function matches(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.split('/'), name.split('/')];
  const escaped = (part: string) => part.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
  return (
    wanted.length === given.length && wanted.every((part, at) => new RegExp(`^${escaped(part)}$`).test(given[at] ?? ''))
  );
}

test('a name says what it was made of', () => {
  fc.assert(
    fc.property(named, (given) => {
      const name = targetNameOf(given.kind, given.scope, given.version);
      if (!name.ok) throw new Error(name.error);
      expect(readTargetName(name.value)).toEqual({ ...given, role: roleOf(given.kind, given.scope) });
      expect(pathFault(name.value)).toBeNull();
      expect(name.value.length).toBeLessThanOrEqual(maxTargetName);
    }),
  );
});

test('no role may sign what belongs to another', () => {
  fc.assert(
    fc.property(named, named, (one, other) => {
      const role = roleOf(one.kind, one.scope);
      const name = targetNameOf(other.kind, other.scope, other.version);
      if (!name.ok) throw new Error(name.error);
      const may = pathsOfRole(role)?.some((pattern) => matches(pattern, name.value));
      expect(may).toBe(role === roleOf(other.kind, other.scope));
    }),
    {
      examples: [
        [
          { kind: 'catalogue', scope: 'app', version: '1' },
          { kind: 'application', scope: null, version: '1' },
        ],
      ],
    },
  );
});

test('whatever else stands in a name, it is none of ours', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'app/catalogue.json-01.AZ *\\\n%'.split('')) }), (text) => {
      const read = readTargetName(text);
      if (read === null) return;
      expect(targetNameOf(read.kind, read.scope, read.version)).toEqual({ ok: true, value: text });
    }),
  );
  for (const name of [
    ...[
      'app/1.json\n',
      '/app/1.json',
      'app//1.json',
      'app/../1.json',
      'app/x/1.json',
      'catalogue/1.json',
      'APP/1.json',
    ],
    ...['root.json', 'app/.json', 'app/1.JSON', 'catalogue/a_b/1.json', 'catalogue/a--b/1.json', 'notice/-/1.json'],
    ...['constructor/a/1.json', `app/${'1'.repeat(17)}.json`, 'application/a/1.json'],
  ])
    expect(kindOfTarget(name), name).toBeNull();
});

test('names that would not be read again are not made', () => {
  expect(targetNameOf('application', 'gz', '1')).toEqual({ ok: false, error: 'scope' });
  expect(targetNameOf('config', null, '1')).toEqual({ ok: false, error: 'scope' });
  expect(targetNameOf('config', 'a/b', '1')).toEqual({ ok: false, error: 'scope' });
  expect(targetNameOf('config', 'a', '../1')).toEqual({ ok: false, error: 'version' });
  for (const role of ['root', 'targets', 'snapshot', 'timestamp', 'catalogue', 'catalogue-', 'catalogue-a/b', 'x-y'])
    expect(pathsOfRole(role), role).toBeNull();
});

test('each release of a version has a name of its own', () => {
  fc.assert(
    fc.property(version, fc.stringMatching(/^[0-9a-f]{64}$/), (number, sha256) => {
      const id = releaseIdOf(number, sha256);
      expect(parse(ReleaseId, id)).toEqual({ ok: true, value: id });
      expect(id.endsWith(sha256.slice(0, 16))).toBe(true);
    }),
  );
});
