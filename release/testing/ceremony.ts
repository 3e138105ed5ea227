import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Json } from '../../contract/canonical-json.ts';
import { type OpenedBuild, openBuild } from '../build/build-file.ts';
import { buildRelease } from '../build/build-release.ts';
import { type NamedPublicKey, newKeyFiles, openKeyFile, readPublicKeyFile } from '../keys/key-file.ts';
import { changedTargets, type Delegations, makeRoot, makeTargets, withDelegation } from '../metadata/make.ts';
import type { Root, SignedFile, Targets } from '../metadata/shapes.ts';
import { metadataOf } from '../metadata/shapes.ts';
import { type SigningKey, withSignature } from '../metadata/signatures.ts';

/** Everything for a repository in tests, made as a city would make it: keys by name, a root, delegations, builds. Time is given, keys are quick. */
export interface TestKey {
  readonly signing: SigningKey;
  readonly named: NamedPublicKey;
}
const keys = new Map<string, TestKey>();

/** One key for each name, in the whole process. */
export function keyOf(name: string): TestKey {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const { privateText, publicText } = newKeyFiles(name, 'correct horse battery', 10);
  const [signing, named] = [openKeyFile(privateText, 'correct horse battery'), readPublicKeyFile(publicText)];
  if (!signing.ok || named === null) throw new Error('a new key does not open');
  const made = { signing: signing.value, named };
  keys.set(name, made);
  return made;
}

export const holders = (names: readonly string[], threshold: number) => ({
  keys: names.map((name) => keyOf(name).named),
  threshold,
});

export function signedWith<S extends Root | Targets>(signed: S, names: readonly string[]): SignedFile<S> {
  return names.reduce<SignedFile<S>>((file, name) => withSignature(file, keyOf(name).signing), {
    signed,
    signatures: [],
  });
}

export const must = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** Root 2 of 3, targets 2 of 3, snapshot and timestamp one key each. */
export function firstRoot(nowMs: number): SignedFile<Root> {
  const made = makeRoot(
    null,
    {
      ...{
        root: holders(['root-1', 'root-2', 'root-3'], 2),
        targets: holders(['targets-1', 'targets-2', 'targets-3'], 2),
      },
      ...{ snapshot: holders(['snapshot'], 1), timestamp: holders(['timestamp'], 1) },
    },
    nowMs,
  );
  return signedWith(must(made), ['root-1', 'root-3']);
}

export const onlineKeys = (...names: readonly string[]): readonly SigningKey[] =>
  (names.length === 0 ? ['snapshot', 'timestamp'] : names).map((name) => keyOf(name).signing);

/** `targets` with these roles, each `[names of keys, threshold]`. */
export function delegating(
  roles: Readonly<Record<string, readonly [readonly string[], number]>>,
  version: number,
  nowMs: number,
): SignedFile<Targets> {
  let delegations: Delegations | undefined;
  for (const [role, [names, threshold]] of Object.entries(roles))
    delegations = must(withDelegation(delegations, role, holders(names, threshold)));
  const content = { targets: {}, delegations: delegations ?? { keys: {}, roles: [] } };
  return signedWith(makeTargets(content, version, nowMs), ['targets-1', 'targets-2']);
}

/** A role that names these builds. */
export function naming(
  role: string,
  builds: readonly OpenedBuild[],
  by: { readonly keys: readonly string[]; readonly version: number; readonly nowMs: number },
): SignedFile<Targets> {
  const add = builds.map(({ build }) => ({ name: build.target, sha256: build.sha256, length: build.length }));
  const targets = must(changedTargets(role, {}, { add, drop: [] }));
  return signedWith(makeTargets({ targets }, by.version, by.nowMs), by.keys);
}

/** A folder that is gone after the tests. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'yitiji-release-'));

  at(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes files; a list is content and mode. */
  write(folder: string, files: Readonly<Record<string, string | Buffer | readonly [string, number]>>): string {
    for (const [name, content] of Object.entries(files)) {
      const path = this.at(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      const isPair = Array.isArray(content);
      writeFileSync(path, isPair ? (content as readonly [string, number])[0] : (content as string | Buffer));
      chmodSync(path, isPair ? (content as readonly [string, number])[1] : 0o644);
    }
    return this.at(folder);
  }

  /** Files of the least application there is. */
  application(folder: string, nowMs: number, more: Readonly<Record<string, string>> = {}): string {
    const start: Json = { format: 'yitiji-start/1', kiosk: ['bin/kiosk'], updater: ['bin/kiosk', '--updater'] };
    return this.write(folder, {
      ...{ 'start.json': JSON.stringify(start), 'bin/kiosk': ['#!/bin/sh\n', 0o755], ...more },
      'root.json': metadataOf(firstRoot(nowMs)),
    });
  }

  /** Builds a folder. */
  build(
    folder: string,
    out: string,
    input: Partial<Parameters<typeof buildRelease>[0]> & { readonly version: string },
  ): OpenedBuild {
    must(
      buildRelease({
        ...{ folder, out: this.at(out), kind: 'application', scope: null, createdAt: '2026-11-28T12:00:00.000Z' },
        ...{ store: { reads: [1, 4], writes: 4 }, minimumHub: '0.1.0', ...input },
      }),
    );
    return must(openBuild(this.at(out)));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
