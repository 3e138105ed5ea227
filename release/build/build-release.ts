import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../../contract/durable-file.ts';
import {
  faultOf,
  manifestText,
  type ReleaseFile,
  type ReleaseKind,
  type ReleaseManifest,
  releaseLimits,
} from '../../contract/release/manifest.ts';
import { programs, readStartFile, startFile } from '../../contract/release/start-file.ts';
import { targetNameOf } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { readMetadata } from '../metadata/shapes.ts';
import { copyFile, makeFolder } from '../repository/copy-file.ts';
import { filePath } from '../repository/layout.ts';
import { type Build, buildFile, builtManifest } from './build-file.ts';
import { type FoundFile, walkFolder } from './walk-folder.ts';

export interface BuildInput {
  /** What the slot shall hold. */
  readonly folder: string;
  /** Made; must be empty or missing. */
  readonly out: string;
  readonly kind: ReleaseKind;
  readonly scope: string | null;
  readonly version: string;
  /** ISO 8601. The same folder, version, ranges and moment give the same manifest. */
  readonly createdAt: string;
  readonly store: ReleaseManifest['store'];
  readonly minimumHub: string;
}

export interface Built extends Build {
  readonly files: number;
  /** Bytes of all files together, and of those with different content. */
  readonly bytes: number;
  readonly distinctBytes: number;
}

/** Where the root of trust stands in an application: what the machine believes from the first start on. */
const shippedRootFile = 'root.json';

/** Error: everything that is wrong, one line each. Throws what the file system throws. */
export function buildRelease(input: BuildInput): Result<Built, readonly string[]> {
  const { folder, out, kind, scope, version } = input;
  const target = targetNameOf(kind, scope, version);
  if (!target.ok)
    return err([
      target.error === 'scope' ? scopeFault(kind) : `${version} is no version: numbers and small letters between dots`,
    ]);
  if (existsSync(out) && readdirSync(out).length > 0) return err([`${out} is not empty`]);
  const found = walkFolder(folder);
  if (!found.ok) return found;
  const faults = kind === 'application' ? faultsOfApplication(folder, found.value) : [];
  if (faults.length > 0) return err(faults);

  makeFolder(out);
  const files: ReleaseFile[] = [];
  const distinct = new Map<string, number>();
  for (const { path, size, mode } of found.value) {
    if (size > releaseLimits.fileBytes) return err([`${path}: larger than ${releaseLimits.fileBytes} bytes`]);
    const taken = takeIn(join(folder, path), out);
    files.push({ path, sha256: taken.sha256, size: taken.size, mode });
    distinct.set(taken.sha256, taken.size);
  }
  const manifest: ReleaseManifest = {
    ...{ format: 'yitiji-release/1', kind, version, createdAt: input.createdAt },
    ...{ store: input.store, minimumHub: input.minimumHub, files },
  };
  const fault =
    files.length > releaseLimits.files ? { code: 'tooLarge', detail: `${files.length} files` } : faultOf(manifest);
  if (fault !== null) return err([`${fault.code}: ${fault.detail}`]);
  const bytes = Buffer.from(manifestText(manifest));
  const build: Build = {
    ...{ format: 'yitiji-build/1', target: target.value },
    ...{ sha256: sha256Of(bytes), length: bytes.byteLength },
  };
  writeDurably(join(out, builtManifest), bytes, 0o644);
  writeDurably(join(out, buildFile), `${JSON.stringify(build, null, 2)}\n`, 0o644);
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0);
  return ok({
    ...{ ...build, files: files.length, bytes: sum(files.map(({ size }) => size)) },
    distinctBytes: sum(distinct.values()),
  });
}

const scopeFault = (kind: ReleaseKind): string =>
  kind === 'application'
    ? 'an application is for every machine: no --scope'
    : `a ${kind} needs --scope: small letters, numbers and hyphens`;

/** What an application must bring: how it is started, and the root of trust. */
function faultsOfApplication(folder: string, found: readonly FoundFile[]): readonly string[] {
  const of = (path: string) => found.find((file) => file.path === path);
  const faults: string[] = [];
  if (of(startFile) === undefined) faults.push(`${startFile} is missing: it says what is started`);
  else {
    const start = readStartFile(readFileSync(join(folder, startFile), 'utf8'));
    if (!start.ok) faults.push(`${startFile}: ${start.error}`);
    else
      for (const name of programs) {
        const [program = ''] = start.value[name];
        if (of(program)?.mode !== '0755') faults.push(`${startFile}: ${name}: ${program} is no program of this folder`);
      }
  }
  if (of(shippedRootFile) === undefined)
    faults.push(`${shippedRootFile} is missing: the root of trust that the machine starts from`);
  else {
    const root = readMetadata('root', readFileSync(join(folder, shippedRootFile)));
    if (!root.ok) faults.push(`${shippedRootFile} ${root.error}`);
  }
  return faults;
}

/** Copies a file to its name by content; size and hash are those of the bytes that were copied. */
function takeIn(from: string, out: string): { readonly sha256: string; readonly size: number } {
  const temporary = join(out, '.incoming');
  const copied = copyFile(from, temporary);
  const path = join(out, filePath(copied.sha256));
  makeFolder(dirname(path));
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return copied;
}
