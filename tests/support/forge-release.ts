import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missingFiles } from '../../contract/release/manifest.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { makeSnapshot, makeTargets, makeTimestamp } from '../../release/metadata/make.ts';
import { metadataOf, type SignedFile } from '../../release/metadata/shapes.ts';
import { withSignature } from '../../release/metadata/signatures.ts';
import { filePath, manifestPath, metadataPath, timestampPath } from '../../release/repository/layout.ts';
import { metaOf, readRepository } from '../../release/repository/read.ts';
import { keyOf } from '../../release/testing/ceremony.ts';

/**
 * What somebody does who owns the hub: the repository is theirs and so are the online keys, so everything fits together and is fresh; but the keys of the application are not, so they sign their
 * release with keys of their own.
 */
export function forgeRelease(dir: string, build: OpenedBuild, nowMs: number): void {
  const before = readRepository(dir);
  const app = before.roles.get('app')?.file.signed;
  const { snapshot, timestamp } = before;
  if (app === undefined || snapshot === null || timestamp === null) throw new Error('an empty repository');
  const put = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };
  for (const { sha256 } of missingFiles(build.manifest, () => false)) {
    mkdirSync(dirname(join(dir, filePath(sha256))), { recursive: true });
    copyFileSync(join(build.dir, filePath(sha256)), join(dir, filePath(sha256)));
  }
  const { target, sha256, length } = build.build;
  put(manifestPath(target, sha256), readFileSync(join(build.dir, 'manifest.json')));

  const signedBy = <S extends SignedFile['signed']>(signed: S, names: readonly string[]) => {
    const file = names.reduce<SignedFile<S>>((one, name) => withSignature(one, keyOf(name).signing), {
      ...{ signed, signatures: [] },
    });
    return { file, bytes: metadataOf(file) };
  };
  const targets = { ...app.targets, [target]: { length, hashes: { sha256 } } };
  const forged = signedBy(makeTargets({ targets }, app.version + 1, nowMs), ['thief-1', 'thief-2']);
  put(metadataPath(app.version + 1, 'app'), forged.bytes);
  const number = snapshot.file.signed.version + 1;
  const meta = { ...snapshot.file.signed.meta, 'app.json': metaOf(forged) };
  const listed = signedBy(makeSnapshot(meta, number, nowMs), ['snapshot']);
  put(metadataPath(number, 'snapshot'), listed.bytes);
  const version = timestamp.file.signed.version + 1;
  put(timestampPath, signedBy(makeTimestamp(metaOf(listed), version, nowMs), ['timestamp']).bytes);
}
