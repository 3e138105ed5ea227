import type { Suite } from '../../contract/envelope.ts';
import type { Sql } from '../database/pool.ts';

/** A public key of the hub, as machines get it. */
interface OfferedKey {
  readonly suite: Suite;
  readonly kid: string;
  readonly publicKey: string;
}

/**
 * What the hub offers to machines, read from its database by whoever stands beside it and has no need of its private keys (simulations).
 * @param suite of the machines' own keys
 * @returns `reply` null: the hub has none of this suite, because no machine of it has come yet
 */
export async function offeredKeys(
  sql: Sql,
  suite: Suite,
  nowMs: number,
): Promise<{ readonly sealing: OfferedKey; readonly reply: OfferedKey | null }> {
  const rows = await sql<(OfferedKey & { readonly purpose: string })[]>`
    select purpose, suite, kid, public_key as "publicKey" from hub_key
    where purpose in ('seal', 'reply') and (not_after_ms is null or not_after_ms > ${nowMs}) order by created_ms desc, kid`;
  const sealing = rows.find(({ purpose }) => purpose === 'seal');
  if (sealing === undefined) throw new Error('no hub has made its keys in this database yet');
  const reply = rows.find((row) => row.purpose === 'reply' && row.suite === suite) ?? null;
  const { kid, publicKey } = sealing;
  return { sealing: { suite: sealing.suite, kid, publicKey }, reply };
}
