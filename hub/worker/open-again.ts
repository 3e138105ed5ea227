import { isOlder } from '../../contract/release/is-older.ts';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';
import { hubVersion } from '../version.ts';

/** Hint that a body was marked as one that this release does not know. */
export const unreadHint = 'unread';

/** While two releases stand beside each other the older one may take a body up again, and give it back: not more often than this. */
const againMs = 1000;

/**
 * Puts bodies that another release of the hub could not read back into the work list, at the start: a newer machine may have sent what only this release knows, and it was acknowledged. Each
 * release looks once. An application is never among them: whoever made it was told that it is refused. What became of an update stays unread where the machine has told of a later one since: the last
 * word is what a roll-out goes by.
 */
export async function openAgain(sql: Sql, nowMs: number): Promise<void> {
  const versions = await unreadVersions(sql);
  await putBack(
    sql,
    versions.filter((version) => version !== hubVersion),
    nowMs,
  );
}

/**
 * While a release of the hub is rolled out, instances of the one before go on for a while, and mark what they cannot read after this one has looked: it is opened again as soon as they say so. What
 * a newer release could not read is left alone, so that two releases never hand one body to and fro.
 */
export function followUnread(deps: Pick<HubDeps, 'sql' | 'clock' | 'signals' | 'log'>): void {
  const look = () => {
    openOlder(deps).catch((cause: unknown) => deps.log('hub.housekeeping.failed', { cause: causeCode(cause) }));
  };
  deps.signals.on(unreadHint, look);
  deps.signals.onResume(look);
  // What was marked between the look at the start and now.
  look();
}

async function openOlder({ sql, clock, signals }: Pick<HubDeps, 'sql' | 'clock' | 'signals'>): Promise<void> {
  const older = (await unreadVersions(sql)).filter((version) => isOlder(version, hubVersion));
  if (older.length === 0) return;
  await putBack(sql, older, Math.round(clock.wallMs()) + againMs);
  await signals.send('work');
}

async function unreadVersions(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ hub_version: string }[]>`select distinct hub_version from unreadable`;
  return rows.map(({ hub_version }) => hub_version);
}

async function putBack(sql: Sql, versions: readonly string[], nextMs: number): Promise<void> {
  if (versions.length === 0) return;
  await sql`
    with again as (delete from unreadable where hub_version = any(${[...versions]}::text[]) returning message_id)
    insert into work (message_id, device_id, store_epoch, order_key, seq, prio, next_ms)
    select i.id, i.device_id, i.store_epoch, i.order_key, i.seq, i.prio, ${nextMs} from ingest i join again on again.message_id = i.id
    where i.topic <> 'tech.update' or not exists (
      select 1 from update_outcome u where u.device_id = i.device_id and u.received_ms >= i.received_ms)
    on conflict do nothing`;
}
