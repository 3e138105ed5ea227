import { Type } from 'typebox';
import { HeartbeatReply, HeartbeatRequest } from '../contract/hub-api.ts';
import { type CommandNews, commandNews, commandsOf } from './commands/open-commands.ts';
import type { HubDeps } from './deps.ts';
import { grouped } from './grouped.ts';
import { type App, failures, isoTime } from './http.ts';
import { handOver, keysOfMachine } from './keys/hand-over.ts';
import { type CurrentAssignment, currentAssignments } from './releases/assignments.ts';
import { bundlesOf, updateOf } from './releases/hand-out.ts';
import { noWork } from './services/work-orders/order-list.ts';
import { noteReports, reportedWork } from './services/work-orders/work-orders.ts';

/** What one machine said of itself. */
interface Beat {
  readonly deviceId: string;
  readonly beat: HeartbeatRequest;
}

/** What it is to be told. */
interface Told {
  readonly work: string;
  readonly assignments: readonly CurrentAssignment[];
  /** Null = this machine takes no commands. */
  readonly commands: CommandNews | null;
}

/** One row per machine, overwritten: losing a heartbeat costs nothing. Those of a quarter of a second are written together. */
export function heartbeatRoutes(app: App, deps: HubDeps): void {
  const note = grouped<Beat, Told>({
    run: (beats) => noteBeats(deps, beats),
    ...{ atMost: 2000, waitingAtMost: 50_000, atOnce: 1, key: ({ deviceId }) => deviceId },
    pause: { clock: deps.clock, ms: deps.heartbeatPauseMs, stop: deps.stop },
  });
  app.post(
    '/v1/devices/:deviceId/heartbeats',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }) }),
        body: HeartbeatRequest,
        response: { 200: HeartbeatReply, ...failures },
      },
    },
    async (request) => {
      const { work, assignments, commands } = await note({ deviceId: request.signer, beat: request.body });
      const machine = keysOfMachine(request.headers);
      const keys = handOver(deps.keys, machine);
      const { work: known, update, bundles } = request.body;
      const isNews = known !== undefined && known !== work;
      return {
        hubTime: isoTime(deps.clock.wallMs()),
        ...(isNews ? { work } : {}),
        ...(keys === undefined ? {} : { keys }),
        ...(update === undefined ? {} : updateOf(assignments, update, deps.keys.replyFor(machine.reply))),
        ...(bundles === undefined ? {} : bundlesOf(assignments, bundles, deps.keys.replyFor(machine.reply))),
        ...(commands === null ? {} : commandsOf(commands, deps.keys.replyFor(machine.reply))),
      };
    },
  );
}

async function noteBeats(deps: HubDeps, beats: readonly Beat[]): Promise<readonly Told[]> {
  const nowMs = Math.round(deps.clock.wallMs());
  const column = (pick: (beat: HeartbeatRequest) => string | number | null) =>
    beats.map(({ beat }) => pick(beat)?.toString() ?? null);
  await deps.sql`
    insert into heartbeat_latest as h (device_id, at_ms, version, boot_id, pending, dead, oldest_age_ms, durability, devices, told_counter)
    select device_id, ${nowMs}::bigint, version, boot_id, pending::int, dead::int, oldest_age_ms::bigint, durability, devices, told_counter::bigint
    from unnest(${beats.map(({ deviceId }) => deviceId)}::text[], ${column((beat) => beat.version)}::text[],
      ${column((beat) => beat.bootId)}::text[], ${column((beat) => int4(beat.outbox.pending))}::text[],
      ${column((beat) => int4(beat.outbox.dead))}::text[], ${column((beat) => int8(beat.outbox.oldestAgeMs))}::text[],
      ${column((beat) => beat.durability)}::text[], ${column((beat) => JSON.stringify(beat.devices))}::text[],
      ${column(toldCounter)}::text[])
      as b(device_id, version, boot_id, pending, dead, oldest_age_ms, durability, devices, told_counter)
    order by device_id
    on conflict (device_id) do update set at_ms = excluded.at_ms, version = excluded.version, boot_id = excluded.boot_id,
      pending = excluded.pending, dead = excluded.dead, oldest_age_ms = excluded.oldest_age_ms,
      durability = excluded.durability, devices = excluded.devices,
      told_counter = greatest(excluded.told_counter, h.told_counter),
      -- The last eight boots before this one; one that comes back is counted (watchMachines: two boots in turn are a clone).
      boots = case when h.boot_id = excluded.boot_id then h.boots
        else (array_append(array_remove(h.boots, h.boot_id), h.boot_id))[greatest(1, cardinality(h.boots) - 6):] end,
      boot_returns = case when h.boot_id = excluded.boot_id then h.boot_returns
        when excluded.boot_id = any(h.boots) then h.boot_returns + 1 else 0 end`;
  const reports = beats.map(({ deviceId, beat }) => ({ deviceId, work: reportedWork(beat) }));
  const revisions = await noteReports(deps.sql, reports, nowMs);
  const updated = beats
    .filter(({ beat }) => beat.update !== undefined || beat.bundles !== undefined)
    .map(({ deviceId }) => deviceId);
  const assignments = await currentAssignments(deps.sql, updated, nowMs);
  const held = beats.flatMap(({ deviceId, beat }) =>
    beat.commands === undefined ? [] : [{ deviceId, held: beat.commands }],
  );
  const commands = await commandNews(deps, held, nowMs);
  await deps.signals.send('console:');
  return beats.map(({ deviceId }) => ({
    work: revisions.get(deviceId) ?? noWork,
    assignments: assignments.get(deviceId) ?? [],
    commands: commands.get(deviceId) ?? null,
  }));
}

/** Which assignment it says it has; a number that no hub of ours would have given out counts for nothing. */
function toldCounter({ update, bundles = [] }: HeartbeatRequest): number | null {
  const counters = [update?.counter ?? 0, ...bundles.map(({ counter }) => counter)].filter(
    (one) => one < 1_000_000_000,
  );
  const highest = Math.max(0, ...counters);
  return highest === 0 ? null : highest;
}

/** Counts beyond what the column holds are shown as its largest. */
function int4(count: number): number {
  return Math.min(count, 2_147_483_647);
}

function int8(count: number | null): number | null {
  return count === null ? null : Math.min(count, Number.MAX_SAFE_INTEGER);
}
