import { randomUUID } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import { type DeviceError, deviceError, type Evidence, type Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import type { CardDispenser, CardPosition, MotionDone } from '../../drivers/card-dispenser/card-dispenser.ts';
import type { NewCustody } from '../store/ledger.ts';
import type { ActChanges, MotionKind, MotionRow, SettledBy, Store } from '../store/store.ts';
import type { CustodyEvent, CustodyState } from './custody.ts';
import { type CardPlace, consequences, type MotionEnd, placeOf } from './motion-consequences.ts';
import { isJournalledAsSent, withSentHook } from './sent-hook.ts';

/** What every motion of a card needs. */
export interface CardDeps {
  readonly dispenser: CardDispenser;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MotionRequest {
  readonly motion: MotionKind;
  /** Record of the card that moves; null only for `recover`. */
  readonly custodyId: string | null;
  readonly session: string | null;
  /** `feed`: the record to open together with the act. */
  readonly opens?: NewCustody;
  /** Where it was seen last, if nobody was blind since; see `MotionEnd.lastSeen`. */
  readonly lastSeen: CardPosition | null;
  /** Milliseconds to wait for the device; default of the facade. */
  readonly queueMs?: number;
  /** Honoured until the first byte leaves. */
  readonly signal?: AbortSignal;
  /** Asked before the journal is written, and again right before the first byte, which may be much later; an error means that the claim is gone and nothing may move. */
  readonly mayAct?: () => DeviceError | null;
}

export interface MotionSettled {
  readonly actId: string;
  readonly outcome: Outcome;
  /** Where the card is, as far as this motion knows. */
  readonly place: CardPlace;
  /** State of the record afterwards; null = no record. */
  readonly state: CustodyState | null;
  readonly fault: DeviceError | null;
}

/**
 * One motion as a journalled act: `intended` with the record, `sent` before the first byte, outcome with record, counts and message afterwards, each durable
 * before the next thing happens. Nothing is repeated here, whatever the outcome.
 * When the journal cannot be written before the motion, nothing moves (E_INTERNAL, `notStarted`); when it cannot be written after it, the fault is
 * E_INTERNAL, the act stays `sent`, and whoever settles the device finds it there.
 */
export async function motionAct(request: MotionRequest, deps: CardDeps): Promise<MotionSettled> {
  const { dispenser, store, log } = deps;
  const { motion, custodyId } = request;
  const actId = randomUUID();
  const refused = request.mayAct?.() ?? null;
  if (refused !== null) return { ...nothing(actId, store, custodyId), fault: refused };
  const act = { id: actId, kind: motion, deviceId: dispenser.id, custodyId, session: request.session };
  const intended = store.acts.intend(act, request.opens);
  if (!intended.ok)
    return { ...nothing(actId, store, custodyId), fault: internal(dispenser, actId, intended.error.code) };
  log('act.dispense.intended', { actId, deviceId: dispenser.id, kind: motion });
  const moved = await move(request, actId, deps);
  const fault = moved.result.ok ? null : moved.result.error;
  const end: MotionEnd = {
    motion,
    outcome: moved.result.ok ? 'done' : moved.result.error.outcome,
    place: moved.result.ok ? moved.result.value.position : placeOf(moved.result.error.mediaAt),
    state: stateOf(store, custodyId),
    isGone: fault !== null && fault.code === 'E_NO_MEDIA' && fault.mediaAt === 'none',
    wasSent: moved.wasSent,
    lastSeen: request.lastSeen,
  };
  const after = moved.result.ok ? moved.result.value.after : evidenceOf(deps.clock, end.place, fault?.code);
  const journalled = await settleMotion({ ...act }, end, after, 'reply', deps);
  return {
    actId,
    outcome: end.outcome,
    place: end.place,
    state: stateOf(store, custodyId),
    fault: journalled ? fault : internal(dispenser, actId, 'journal', end.outcome),
  };
}

/**
 * Clears up a motion whose end nobody knows, from the evidence before it and the sensors now; moves nothing. Needs a link.
 * @returns what is known now; `indeterminate` when the sensors cannot tell either
 */
export async function resolveMotion(act: MotionRow, deps: CardDeps): Promise<{ outcome: Outcome; place: CardPlace }> {
  const { dispenser, store, clock, log } = deps;
  const state = stateOf(store, act.custodyId);
  const at = { motion: act.kind, state, isGone: false, wasSent: false, lastSeen: null } as const;
  if (act.state === 'intended') {
    await settleMotion(act, { ...at, outcome: 'notStarted', place: 'unknown' }, null, 'reconcile', deps);
    return { outcome: 'notStarted', place: 'unknown' };
  }
  const verdict =
    act.kind === 'recover' || act.evidenceBefore === null
      ? { outcome: 'indeterminate' as const, position: dispenser.position(), evidence: null }
      : await dispenser.reconcile(act.kind, act.evidenceBefore);
  const { outcome, position } = verdict;
  const place = act.kind === 'capture' && outcome === 'done' ? 'bin' : position;
  // An unknown act that is still unknown was told to the hub already.
  if (act.state === 'unknown' && outcome === 'indeterminate') return { outcome, place };
  const after = verdict.evidence ?? evidenceOf(clock, place);
  // The counter of the bin proves that it was a hand.
  const isGone = after.values.row === 'takenByHand';
  const journalled = await settleMotion(
    act,
    { ...at, outcome, place, isGone, wasSent: isGone },
    after,
    'reconcile',
    deps,
  );
  if (journalled && act.state === 'unknown') {
    log('act.dispense.resolved', { actId: act.id, deviceId: act.deviceId, kind: act.kind, outcome, by: 'reconcile' });
  }
  return { outcome, place };
}

/** A change of the record that no act of ours made: what the sensors show. False = it could not be written. */
export async function recordSeen(
  custodyId: string,
  event: CustodyEvent,
  by: 'sensor' | 'reconcile',
  { dispenser, store, clock, log }: CardDeps,
): Promise<boolean> {
  const evidence = evidenceOf(clock, dispenser.position());
  const changed = await store.custody.change(custodyId, event, { by, evidence });
  if (!changed.ok) return false;
  logChange(log, store, custodyId, by);
  return true;
}

/** What a look says, as evidence. No personal data. */
export function evidenceOf(clock: Clock, place: CardPlace, code?: string): Evidence {
  return {
    at: new Date(clock.wallMs()).toISOString(),
    values: { place, ...(code === undefined ? {} : { code }) },
  };
}

async function move(
  { motion, queueMs, signal, mayAct }: MotionRequest,
  actId: string,
  { dispenser, store }: CardDeps,
): Promise<{ readonly result: Result<MotionDone, DeviceError>; readonly wasSent: boolean }> {
  let wasSent = false;
  const sent = (before: Evidence) => {
    // The claim may have ended while this motion waited for the device.
    const refusal = mayAct?.() ?? null;
    if (refusal !== null) return refusal;
    wasSent = isJournalledAsSent(store, actId, before);
    return wasSent ? null : internal(dispenser, actId, 'journal');
  };
  const result = await withSentHook(sent, (hooks) =>
    dispenser[motion]({
      actId,
      hooks,
      ...(queueMs === undefined ? {} : { queueMs }),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return { result, wasSent };
}

async function settleMotion(
  act: Pick<MotionRow, 'id' | 'kind' | 'deviceId' | 'custodyId'>,
  end: MotionEnd,
  after: Evidence | null,
  by: SettledBy,
  { store, log }: CardDeps,
): Promise<boolean> {
  const changes: ActChanges = consequences(end);
  const settled = await store.acts.settle(act.id, end.outcome, after, by, changes);
  const { id: actId, deviceId, kind } = act;
  log('act.dispense.settled', {
    actId,
    deviceId,
    kind,
    outcome: end.outcome,
    by: settled.ok ? by : settled.error.code,
  });
  if (settled.ok && changes.custody !== undefined && act.custodyId !== null) logChange(log, store, act.custodyId, by);
  return settled.ok;
}

function logChange(log: Log, store: Store, custodyId: string, by: string): void {
  const row = store.custody.get(custodyId);
  if (row === null) return;
  const { deviceId, kind, state } = row;
  log('custody.item.changed', { custodyId, deviceId, kind, state, by });
  if (state === 'lost' || state === 'offeredUnverifiable') {
    log('custody.item.unaccounted', { custodyId, deviceId, state });
  }
}

function nothing(actId: string, store: Store, custodyId: string | null): Omit<MotionSettled, 'fault'> {
  return { actId, outcome: 'notStarted', place: 'unknown', state: stateOf(store, custodyId) };
}

function stateOf(store: Store, custodyId: string | null): CustodyState | null {
  return custodyId === null ? null : (store.custody.get(custodyId)?.state ?? null);
}

function internal(
  dispenser: CardDispenser,
  actId: string,
  reason: string,
  outcome: Outcome = 'notStarted',
): DeviceError {
  return deviceError('E_INTERNAL', outcome, {
    deviceId: dispenser.id,
    phase: 'preparing',
    epoch: dispenser.status().epoch,
    mediaAt: 'unknown',
    actId,
    vendor: { code: reason },
  });
}
