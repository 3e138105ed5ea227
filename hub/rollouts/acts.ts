import type { Actor } from '../../contract/accounts.ts';
import type { RolloutAct, RolloutReply, RolloutState } from '../../contract/console/rollouts.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { secondPerson } from '../accounts/two-persons.ts';
import { auditAct } from '../audit/audit.ts';
import { tellConsole } from '../console/tell.ts';
import { jsonText } from '../database/json-text.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { notify } from '../signals.ts';
import { tallyOf } from './decide.ts';
import { rolloutHint } from './hint.ts';
import { lockRollout, noteDecision, type RolloutRow, ringRows, setState } from './rollout-store.ts';
import { afterHalt, revertAll } from './round.ts';
import { lockStarts, type Refusal } from './start.ts';
import { viewOf } from './view.ts';

interface Person {
  readonly actor: Actor;
  readonly reason: string | null;
  readonly nowMs: number;
}

/** States in which each act makes sense. */
const allowed: Readonly<Record<RolloutAct, readonly RolloutState[]>> = {
  pause: ['running'],
  resume: ['paused', 'halted'],
  halt: ['running', 'paused'],
  revert: ['running', 'paused', 'halted', 'finished'],
  withdraw: ['proposed'],
};

const codes = {
  pause: 'paused',
  resume: 'resumed',
  halt: 'halted',
  revert: 'reverted',
  withdraw: 'withdrawn',
} as const;

/** What a person does to a roll-out; what follows from it is done at once, in the same transaction. */
export async function actOnRollout(
  sql: Sql,
  id: number,
  act: RolloutAct,
  person: Person & { readonly ifHalt?: number | null | undefined },
): Promise<Result<RolloutReply, Refusal>> {
  return await inRollout(sql, id, `rollout.${codes[act]}`, person, async (tx, rollout) => {
    const { nowMs } = person;
    if (!allowed[act].includes(rollout.state)) return err(wrongState(rollout, act));
    const by = { name: person.actor.name, reason: person.reason };
    const note = () => noteDecision(tx, id, { code: codes[act], ring: null, numbers: {} }, nowMs, by);
    if (act === 'revert') {
      await revertAll(tx, rollout, nowMs, by);
      return ok('reverted');
    }
    if (act === 'resume') {
      const refusal = (await haltedElse(tx, rollout, person.ifHalt)) ?? (await underWayElse(tx, rollout));
      if (refusal !== null) return err(refusal);
      if (rollout.state === 'halted') await excuse(tx, rollout, nowMs);
    }
    await note();
    const next = ({ pause: 'paused', resume: 'running', halt: 'halted', withdraw: 'superseded' } as const)[act];
    await setState(tx, id, next, nowMs);
    if (act === 'halt') await afterHalt(tx, rollout, nowMs);
    return ok(act === 'halt' && rollout.plan.onHalt === 'revert' ? 'reverted' : next);
  });
}

/** The second person lets it start; later on, whoever may approve opens the ring that waits. Never the one who started it. `ring`: what this person has looked at, null = the start. */
export async function approveRollout(
  sql: Sql,
  id: number,
  person: Person & { readonly ring: number | null },
): Promise<Result<RolloutReply, Refusal>> {
  return await inRollout(sql, id, 'rollout.approved', person, async (tx, rollout) => {
    const { actor, nowMs } = person;
    const second = secondPerson(rollout.starter, actor, 'rollout.approve');
    if (!second.ok)
      return err({
        code: 'forbidden',
        detail: second.error === 'samePerson' ? 'samePerson: whoever started it cannot approve it' : 'may not approve',
      });
    const by = { name: actor.name, reason: person.reason };
    if (rollout.state === 'proposed' && person.ring === null) {
      await noteDecision(tx, id, { code: 'approved', ring: null, numbers: {} }, nowMs, by);
      await supersede(tx, rollout, nowMs);
      await tx`update rollout set approver_name = ${actor.name}, started_ms = ${nowMs} where id = ${id}`;
      await setState(tx, id, 'running', nowMs);
      return ok('running');
    }
    const next = (await ringRows(tx, id)).find(({ openedMs }) => openedMs === null);
    const isWaiting = rollout.state === 'running' && next !== undefined && next.approver === null;
    if (!isWaiting || person.ring !== next.ring || rollout.plan.approvals?.includes(next.ring) !== true)
      return err(wrongState(rollout, 'approve'));
    await noteDecision(
      tx,
      id,
      { code: 'ringApproved', ring: next.ring, numbers: { machines: next.machines } },
      nowMs,
      by,
    );
    await tx`update rollout_ring set approver_name = ${actor.name} where rollout_id = ${id} and ring = ${next.ring}`;
    return ok(rollout.state);
  });
}

async function inRollout(
  sql: Sql,
  id: number,
  act: string,
  { actor, reason, nowMs }: Person,
  work: (tx: Tx, rollout: RolloutRow) => Promise<Result<RolloutState, Refusal>>,
): Promise<Result<RolloutReply, Refusal>> {
  return await transaction(sql, async (tx) => {
    const rollout = await lockRollout(tx, id);
    if (rollout === null) return err({ code: 'notFound' as const, detail: `no roll-out ${id}` });
    const done = await work(tx, rollout);
    if (!done.ok) return done;
    await tellConsole(tx, 'rollouts', [id]);
    await notify(tx, rolloutHint);
    const detail = {
      target: rollout.target,
      from: rollout.state,
      to: done.value,
      ...(reason === null ? {} : { reason }),
    };
    await auditAct(tx, { actor, act, subject: `rollout:${id}`, detail, nowMs });
    return ok({ id, state: done.value });
  });
}

const wrongState = ({ id, state }: RolloutRow, act: string): Refusal => ({
  code: 'badRequest',
  detail: `otherState: roll-out ${id} is ${state}, it cannot ${act} now`,
});

/** It was halted once more while somebody looked at the halt before: a resume would excuse what nobody has seen. */
async function haltedElse(tx: Tx, { id }: RolloutRow, seen: number | null | undefined): Promise<Refusal | null> {
  if (seen === undefined) return null;
  const [row] = await tx<{ newest: string | null }[]>`
    select max(id) as newest from rollout_decision where rollout_id = ${id} and code like 'halt%'`;
  const newest = row?.newest == null ? null : Number(row.newest);
  return newest === seen
    ? null
    : { code: 'badRequest', detail: `otherState: roll-out ${id} was halted once more (decision ${newest})` };
}

/** Another one of its kind may have begun while this one stood. */
async function underWayElse(tx: Tx, { id, kind }: RolloutRow): Promise<Refusal | null> {
  await lockStarts(tx);
  const [other] = await tx<{ id: string }[]>`
    select id from rollout where kind = ${kind} and id <> ${id} and state in ('proposed', 'running')`;
  return other === undefined
    ? null
    : { code: 'badRequest', detail: `otherUnderWay: roll-out ${other.id} of the same kind is on its way` };
}

/** Earlier ones of the kind that stood still, or whose late machines would still get the older release. */
async function supersede(tx: Tx, { id, kind }: RolloutRow, nowMs: number): Promise<void> {
  const rows = await tx<{ id: string }[]>`
    update rollout set state = 'superseded', changed_ms = ${nowMs}, waiting = null
    where kind = ${kind} and id <> ${id} and state in ('paused', 'halted', 'finished') returning id`;
  for (const row of rows)
    await noteDecision(tx, Number(row.id), { code: 'superseded', ring: null, numbers: { by: id } }, nowMs);
}

/** What is known now counts no more; what was taken back is offered again, and figures begin anew. */
async function excuse(tx: Tx, rollout: RolloutRow, nowMs: number): Promise<void> {
  const rings = await ringRows(tx, rollout.id);
  const view = await viewOf(tx, rollout, rings, new Map(), nowMs);
  for (const ring of view.rings) {
    const { finished, failures, lost } = tallyOf({ ...ring, excused: { finished: 0, failures: 0, lost: 0 } }, nowMs);
    await tx`update rollout_ring set excused = ${jsonText({ finished, failures, lost })}::text::jsonb, gate_ms = ${nowMs}
      where rollout_id = ${rollout.id} and ring = ${ring.ring} and opened_ms is not null`;
  }
  await tx`update rollout_machine set state = 'untouched', since_ms = ${nowMs}, counter = null, offered_ms = null, cause = null
    where rollout_id = ${rollout.id} and state = 'superseded' and cause = 'takenBack'`;
  await tx`delete from rollout_figure where rollout_id = ${rollout.id}`;
  await tx`update rollout_machine set hours = 0, completed = 0, prints = 0, prints_failed = 0, crashes = 0 where rollout_id = ${rollout.id} and hours > 0`;
}
