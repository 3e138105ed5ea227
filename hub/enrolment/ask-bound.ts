import type { HubDeps } from '../deps.ts';

const windowMs = 15 * 60_000;
/** A code lives for 15 minutes and a machine asks for the next one: what a machine needs many times over. */
const perKey = 20;
/** A whole hall of machines behind one address that is set up on one morning. */
const perAddress = 300;

/**
 * Whether somebody may ask for one more enrolment code. Counted in the database: the bound holds over restarts and for all instances together. The address is
 * kept as a keyed hash, for as long as it counts (`tidy`).
 */
export async function mayAsk(
  deps: Pick<HubDeps, 'sql' | 'clock' | 'keys'>,
  asker: { readonly publicKey: string; readonly address: string },
): Promise<boolean> {
  const nowMs = Math.round(deps.clock.wallMs());
  const key = `key:${asker.publicKey}`;
  const address = `address:${deps.keys.store.token('address', asker.address)}`;
  const rows = await deps.sql`
    insert into enrolment_ask (asker, at_ms)
    select a, ${nowMs}::bigint from unnest(${[key, address]}::text[]) a
    where (select count(*) from enrolment_ask where asker = ${key} and at_ms > ${nowMs - windowMs}::bigint) < ${perKey}
      and (select count(*) from enrolment_ask where asker = ${address} and at_ms > ${nowMs - windowMs}::bigint) < ${perAddress}`;
  return rows.count > 0;
}
