import { type BundlePart, BundlePartReply, bundlePartBytes } from '../../contract/bundle.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { HubClient } from '../sync/hub-client.ts';
import type { SealedBundle } from './seal-bundle.ts';

/** 512 KiB on a slow mobile link. */
const partMs = 30_000;

/**
 * Sends a bundle to the hub part by part; each may be said again, so what broke off is sent anew from the beginning without harm.
 * Errors: `away` = the hub was not reached or did not take a part; `user` = given up.
 * @param onPart 0 to 1
 */
export async function uploadBundle(
  { header, bytes }: Pick<SealedBundle, 'header' | 'bytes'>,
  client: Pick<HubClient, 'service'> | null,
  onPart: (part: number) => void,
  signal: AbortSignal,
): Promise<Result<void, 'away' | 'user'>> {
  if (client === null) return err('away');
  const parts = Math.ceil(bytes.byteLength / bundlePartBytes);
  for (let part = 0; part < parts; part += 1) {
    const data = bytes.subarray(part * bundlePartBytes, (part + 1) * bundlePartBytes).toString('base64');
    const body: BundlePart = { bundleId: header.bundleId, madeAt: header.madeAt, part, parts, data };
    const sent = await client.service({
      ...{ method: 'POST', path: 'bundles', body, schema: BundlePartReply, budgetMs: partMs, signal },
    });
    if (signal.aborted) return err('user');
    if (!sent.ok) return err('away');
    onPart((part + 1) / parts);
    if (part === parts - 1 && !sent.value.isWhole) return err('away');
  }
  return ok(undefined);
}
