import { randomBytes } from 'node:crypto';
import type { Actor } from '../../contract/accounts.ts';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { type CommandFault, type CommandRequest, maxOpenCommands } from '../../contract/console/commands.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { auditAct } from '../audit/audit.ts';
import { tellConsole } from '../console/tell.ts';
import { jsonText } from '../database/json-text.ts';
import { type Sql, transaction } from '../database/pool.ts';

const minuteMs = 60_000;
const defaultMinutes = 60;

export interface Sent {
  readonly sendId: string;
  readonly expiresMs: number;
  readonly kiosks: readonly string[];
  /** False: this order was given before under the same id, and nothing was sent again. */
  readonly isNew: boolean;
}

/**
 * Makes one command for each machine, for all of them or for none. Numbers of a machine are given out in the order in which orders are stored; they begin
 * with the time, so that a hub that was restored from an older backup goes on above what machines have seen.
 */
export async function sendCommands(
  sql: Sql,
  request: CommandRequest,
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<Result<Sent, { readonly fault: CommandFault; readonly detail: string }>> {
  const { kiosks, act, reason, isDryRun = false, whenBusy = 'wait', minutes = defaultMinutes } = request;
  const sendId = request.sendId ?? uuid7(nowMs, randomBytes(10));
  const expiresMs = nowMs + minutes * minuteMs;
  const order = { kiosks: [...kiosks].sort(), act, reason, isDryRun, whenBusy, minutes, by: actor.id };
  const asked = sha256Of(canonicalJson(order));
  return await transaction(sql, async (tx) => {
    const made = await tx`
      insert into command_send (id, act, is_dry_run, when_busy, reason, actor_id, actor_name, asked, made_ms, expires_ms)
      values (${sendId}, ${jsonText(act)}::text::jsonb, ${isDryRun}, ${whenBusy}, ${reason}, ${actor.id}, ${actor.name}, ${asked}, ${nowMs}, ${expiresMs})
      on conflict (id) do nothing returning id`;
    if (made.length === 0) {
      const [before] = await tx<{ asked: string; expires_ms: string }[]>`
        select asked, expires_ms from command_send where id = ${sendId}`;
      if (before?.asked !== asked) return err({ fault: 'otherOrder', detail: 'sendId: another order has this id' });
      return ok({ sendId, expiresMs: Number(before.expires_ms), kiosks, isNew: false });
    }
    // In one order, so that two operators at once do not wait for each other for ever; locked, so that each number is given out once.
    const devices = await tx<{ id: string; kiosk: string }[]>`
      select id, kiosk from device where kiosk = any(${[...kiosks]}::text[]) order by id for update`;
    const known = new Set(devices.map(({ kiosk }) => kiosk));
    const missing = kiosks.find((kiosk) => !known.has(kiosk));
    const ids = devices.map(({ id }) => id);
    const full = await tx<{ kiosk: string }[]>`
      select d.kiosk from command c join device d on d.id = c.device_id
      where c.device_id = any(${ids}::text[]) and c.state in ('offered', 'accepted', 'running')
      group by d.kiosk having count(*) >= ${maxOpenCommands} limit 1`;
    const fault =
      missing !== undefined
        ? ({ fault: 'unknownKiosk', detail: `kiosks: no machine ${missing}` } as const)
        : full[0] !== undefined
          ? ({ fault: 'tooManyOpen', detail: `kiosks: ${full[0].kiosk} has ${maxOpenCommands} open commands` } as const)
          : null;
    if (fault !== null) {
      // Nothing else has been written: the order goes again, so that its id may be used once more.
      await tx`delete from command_send where id = ${sendId}`;
      return err(fault);
    }
    await tx`
      insert into command (id, send_id, device_id, number, state, made_ms, expires_ms)
      select c.id::uuid, ${sendId}, c.device_id,
        greatest((select max(k.number) from command k where k.device_id = c.device_id) + 1, ${nowMs}::bigint), 'offered', ${nowMs}, ${expiresMs}
      from unnest(${ids.map(() => uuid7(nowMs, randomBytes(10)))}::text[], ${ids}::text[]) as c(id, device_id)`;
    await tellConsole(tx, 'commands', kiosks);
    await auditAct(tx, {
      ...{ actor, nowMs, act: 'command.sent', subject: `command:${sendId}` },
      detail: { kind: act.kind, machines: devices.length, isDryRun, reason, kiosks: kiosks.slice(0, 20).join(' ') },
    });
    return ok({ sendId, expiresMs, kiosks, isNew: true });
  });
}

/** Takes back what no machine has yet. @returns how many */
export async function withdrawCommands(
  sql: Sql,
  sendId: string,
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<number> {
  return await transaction(sql, async (tx) => {
    // Handed out perhaps, and not acknowledged yet: then the machine's own word comes later and counts (command-results.ts).
    const rows = await tx<{ kiosk: string }[]>`
      update command c set state = 'expired', code = 'withdrawn', ended_ms = ${nowMs} from device d
      where c.send_id = ${sendId} and c.state = 'offered' and d.id = c.device_id returning d.kiosk`;
    if (rows.length === 0) return 0;
    await tellConsole(
      tx,
      'commands',
      rows.map(({ kiosk }) => kiosk),
    );
    await auditAct(tx, {
      ...{ actor, nowMs, act: 'command.withdrawn', subject: `command:${sendId}` },
      detail: { machines: rows.length },
    });
    return rows.length;
  });
}
