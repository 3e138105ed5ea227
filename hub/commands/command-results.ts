import type { CommandResultBody } from '../../contract/remote-command.ts';
import { tellConsole } from '../console/tell.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';

/** A machine that has accepted a command is given so long beyond its time to tell its end: longer than an outage of a day, milliseconds. */
const wordWithinMs = 48 * 3_600_000;
/** Commands are looked up for a season, then they stand in the audit log alone. */
const keptMs = 100 * 24 * 3_600_000;

/**
 * The word of the machine on how a command ended. Its first word is final and takes the place of what the hub had to assume (`neverHeard`, `noWord`, `withdrawn`); the same one again changes nothing.
 * A command that is not of this machine is passed over: nobody speaks for another.
 */
export async function takeCommandResult(
  tx: Tx,
  { deviceId, nowMs }: { readonly deviceId: string; readonly nowMs: number },
  { id, number, state, code, detail, begunAt, endedAt }: CommandResultBody,
): Promise<void> {
  const rows = await tx<{ kiosk: string }[]>`
    update command c set state = ${state}, code = ${code}, detail = ${detail}, begun_at = ${begunAt}, ended_at = ${endedAt},
      ended_ms = ${nowMs}, accepted_ms = coalesce(c.accepted_ms, ${nowMs})
    from device d
    where c.id = ${id} and c.device_id = ${deviceId} and c.number = ${number} and d.id = c.device_id
      and (c.state in ('offered', 'accepted', 'running') or c.code in ('neverHeard', 'noWord', 'withdrawn'))
    returning d.kiosk`;
  if (rows.length > 0)
    await tellConsole(
      tx,
      'commands',
      rows.map(({ kiosk }) => kiosk),
    );
}

/** What time alone ends, and what is old. For one instance, now and then. */
export async function tidyCommands({ sql, signals }: Pick<HubDeps, 'sql' | 'signals'>, nowMs: number): Promise<void> {
  const ended = await sql<{ kiosk: string }[]>`
    update command c set state = case when state = 'offered' then 'expired' else 'failed' end,
      code = case when state = 'offered' then 'neverHeard' else 'noWord' end, ended_ms = ${nowMs}
    from device d
    where d.id = c.device_id and ((c.state = 'offered' and c.expires_ms <= ${nowMs})
      or (c.state in ('accepted', 'running') and c.expires_ms <= ${nowMs - wordWithinMs}))
    returning d.kiosk`;
  await sql`delete from machine_watch where until_ms <= ${nowMs}`;
  // Never the newest of a machine: numbers go on from it.
  await sql`
    delete from command c where c.made_ms < ${nowMs - keptMs} and c.state not in ('offered', 'accepted', 'running')
      and c.number < (select max(k.number) from command k where k.device_id = c.device_id)`;
  await sql`
    delete from command_send s where s.made_ms < ${nowMs - keptMs} and not exists (select 1 from command c where c.send_id = s.id)`;
  if (ended.length === 0) return;
  await tellConsole(
    { signals },
    'commands',
    ended.map(({ kiosk }) => kiosk),
  );
}
