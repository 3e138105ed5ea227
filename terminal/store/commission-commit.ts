import { ok, type Result } from '../../contract/result.ts';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import type { LedgerContext } from './card-commit.ts';
import { sealAndCommit } from './sealed-commit.ts';
import { prepared } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** Meta keys: the report of a number, and the number of the last one. */
const reportKey = (number: string) => `commissioning.${number}`;
const lastKey = 'commissioning.last';

/** Behind what citizens wait for. */
const commissionPrio = 2;

type Reader = { get(key: string): string | null };

/** The last report that was taken; null = this machine was never commissioned. Written only by this release, hence trusted. */
export function lastCommissioning(meta: Reader): CommissioningBody | null {
  const number = meta.get(lastKey);
  const text = number === null ? null : meta.get(reportKey(number));
  return text === null ? null : (JSON.parse(text) as CommissioningBody);
}

/**
 * Takes one commissioning report: sealed message, audit record with the chain of hashes, and the report itself on disk, in one transaction. Taken before = nothing happens: the hub
 * counts it once, also when a power cut came between this and the next step of the wizard.
 */
export async function commitCommissioning(
  { commit, audit, db }: Pick<LedgerContext, 'commit' | 'audit' | 'db'>,
  meta: Reader,
  body: CommissioningBody,
): Promise<Result<void, StoreError>> {
  const { number, staff, hash, previous, tests } = body;
  if (meta.get(reportKey(number)) !== null) return ok(undefined);
  const placed = await sealAndCommit(commit, () =>
    ok({
      topic: 'tech.commissioned' as const,
      prio: commissionPrio,
      orderKey: body.id,
      receiptNo: null,
      itemId: null,
      body: () => body,
      commit: () => {
        const set = prepared(
          db,
          'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        );
        set.run(reportKey(number), JSON.stringify(body));
        set.run(lastKey, number);
        const failed = tests.filter(({ outcome }) => outcome !== 'done').length;
        audit('tech.commission', { number, staff, hash, previous, failed }, null);
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
