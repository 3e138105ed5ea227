import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { strict } from '../../contract/closed-shapes.ts';
import { type ReleaseManifest, readManifest } from '../../contract/release/manifest.ts';
import { ManifestHash } from '../../contract/release/release-id.ts';
import { maxTargetName, readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { parse } from '../../contract/validate.ts';

/** `build.json` of a built release, written last: the folder is whole. Beside it `manifest.json` and `files/ab/<sha256>`. */
export const buildFile = 'build.json';
export const builtManifest = 'manifest.json';

export const Build = Type.Object(
  {
    format: Type.Literal('yitiji-build/1'),
    /** Name of the target: `app/2026.11.1.json`. */
    target: Type.String({ maxLength: maxTargetName }),
    sha256: ManifestHash,
    /** Bytes of the manifest. */
    length: Type.Integer({ minimum: 1 }),
  },
  strict,
);
export type Build = Static<typeof Build>;

export interface OpenedBuild {
  readonly dir: string;
  readonly build: Build;
  readonly manifest: ReleaseManifest;
  readonly manifestBytes: Buffer;
}

/** Error: one sentence. Files below `files/` are not read. */
export function openBuild(dir: string): Result<OpenedBuild, string> {
  let value: unknown;
  let manifestBytes: Buffer;
  try {
    value = JSON.parse(readFileSync(join(dir, buildFile), 'utf8'));
    manifestBytes = readFileSync(join(dir, builtManifest));
  } catch {
    return err(`${dir} holds no built release: ${buildFile} and ${builtManifest} are made by \`release build\``);
  }
  const read = parse(Build, value);
  if (!read.ok) return err(`${join(dir, buildFile)}: ${read.error.path} ${read.error.reason}`);
  const build = read.value;
  if (manifestBytes.byteLength !== build.length || sha256Of(manifestBytes) !== build.sha256)
    return err(`${join(dir, builtManifest)} is not the one that was built`);
  const manifest = readManifest(manifestBytes.toString('utf8'));
  if (!manifest.ok) return err(`${join(dir, builtManifest)}: ${manifest.error.code} ${manifest.error.detail}`);
  const named = readTargetName(build.target);
  if (named?.kind !== manifest.value.kind || named.version !== manifest.value.version)
    return err(`${build.target} is no name for ${manifest.value.kind} ${manifest.value.version}`);
  return ok({ dir, build, manifest: manifest.value, manifestBytes });
}
