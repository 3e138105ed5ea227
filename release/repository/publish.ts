import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../../contract/durable-file.ts';
import { missingFiles, type ReleaseFile } from '../../contract/release/manifest.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { OpenedBuild } from '../build/build-file.ts';
import type { SigningKey } from '../metadata/signatures.ts';
import { faultsOfTargets, sizeOf } from './contents.ts';
import { copyFile, makeFolder, readOrNull } from './copy-file.ts';
import { filePath, manifestPath } from './layout.ts';
import { type Incoming, planPublish } from './plan.ts';
import { readRepository } from './read.ts';

export interface PublishInput {
  readonly dir: string;
  readonly incoming: Incoming;
  readonly builds: readonly OpenedBuild[];
  /** Online keys: snapshot and timestamp. */
  readonly keys: readonly SigningKey[];
  readonly nowMs: number;
  /** Told after each file that was put in place. */
  afterFile?(path: string): void;
}

export interface PublishReport {
  /** Paths that were new or replaced, in order. */
  readonly written: readonly string[];
  readonly snapshotVersion: number;
  readonly timestampVersion: number;
}

/**
 * Puts releases and signed metadata into a repository. Files, then manifests, then metadata from the leaves to the timestamp, each whole or not at all: whoever reads meanwhile sees the old or the
 * new. After a cut it is called again with the same input. One at a time: a second publisher is told by the first file that both want to write. Error: what stands against it; then no metadata was
 * written. Throws what the file system throws.
 */
export function publish(input: PublishInput): Result<PublishReport, readonly string[]> {
  const { dir, builds } = input;
  const plan = planPublish(readRepository(dir), input.incoming, input.keys, input.nowMs);
  if (!plan.ok) return plan;
  const faults = [
    ...builds.flatMap(({ build }) =>
      plan.value.targets.some(({ name, sha256 }) => name === build.target && sha256 === build.sha256)
        ? []
        : [`${build.target} with these bytes is named by no signed role: sign it first`],
    ),
    ...faultsOfTargets(dir, plan.value.targets, builds),
  ];
  if (faults.length > 0) return err(faults);

  const written: string[] = [];
  const done = (path: string, isNew: boolean) => {
    if (isNew) written.push(path);
    input.afterFile?.(path);
  };
  for (const { dir: from, manifest } of builds)
    for (const file of missingFiles(manifest, () => false)) {
      const copied = copyContent(from, dir, file);
      if (!copied.ok) return err([copied.error]);
      done(filePath(file.sha256), copied.value);
    }
  for (const { build, manifestBytes } of builds) {
    const path = manifestPath(build.target, build.sha256);
    done(path, putOnce(join(dir, path), manifestBytes) === 'new');
  }
  for (const { path, bytes, how } of plan.value.steps) {
    if (how === 'once') {
      const put = putOnce(join(dir, path), bytes);
      if (put === 'other') return err([`${path} is there already with other bytes: somebody else publishes here`]);
      done(path, put === 'new');
      continue;
    }
    const isSame = existsSync(join(dir, path)) && readFileSync(join(dir, path)).equals(bytes);
    if (!isSame) writeDurably(join(dir, path), bytes, 0o644);
    done(path, !isSame);
  }
  const { snapshotVersion, timestampVersion } = plan.value;
  return ok({ written, snapshotVersion, timestampVersion });
}

/** Takes a file by its content; false = it was there. Error: it is not what its name says. */
function copyContent(from: string, to: string, { sha256, size, path }: ReleaseFile): Result<boolean, string> {
  const target = join(to, filePath(sha256));
  if (sizeOf(target) === size) return ok(false);
  const source = join(from, filePath(sha256));
  makeFolder(dirname(target));
  const temporary = `${target}.new`;
  if (copyFile(source, temporary).sha256 !== sha256) {
    rmSync(temporary, { force: true });
    return err(`${path}: ${source} is not what was built: build the release again`);
  }
  renameSync(temporary, target);
  syncFolder(dirname(target));
  return ok(true);
}

/** Writes a file that must not be there yet: whole under another name, then linked, which fails where the name is taken. */
function putOnce(path: string, bytes: Uint8Array): 'new' | 'same' | 'other' {
  const there = readOrNull(path);
  if (there !== null) return there.equals(bytes) ? 'same' : 'other';
  makeFolder(dirname(path));
  const temporary = `${path}.${process.pid}.new`;
  writeDurably(temporary, bytes, 0o644);
  try {
    linkSync(temporary, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    return readFileSync(path).equals(bytes) ? 'same' : 'other';
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(dirname(path));
  return 'new';
}
