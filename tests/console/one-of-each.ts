import { join } from 'node:path';
import type { Actor } from '../../contract/accounts.ts';
import { auditAct } from '../../hub/audit/audit.ts';
import { transaction } from '../../hub/database/pool.ts';
import { approveRollout } from '../../hub/rollouts/acts.ts';
import { proposeRollout } from '../../hub/rollouts/start.ts';
import { sampleMachines } from '../../hub/supplies/sample-machines.ts';
import type { HubFixture } from '../../hub/testing/hub-fixture.ts';
import { putManifest } from '../support/put-manifest.ts';

const whoever = (name: string): Actor => ({ kind: 'account', id: name, name, roles: ['releaseManager'] });

/** One machine, and of everything that is listed exactly one: what a city has on its first day. Takes away what was there; `clearAll` takes this away. @returns the number of its roll-out */
export async function fillWithOne(f: HubFixture): Promise<number> {
  const { sql } = f;
  const nowMs = Math.round(f.clock.wallMs());
  await clearAll(f);
  await sql`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms) values ('one', 'XA0001', '示例政务服务站', '', 'stand', ${nowMs - 86_400_000})`;
  await sql`insert into device_key (public_key, device_id, created_ms) values ('key of one', 'one', 0)`;
  const devices = JSON.stringify([{ id: 'receiptPrinter', link: 'up', condition: 'ok', faults: [], low: ['paper'] }]);
  const facts = JSON.stringify({
    ...{ startedMs: nowMs - 60_000, sessions: { started: 1, completed: 1, abandoned: 0 }, touches: 1, isBusy: false },
    ...{ prints: { done: 1, failed: 1 }, crashes: 1, memory: { rssMiB: 310 }, temperature: 51, intake: 'open' },
    renderer: { frames: 1, isSoftware: false, restarts: 1 },
    ...{ certificateDays: 1, metadataAgeMs: 86_400_000, clock: { trust: 'trusted', offsetMs: 1 } },
    supplies: [{ id: 'paper', device: 'receiptPrinter', count: 1, state: 'low' }],
  });
  await sql`
    insert into heartbeat_latest (device_id, at_ms, version, boot_id, pending, dead, oldest_age_ms, durability, devices, release, started_ms,
      reported, why, since_ms, boot_ms, version_ms, facts)
    values ('one', ${nowMs}, '1.0.0', 'boot', 1, 1, 20000000, 'ok', ${devices}, '2026.11.1-0123456789abcdef', ${nowMs - 60_000},
      'limited', 'low:receiptPrinter.paper', ${nowMs - 60_000}, ${nowMs}, ${nowMs}, ${facts}::text::jsonb)`;
  await sql`insert into device_cursor (device_id, store_epoch, ranges, up_to, gap_up_to, gap_since_ms) values ('one', 'epoch', '[[1,1],[3,3]]', 1, 1, ${nowMs - 60_000})`;
  await sql`insert into maintenance_order (device_id, kind, opened_ms) values ('one', 'low:receiptPrinter.paper', ${nowMs - 3_600_000})`;
  await sql`insert into maintenance_order (device_id, kind, opened_ms, closed_ms) values ('one', 'asked:scanner', ${nowMs - 7_200_000}, ${nowMs - 3_600_000})`;
  for (const resolvedMs of [null, nowMs - 60_000])
    await sql`
      insert into alert (code, subject, device_id, kiosk, place, district, severity, numbers, since_ms, opened_ms, resolved_ms)
      values ('deadLetter', '', 'one', 'XA0001', '示例政务服务站', 'XA', 'limit', '{"value": 1}', ${nowMs - 90_000}::bigint, ${nowMs - 80_000}::bigint, ${resolvedMs})`;
  await sql`insert into alert_mute (kiosk, place, code, until_ms, reason, by_name, made_ms) values ('XA0001', null, null, ${nowMs + 3_600_000}, '维修', '李敏', ${nowMs})`;
  await sql`insert into keeper_task (device_id, kind, subject, kiosk, place, district, since_ms, due_ms) values ('one', 'takeOut', 'idCard', 'XA0001', '示例政务服务站', 'XA', ${nowMs}, ${nowMs + 3_600_000})`;
  await sql`insert into state_sample (at_ms, district, state, machines) values (${nowMs - 300_000}, 'XA', 'limited', 1)`;
  const day = new Date(nowMs + 28_800_000).toISOString().slice(0, 10);
  for (const [measure, value] of [
    ['ended', 'completed'],
    ['seconds', '20'],
    ['touches', '9'],
    ['pages', '1'],
    ['papers', '1'],
  ] as const)
    await sql`insert into visit_sum (day, district, item_id, measure, value, visits) values (${day}, 'XA', 'ss.card.loss', ${measure}, ${value}, 1)`;
  await sql`
    insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, received_ms, state)
    values (gen_random_uuid(), 'one', 'epoch', 1, 0, 'case.submit', 'o', 'XA0001-1', 'ss.card.loss', 'intl-1', 'k', '\\x00', '\\x0011', '\\x00', ${nowMs}, 'b', 0, ${nowMs}, 'applied')`;
  await sql`insert into case_file (receipt_no, message_id, device_id, item_id, state, delivered_ms, settled_ms)
    select receipt_no, id, device_id, item_id, 'done', received_ms, received_ms from ingest where device_id = 'one'`;
  await sql`insert into rating (receipt_no, level, reasons, reasons_version, at_ms, source) values ('XA0001-1', 1, '["slow"]', 1, ${nowMs}, 'person')`;
  await sql`
    with sent as (
      insert into command_send (id, act, is_dry_run, when_busy, reason, actor_id, actor_name, asked, made_ms, expires_ms)
      values (gen_random_uuid(), '{"kind": "selfTest"}', false, 'wait', '试', 'a', '李敏', '', ${nowMs}, ${nowMs + 3_600_000}) returning id)
    insert into command (id, send_id, device_id, number, state, made_ms, expires_ms) select gen_random_uuid(), id, 'one', 1, 'offered', ${nowMs}, ${nowMs + 3_600_000} from sent`;
  await sql`insert into enrolment_wrong_try (at_ms) values (${nowMs})`;
  await sampleMachines(f);
  putManifest(f.dataDir, '2026.12.0', [{ path: 'app/main.cjs', sha256: 'a'.repeat(64), size: 1000, mode: '0644' }]);
  const given = { releasesDir: join(f.dataDir, 'releases'), nowMs, actor: whoever('李敏') };
  const proposed = await proposeRollout(sql, { target: 'app/2026.12.0.json' }, given);
  if (!proposed.ok) throw new Error(proposed.error.detail);
  await approveRollout(sql, proposed.value.id, { actor: whoever('吴强'), reason: '可以', ring: null, nowMs });
  await transaction(sql, (tx) =>
    auditAct(tx, { actor: whoever('李敏'), act: 'order.opened', subject: 'order:1', detail: {}, nowMs }),
  );
  return proposed.value.id;
}

/** Everything of machines, and what hangs on them. */
export async function clearAll({ sql }: Pick<HubFixture, 'sql'>): Promise<void> {
  await sql`truncate device, alert, alert_mute, keeper_task, state_sample, visit_sum, ingest, case_file, rating, command_send, enrolment_wrong_try, rollout, supply_latest, availability_day cascade`;
}
