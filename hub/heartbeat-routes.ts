import { Type } from 'typebox';
import { HeartbeatReply, HeartbeatRequest } from '../contract/hub-api.ts';
import type { HubDeps } from './deps.ts';
import { type App, failures, isoTime } from './http.ts';
import { noteFaults, noteIntake, noteSupplies } from './services/work-orders/work-orders.ts';

/** One row per machine, overwritten: losing a heartbeat costs nothing. */
export function heartbeatRoutes(app: App, deps: HubDeps): void {
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
      const beat = request.body;
      const nowMs = Math.round(deps.clock.wallMs());
      await deps.sql`
        insert into heartbeat_latest as h (device_id, at_ms, version, boot_id, pending, dead, oldest_age_ms, durability, devices)
        values (${request.signer}, ${nowMs}, ${beat.version}, ${beat.bootId}, ${int4(beat.outbox.pending)}, ${int4(beat.outbox.dead)},
          ${beat.outbox.oldestAgeMs === null ? null : Math.min(beat.outbox.oldestAgeMs, Number.MAX_SAFE_INTEGER)},
          ${beat.durability}, ${JSON.stringify(beat.devices)})
        on conflict (device_id) do update set at_ms = excluded.at_ms, version = excluded.version, boot_id = excluded.boot_id,
          pending = excluded.pending, dead = excluded.dead, oldest_age_ms = excluded.oldest_age_ms,
          durability = excluded.durability, devices = excluded.devices,
          -- The last eight boots before this one; one that comes back is counted (watchMachines: two boots in turn are a clone).
          boots = case when h.boot_id = excluded.boot_id then h.boots
            else (array_append(array_remove(h.boots, h.boot_id), h.boot_id))[greatest(1, cardinality(h.boots) - 6):] end,
          boot_returns = case when h.boot_id = excluded.boot_id then h.boot_returns
            when excluded.boot_id = any(h.boots) then h.boot_returns + 1 else 0 end`;
      await noteSupplies(deps.sql, request.signer, beat.devices, nowMs);
      await noteIntake(deps.sql, request.signer, beat.intake, nowMs);
      await noteFaults(deps.sql, request.signer, beat.devices, nowMs);
      await deps.signals.send('console:');
      return { hubTime: isoTime(nowMs) };
    },
  );
}

/** Counts beyond what the column holds are shown as its largest. */
function int4(count: number): number {
  return Math.min(count, 2_147_483_647);
}
