import {
  EnrolmentsReply,
  type KeyEvent,
  enrolmentsAtMost as listed,
  type WaitingMachine,
} from '../../contract/console/enrolments.ts';
import { permit } from '../accounts/permit.ts';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime } from '../http.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { codeLifeMs, triesPerCode } from './store.ts';

const dayMs = 86_400_000;

/** Who waits to be enrolled, and what became of keys. */
export function enrolmentConsoleRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/console/enrolments',
    { onRequest: permit(deps, 'fleet.read'), schema: { response: { 200: EnrolmentsReply, ...failures } } },
    async () => {
      const nowMs = Math.round(deps.clock.wallMs());
      const [counts] = await deps.sql<{ without_key: number; wrong: number }[]>`
        select (select count(*) from enrolment_wrong_try where at_ms > ${nowMs - codeLifeMs})::int as wrong,
          (select count(*) from device d where not ${hasKeyInForce(deps.sql, nowMs, deps.sql`d.id`)})::int as without_key`;
      return {
        waiting: [...(await waitingMachines(deps.sql, nowMs))],
        keys: [...(await keyEvents(deps.sql))],
        withoutKey: counts?.without_key ?? 0,
        wrongCodes: counts?.wrong ?? 0,
      };
    },
  );
}

/** Of the last day and not enrolled; of each key the newest alone. */
async function waitingMachines(sql: Sql, nowMs: number): Promise<readonly WaitingMachine[]> {
  const rows = await sql<
    { id: string; model: string; version: string; created_ms: string; expires_ms: string; wrong_tries: number }[]
  >`
    select * from (
      select distinct on (e.public_key) e.id, e.model, e.version, e.created_ms, e.expires_ms, e.wrong_tries, e.device_id
      from enrolment e where e.created_ms > ${nowMs - dayMs} order by e.public_key, e.created_ms desc, e.id) newest
    where device_id is null order by created_ms desc, id limit ${listed}`;
  return rows.map((row) => ({
    ...{ id: row.id, model: row.model, version: row.version },
    ...{ askedAt: isoTime(Number(row.created_ms)), expiresAt: isoTime(Number(row.expires_ms)) },
    state:
      Number(row.expires_ms) <= nowMs ? ('expired' as const) : row.wrong_tries >= triesPerCode ? 'locked' : 'waiting',
  }));
}

async function keyEvents(sql: Sql): Promise<readonly KeyEvent[]> {
  const rows = await sql<
    {
      kiosk: string;
      place: string;
      model: string;
      at_ms: string;
      what: KeyEvent['what'];
      key: string;
      reason: string;
    }[]
  >`
    select d.kiosk, d.place, d.model, e.at_ms, e.what, left(e.public_key, 8) as key, e.reason from (
      (select device_id, public_key, created_ms as at_ms, 'entered' as what, '' as reason from device_key order by created_ms desc limit ${listed})
      union all
      (select device_id, public_key, revoked_ms, 'revoked', coalesce(revoked_reason, '') from device_key
        where revoked_ms is not null order by revoked_ms desc limit ${listed})
    ) e join device d on d.id = e.device_id order by e.at_ms desc, d.kiosk, e.what limit ${listed}`;
  return rows.map(({ at_ms, ...row }) => ({ ...row, at: isoTime(Number(at_ms)) }));
}
