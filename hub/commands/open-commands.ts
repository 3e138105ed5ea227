import { type HeldCommand, maxHeldCommands, type Pace } from '../../contract/heartbeat-facts.ts';
import type { HeartbeatReply } from '../../contract/hub-api.ts';
import { type BusyRule, type RemoteAct, type RemoteCommand, signCommand } from '../../contract/remote-command.ts';
import { tellConsole } from '../console/tell.ts';
import type { HubDeps } from '../deps.ts';
import { isoTime } from '../http.ts';
import type { HubReplyKey } from '../keys/hub-keys.ts';

/** A command that a machine is to be told of. */
export interface OpenCommand {
  readonly deviceId: string;
  readonly id: string;
  readonly number: number;
  readonly act: RemoteAct;
  readonly isDryRun: boolean;
  readonly whenBusy: BusyRule;
  readonly expiresMs: number;
}

/** What the reply to a heartbeat says of commands; null = this machine takes none. */
export interface CommandNews {
  readonly pace: Pace;
  readonly offered: readonly OpenCommand[];
}

/** What a machine says that it holds. */
export interface HeldBy {
  readonly deviceId: string;
  readonly held: readonly HeldCommand[];
}

interface OpenRow {
  readonly id: string;
  readonly device_id: string;
  readonly number: string;
  readonly state: string;
  readonly expires_ms: string;
  readonly act: RemoteAct;
  readonly is_dry_run: boolean;
  readonly when_busy: BusyRule;
}

/** With one step for many machines: what they say they have is noted, and what each is to be told is found. Two statements for a fleet that nobody commands. */
export async function commandNews(
  deps: Pick<HubDeps, 'sql' | 'signals'>,
  machines: readonly HeldBy[],
  nowMs: number,
): Promise<ReadonlyMap<string, CommandNews>> {
  if (machines.length === 0) return new Map();
  const ids = machines.map(({ deviceId }) => deviceId);
  const [rows, watched] = await Promise.all([
    deps.sql<OpenRow[]>`
      select c.id, c.device_id, c.number, c.state, c.expires_ms, s.act, s.is_dry_run, s.when_busy
      from command c join command_send s on s.id = c.send_id
      where c.state in ('offered', 'accepted', 'running') and c.device_id = any(${ids}::text[]) order by c.number`,
    deps.sql<{ device_id: string }[]>`
      select device_id from machine_watch where until_ms > ${nowMs} and device_id = any(${ids}::text[])`,
  ]);
  const watching = new Set(watched.map(({ device_id }) => device_id));
  const open = Map.groupBy(rows, (row) => row.device_id);
  const steps: { readonly id: string; readonly to: string; readonly deviceId: string }[] = [];
  const news = new Map<string, CommandNews>();
  for (const { deviceId, held } of machines) {
    const states = new Map(held.map(({ id, state }) => [id, state]));
    const own = open.get(deviceId) ?? [];
    for (const { id, state } of own) {
      const told = stepOf(state, states.get(id));
      if (told !== null) steps.push({ id, to: told, deviceId });
    }
    news.set(deviceId, {
      pace: watching.has(deviceId) ? 'watched' : 'usual',
      offered: own
        .filter(({ id, expires_ms }) => !states.has(id) && Number(expires_ms) > nowMs)
        .map((row) => toOpen(row)),
    });
  }
  await noteSteps(deps, steps, nowMs);
  return news;
}

/**
 * What a heartbeat's word changes: that the machine has it, and that it has begun. An end comes with its result through the queue and not from here; until then a command that has ended there is `running`.
 */
function stepOf(state: string, word: HeldCommand['state'] | undefined): 'accepted' | 'running' | null {
  if (word === undefined) return null;
  if (word === 'accepted') return state === 'offered' ? 'accepted' : null;
  if (word === 'refused' || word === 'expired') return state === 'offered' ? 'accepted' : null;
  return state === 'running' ? null : 'running';
}

async function noteSteps(
  { sql, signals }: Pick<HubDeps, 'sql' | 'signals'>,
  steps: readonly { readonly id: string; readonly to: string; readonly deviceId: string }[],
  nowMs: number,
): Promise<void> {
  if (steps.length === 0) return;
  // Only forward: an older heartbeat, or one that another instance has just taken, changes nothing.
  await sql`
    update command c set state = s.step, accepted_ms = coalesce(c.accepted_ms, ${nowMs}) from
      unnest(${steps.map(({ id }) => id)}::text[], ${steps.map(({ to }) => to)}::text[]) as s(id, step)
    where c.id = s.id::uuid and (c.state = 'offered' or (c.state = 'accepted' and s.step = 'running'))`;
  const kiosks = await sql<{ kiosk: string }[]>`
    select kiosk from device where id = any(${steps.map(({ deviceId }) => deviceId)}::text[])`;
  await tellConsole(
    { signals },
    'commands',
    kiosks.map(({ kiosk }) => kiosk),
  );
}

function toOpen(row: OpenRow): OpenCommand {
  return {
    ...{ deviceId: row.device_id, id: row.id, number: Number(row.number), act: row.act },
    ...{ isDryRun: row.is_dry_run, whenBusy: row.when_busy, expiresMs: Number(row.expires_ms) },
  };
}

/** A heartbeat that had to wait so long stands at a hub that has its hands full: the machine gives up at 5 s, milliseconds. */
export const lateMs = 2_000;

/** Each machine is judged by its own wait: no instance needs to know of another. Whoever is watched stays so. Pure. @param tookMs what this heartbeat took */
export const paceAfter = (pace: Pace, tookMs: number): Pace =>
  pace === 'usual' && tookMs > lateMs ? 'degraded' : pace;

/** What the reply says of commands, signed with the key of this reply, which the machine knows. */
export function commandsOf(
  { pace: asked, offered }: CommandNews,
  key: Pick<HubReplyKey, 'kid' | 'key'>,
  tookMs: number,
): Pick<HeartbeatReply, 'pace' | 'commands'> {
  const pace = paceAfter(asked, tookMs);
  return {
    ...(pace === 'usual' ? {} : { pace }),
    ...(offered.length === 0
      ? {}
      : { commands: offered.slice(0, maxHeldCommands).map((one) => signedCommand(one, key)) }),
  };
}

function signedCommand(
  { deviceId: device, id, number, act, isDryRun, whenBusy, expiresMs }: OpenCommand,
  key: Pick<HubReplyKey, 'kid' | 'key'>,
): string {
  const command: RemoteCommand = {
    ...{ format: 'yitiji-command/1', id, device, number, act, isDryRun, whenBusy },
    expiresAt: isoTime(expiresMs),
  };
  return signCommand(command, key);
}
