import type { Actor } from '../../contract/accounts.ts';
import type { RolloutPreview, RolloutRequest } from '../../contract/console/rollouts.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { tellConsole } from '../console/tell.ts';
import { jsonText } from '../database/json-text.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { faultTexts } from '../releases/assignments.ts';
import { findManifest } from '../releases/repository.ts';
import { type Member, ringsOf, soakMsOf } from './rings.ts';
import { noteDecision } from './rollout-store.ts';

/** Why nothing was started or done; `detail` is for the person. */
export interface Refusal {
  readonly code: 'badRequest' | 'notFound' | 'forbidden';
  readonly detail: string;
}

interface Prepared {
  readonly sha256: string;
  readonly release: string;
  readonly kind: NonNullable<ReturnType<typeof readTargetName>>['kind'];
  readonly members: readonly Member[];
  readonly alreadyThere: number;
  readonly rings: ReadonlyMap<string, number>;
}

/** The release as the repository holds it, and who would get it in which ring. Nothing is stored. */
async function prepare(
  sql: Sql | Tx,
  request: RolloutRequest,
  { releasesDir, nowMs }: { readonly releasesDir: string; readonly nowMs: number },
): Promise<Result<Prepared, Refusal>> {
  const name = readTargetName(request.target);
  if (name === null) return err({ code: 'badRequest', detail: 'target: no name of a release' });
  const found = await findManifest(releasesDir, request.target, request.sha256 ?? null);
  if (!found.ok) return err({ code: 'notFound', detail: faultTexts[found.error] });
  const sha256 = found.value;
  const release = releaseIdOf(name.version, sha256);
  const { kiosks = null, districts = null, models = null, lab = [] } = request;
  const rows = await sql<{ id: string; kiosk: string; model: string; district: string; is_there: boolean }[]>`
    select d.id, d.kiosk, d.model, d.district, ${name.kind === 'application'} and h.release is not distinct from ${release} as is_there
    from device d left join heartbeat_latest h on h.device_id = d.id
    where (${kiosks}::text[] is null or d.kiosk = any(${kiosks}::text[])) and (${districts}::text[] is null or d.district = any(${districts}::text[]))
      and (${models}::text[] is null or d.model = any(${models}::text[]))
      and ${hasKeyInForce(sql, nowMs, sql`d.id`)}`;
  const unknown = [...(kiosks ?? []), ...lab].find((kiosk) => !rows.some((row) => row.kiosk === kiosk));
  if (unknown !== undefined)
    return err({
      code: 'notFound',
      detail: `${unknown}: no machine with a key in force, or not among those that were chosen`,
    });
  const inLab = new Set(lab);
  const members = rows
    .filter((row) => !row.is_there)
    .map(({ id, kiosk, model, district }) => ({ id, model, district, isLab: inLab.has(kiosk) }));
  const alreadyThere = rows.length - members.length;
  return ok({ sha256, release, kind: name.kind, members, alreadyThere, rings: ringsOf(release, members) });
}

/** Null = it may start. */
async function refusalOf(sql: Sql | Tx, prepared: Prepared, request: RolloutRequest): Promise<string | null> {
  if (prepared.members.length === 0)
    return 'nobody: no machine would get it: none was chosen, or all of them run it already';
  const window = request.freezes?.find(({ from, until }) => from > until);
  if (window !== undefined) return `freezes: ${window.from} is after ${window.until}`;
  const [other] = await sql<{ id: string; target: string; state: string }[]>`
    select id, target, state from rollout where kind = ${prepared.kind} and state in ('proposed', 'running')`;
  if (other === undefined) return null;
  return `otherUnderWay: roll-out ${other.id} (${other.target}) is ${other.state}: end it first (pause, halt or withdraw), one of a kind is on its way at a time`;
}

/** What a roll-out with these settings would do, without beginning it. Refusals: as when it is started. */
export async function previewRollout(
  sql: Sql,
  request: RolloutRequest,
  given: { readonly releasesDir: string; readonly nowMs: number },
): Promise<Result<RolloutPreview, Refusal>> {
  const prepared = await prepare(sql, request, given);
  if (!prepared.ok) return prepared;
  const { sha256, release, members, alreadyThere, rings } = prepared.value;
  const byRing = Map.groupBy(members, ({ id }) => rings.get(id) ?? 0);
  return ok({
    ...{ sha256, release, machines: members.length, alreadyThere },
    rings: [...byRing]
      .sort(([a], [b]) => a - b)
      .map(([ring, machines]) => ({
        ...{ ring, machines: machines.length, soakMs: soakMsOf(ring) },
        models: new Set(machines.map(({ model }) => model)).size,
        districts: new Set(machines.map(({ district }) => district)).size,
      })),
    refusal: await refusalOf(sql, prepared.value, request),
  });
}

/** Two who start one at once, or start one while another is resumed: the second sees the first. */
export async function lockStarts(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(7149100, hashtext('rollout.start'))`;
}

/** Stores a roll-out that waits for its second person; membership of rings is fixed here. */
export async function proposeRollout(
  sql: Sql,
  request: RolloutRequest,
  given: { readonly releasesDir: string; readonly nowMs: number; readonly actor: Actor },
): Promise<Result<{ readonly id: number; readonly state: 'proposed' }, Refusal>> {
  const { nowMs, actor } = given;
  return await transaction(sql, async (tx) => {
    await lockStarts(tx);
    const prepared = await prepare(tx, request, given);
    if (!prepared.ok) return prepared;
    const { sha256, release, kind, members, rings } = prepared.value;
    const refusal = await refusalOf(tx, prepared.value, request);
    if (refusal !== null) return err({ code: 'badRequest' as const, detail: refusal });
    const { target, sha256: _, kiosks: __, ...plan } = request;
    const [row] = await tx<{ id: string }[]>`
      insert into rollout (target, sha256, release, kind, state, plan, starter_kind, starter_id, starter_name, created_ms, changed_ms)
      values (${target}, ${sha256}, ${release}, ${kind}, 'proposed', ${jsonText(plan)}::text::jsonb, ${actor.kind}, ${actor.id}, ${actor.name}, ${nowMs}, ${nowMs})
      returning id`;
    const id = Number(row?.id);
    await tx`insert into rollout_machine (rollout_id, device_id, ring)
      select ${id}, device_id, ring from unnest(${members.map((one) => one.id)}::text[], ${members.map((one) => rings.get(one.id) ?? 0)}::int[]) as m(device_id, ring)`;
    await tx`insert into rollout_ring (rollout_id, ring, machines)
      select ${id}, ring, count(*) from rollout_machine where rollout_id = ${id} group by ring`;
    const numbers = { machines: members.length, rings: new Set(rings.values()).size };
    await noteDecision(tx, id, { code: 'proposed', ring: null, numbers }, nowMs, { name: actor.name, reason: null });
    await tellConsole(tx, 'rollouts', [id]);
    await auditAct(tx, {
      actor,
      act: 'rollout.proposed',
      subject: `rollout:${id}`,
      detail: { target, sha256, ...numbers },
      nowMs,
    });
    return ok({ id, state: 'proposed' as const });
  });
}
