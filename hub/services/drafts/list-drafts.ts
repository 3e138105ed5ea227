import type { PullData } from '../../../contract/pulls/pulls.ts';
import type { Sql } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';
import { personToken, type StoreKey } from '../../keys/store-key.ts';

/** Drafts that this person began and may go on with; one in which no part is finished has nothing to go on with. */
export async function listDrafts(
  sql: Sql,
  store: StoreKey,
  idNumber: string,
  nowMs: number,
): Promise<PullData<'biz.drafts'>['drafts']> {
  const rows = await sql<
    {
      id: string;
      item_id: string;
      section: number;
      saved_ms: string;
      until_ms: string;
      sign_until_ms: string | null;
      state: string;
    }[]
  >`select id, item_id, section, saved_ms, until_ms, sign_until_ms, state from draft
    where owner = ${personToken(store, idNumber)} and section > 0 and state in ('draft', 'awaitingSignatures') and until_ms > ${nowMs}
    order by saved_ms desc limit 5`;
  return rows.map((row) => {
    const isSigning = row.state === 'awaitingSignatures' && Number(row.sign_until_ms ?? 0) > nowMs;
    return {
      draftId: row.id,
      itemId: row.item_id,
      section: row.section,
      savedAt: isoTime(Number(row.saved_ms)),
      until: isoTime(Number(isSigning ? row.sign_until_ms : row.until_ms)),
      state: isSigning ? ('awaitingSignatures' as const) : ('draft' as const),
    };
  });
}
