import type { Tx } from '../../database/pool.ts';

/** Who has signed the version that stands now. Signatures of an older version are void. */
export async function signaturesOf(
  tx: Tx,
  draftId: string,
): Promise<{ readonly signed: number; readonly of: number } | null> {
  const [row] = await tx<{ signed: string; of: string }[]>`
    select count(*) filter (where s.signed_version = d.version) as signed, count(*) as of
    from draft d join draft_signer s on s.draft_id = d.id where d.id = ${draftId} group by d.id`;
  return row === undefined ? null : { signed: Number(row.signed), of: Number(row.of) };
}
