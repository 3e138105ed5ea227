import { join } from 'node:path';
import { type Actor, roles } from '../../contract/accounts.ts';
import { approveRollout } from '../../hub/rollouts/acts.ts';
import { proposeRollout } from '../../hub/rollouts/start.ts';
import { sampleMachines } from '../../hub/supplies/sample-machines.ts';
import { makeTasks } from '../../hub/tasks/keeper-tasks.ts';
import type { HubFixture } from '../../hub/testing/hub-fixture.ts';
import { seedFleet } from '../../hub/testing/seed-fleet.ts';
import { putManifest } from '../support/put-manifest.ts';

/** The longest that a field of so many signs holds: wide characters, and one word that nowhere may break. */
const wide = (signs: number) => '广州市天河区冼村街道政务服务中心一楼大厅东侧自助服务区'.repeat(8).slice(0, signs);
const word = (signs: number) => 'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(8).slice(0, signs);

const whoever = (name: string): Actor => ({ kind: 'account', id: name, name, roles: ['releaseManager'] });

/** What nobody would write and every field takes: names and notes of the greatest length, in a fleet of this size. */
export async function fillToTheEdge(f: HubFixture, machines: number, messages: number): Promise<{ rollout: number }> {
  const { sql } = f;
  const nowMs = Math.round(f.clock.wallMs());
  await seedFleet(sql, { machines, messages, nowMs });
  await sql`update device set place = case when right(kiosk, 1) < '5' then ${wide(100)}::text else ${word(100)}::text end,
    model = case when right(kiosk, 1) in ('0', '7') then ${word(64)}::text else model end`;
  await sql`update heartbeat_latest set version = ${word(32)}::text where device_id in (select id from device where right(kiosk, 1) = '7')`;
  await sql`
    insert into alert (code, subject, device_id, kiosk, place, district, severity, numbers, since_ms, opened_ms, acknowledged_ms, acknowledged_by, acknowledged_note)
    select (array['unknownAct', 'paperOut', 'crashLoop', 'offline', 'tamper'])[1 + n % 5], case when n % 5 < 2 then 'receiptPrinter.paper' else '' end, id, kiosk, place, district,
      (array['limit', 'limit', 'stop', 'limit', 'stop'])[1 + n % 5], '{"value": 123456789}', ${nowMs - 86_400_000}::bigint, ${nowMs - 80_000_000}::bigint,
      case when n % 2 = 0 then ${nowMs}::bigint end, case when n % 2 = 0 then ${wide(64)}::text end, case when n % 2 = 0 then ${word(200)}::text end
    from (select *, row_number() over (order by kiosk) as n from device) d where n <= ${Math.min(machines, 2000)} on conflict do nothing`;
  await sql`
    insert into alert_mute (kiosk, place, code, until_ms, reason, by_name, made_ms)
    select case when n % 2 = 0 then 'XA0000' end, ${wide(100)}::text, null, ${nowMs + 86_400_000}::bigint, case when n % 2 = 0 then ${wide(200)}::text else ${word(200)}::text end, ${word(64)}::text, ${nowMs}::bigint
    from generate_series(1, 3) n`;
  await sql`
    insert into custody_report (message_id, device_id, device, act_id, act_kind, act_outcome, act_is_late, custody_id, state, receipt_no, noted_ms)
    select gen_random_uuid(), id, ${word(64)}::text, 'act-' || n, ${word(16)}::text, 'indeterminate', false, 'item', ${word(24)}::text, ${word(32)}::text, ${nowMs}::bigint
    from device, generate_series(1, 3) n where kiosk = 'XA0000'`;
  await sql`insert into act_seen (device_id, act_id, what, note, by_name, at_ms)
    select id, 'act-' || n, 'inside', case when n = 1 then ${wide(200)}::text else ${word(200)}::text end, ${wide(64)}::text, ${nowMs}::bigint
    from device, generate_series(1, 2) n where kiosk = 'XA0000'`;
  await sql`
    insert into maintenance_order (device_id, kind, receipt_no, opened_ms, note)
    select id, 'asked:' || ${word(32)}::text, null, ${nowMs}::bigint, ${wide(200)}::text from device where right(kiosk, 1) = '3' on conflict do nothing`;
  await sql`
    insert into account (id, account, name, roles, created_ms, totp_sealed)
    select 'edge-' || n, ${word(24).toLowerCase()}::text || n, case when n % 2 = 0 then ${wide(64)}::text else ${word(64)}::text end, ${[...roles]}::text[], ${nowMs}::bigint, '' from generate_series(1, 4) n`;
  for (const text of [wide(200), word(200)])
    await sql`
      with sent as (
        insert into command_send (id, act, is_dry_run, when_busy, reason, actor_id, actor_name, asked, made_ms, expires_ms)
        values (gen_random_uuid(), '{"kind": "selfTest"}', false, 'wait', ${text}::text, 'a', ${wide(64)}::text, '', ${nowMs}::bigint, ${nowMs + 3_600_000}::bigint) returning id)
      insert into command (id, send_id, device_id, number, state, code, detail, made_ms, expires_ms)
      select gen_random_uuid(), sent.id, d.id, ${nowMs + (text === word(200) ? 1 : 0)}::bigint, 'refused', 'notPossible', ${word(160)}::text, ${nowMs}::bigint, ${nowMs + 3_600_000}::bigint
      from sent, (select id from device order by kiosk limit 200) d`;
  await sampleMachines(f);
  await makeTasks(sql, nowMs);
  const version = `2026.12.1`;
  putManifest(f.dataDir, version, [{ path: 'app/main.cjs', sha256: 'a'.repeat(64), size: 48_300_000, mode: '0644' }]);
  const given = { releasesDir: join(f.dataDir, 'releases'), nowMs, actor: whoever(wide(64)) };
  const proposed = await proposeRollout(sql, { target: `app/${version}.json` }, given);
  if (!proposed.ok) throw new Error(proposed.error.detail);
  await approveRollout(sql, proposed.value.id, { actor: whoever(word(64)), reason: word(200), ring: null, nowMs });
  return { rollout: proposed.value.id };
}
