import type { ReportedOutcome } from '../../contract/release/fleet.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import type { Tx } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { rolloutHint } from '../rollouts/hint.ts';
import { notify } from '../signals.ts';

/** Keeps what a machine reports of an update; the same report that comes again, also under another message, changes nothing. */
export async function takeOutcome(
  tx: Tx,
  { deviceId, nowMs }: { readonly deviceId: string; readonly nowMs: number },
  { release, from, outcome, cause, what, at }: UpdateOutcome,
): Promise<void> {
  await tx`
    insert into update_outcome (device_id, release, from_release, outcome, cause, what, at, received_ms)
    values (${deviceId}, ${release}, ${from}, ${outcome}, ${cause}, ${what ?? null}, ${at}, ${nowMs}) on conflict do nothing`;
  await notify(tx, rolloutHint);
}

/** Columns of an outcome that was joined; all null where there is none. */
export interface OutcomeRow {
  readonly release: string | null;
  readonly from_release: string | null;
  readonly outcome: UpdateOutcome['outcome'] | null;
  readonly cause: UpdateOutcome['cause'];
  readonly what: string | null;
  readonly at: string | null;
  readonly received_ms: string | number | null;
}

/** What a machine reported of an update; null = the row holds none. */
export function toOutcome(row: OutcomeRow): ReportedOutcome | null {
  const { release, from_release: from, outcome, cause, what, at, received_ms: receivedMs } = row;
  if (release === null || from === null || outcome === null || at === null) return null;
  return {
    ...{ release, from, outcome, cause, ...(what === null ? {} : { what }) },
    ...{ at, receivedAt: isoTime(Number(receivedMs)) },
  };
}
