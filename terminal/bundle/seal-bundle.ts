import { gzipSync } from 'node:zlib';
import {
  type BundleContent,
  type BundleHeader,
  bundleAad,
  bundleFormat,
  joinBundle,
  maxBundleBytes,
} from '../../contract/bundle.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { isSealingKey, seal } from '../../contract/suites/seal.ts';
import type { Random } from '../crypto/random.ts';
import { sha256 } from '../crypto/sha256.ts';
import type { Identity } from '../store/store.ts';

export interface SealedBundle {
  readonly header: BundleHeader;
  /** The whole file. */
  readonly bytes: Buffer;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Packs the files and seals them to the hub: this machine cannot open what it has made.
 * Errors: `tooLarge`.
 */
export async function sealBundle(
  files: BundleContent['files'],
  identity: Pick<Identity, 'deviceId' | 'kiosk' | 'sealing'>,
  at: { readonly madeAtMs: number; readonly random: Random; readonly notes: Readonly<Record<string, unknown>> },
): Promise<Result<SealedBundle, 'tooLarge'>> {
  const { deviceId, kiosk, sealing } = identity;
  if (!isSealingKey(sealing)) throw new Error('a key was taken over that nothing can be sealed to');
  const head = {
    ...{ bundleId: Buffer.from(at.random(16)).toString('hex'), deviceId, kiosk, kid: sealing.kid },
    madeAt: new Date(at.madeAtMs).toISOString(),
  };
  const listed = Object.entries(files).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    sha256: sha256(text).toString('hex'),
  }));
  const manifest = JSON.stringify({ format: bundleFormat, ...head, ...at.notes, files: listed }, null, 1);
  const content: BundleContent = { format: bundleFormat, files: { 'manifest.json': manifest, ...files } };
  const plain = gzipSync(JSON.stringify(content));
  if (plain.byteLength + 64 > maxBundleBytes) return err('tooLarge');
  const { enc, ct } = await seal(sealing, plain, bundleAad(head));
  const header: BundleHeader = {
    ...{ format: bundleFormat, ...head, suite: sealing.suite, enc: Buffer.from(enc).toString('base64') },
  };
  return ok({ header, bytes: joinBundle(header, ct), files: listed.map(({ name, bytes }) => ({ name, bytes })) });
}
