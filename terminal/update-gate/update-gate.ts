import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { err, never, ok, type Result } from '../../contract/result.ts';
import {
  type AskInput,
  type AskOutput,
  type GateNews,
  type LookOutput,
  type RenewInput,
  type RenewOutput,
  reasonOf,
} from '../../contract/update-gate.ts';
import type { SessionService } from '../session/session-service.ts';
import {
  against,
  type GateEffect,
  type GateEvent,
  type GateState,
  type GateStep,
  leaseMs,
  type Moment,
  openedGate,
  outageOf,
  stepGate,
  untilNextLook,
  wireLease,
} from './gate.ts';
import type { GateFacts } from './reasons.ts';
import type { UpdateRules } from './window.ts';

/** One connection that may ask. */
export interface GateCaller {
  readonly id: string;
  tell(news: GateNews): void;
}

export interface UpdateGateOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: () => UpdateRules;
  readonly session: Pick<SessionService, 'send' | 'context'>;
  /** Trusted wall clock, milliseconds. */
  readonly wallMs: () => number;
  readonly facts: () => GateFacts;
  /** Random. */
  readonly newId: () => string;
}

/**
 * Runs the gate (`gate.ts`) in the terminal service: facts are looked at when something has changed (`changed`) or when time alone changes something.
 * The last word has the session: it takes no update while a visit is open and no visit while an update is held, so there is never both.
 */
export class UpdateGate {
  readonly #o: UpdateGateOptions;
  #state: GateState = openedGate;
  readonly #callers = new Map<string, GateCaller>();
  #cancelLook: () => void = () => undefined;
  #isLookDue = false;
  #isOver = false;

  constructor(options: UpdateGateOptions) {
    this.#o = options;
  }

  look(): LookOutput {
    const moment = this.#moment();
    const reasons = against(this.#state, moment, false);
    const { lease, asks } = this.#state;
    return {
      isOpen: reasons.length === 0,
      reasons: reasons.map(reasonOf),
      held: lease === null ? null : { endsInMs: wireLease(lease, moment.monoMs).endsInMs },
      waiting: asks.length,
    };
  }

  /** Asking once more replaces what the same caller asked before. */
  ask(caller: GateCaller, { estimateSeconds, leaseSeconds, isOverdue }: AskInput): AskOutput {
    this.#callers.set(caller.id, caller);
    const { effects } = this.#step({
      type: 'ask',
      caller: caller.id,
      livesMs: leaseSeconds === undefined ? leaseMs : leaseSeconds * 1000,
      estimateMs: estimateSeconds === null ? null : estimateSeconds * 1000,
      isOverdue: isOverdue === true,
    });
    let answer: AskOutput | null = null;
    for (const effect of effects) {
      if (effect.type === 'ended' || effect.caller !== caller.id) this.#tell(effect);
      else if (effect.type === 'granted') answer = { state: 'granted', lease: effect.lease };
      else answer = { state: 'waiting', reasons: effect.reasons.map(reasonOf) };
    }
    if (answer === null) throw new Error('an ask without an answer');
    return answer;
  }

  renew({ leaseId, estimateSeconds }: RenewInput): Result<RenewOutput, 'unknownLease'> {
    const estimate =
      estimateSeconds === undefined ? {} : { estimateMs: estimateSeconds === null ? null : estimateSeconds * 1000 };
    const answer = this.#run({ type: 'renew', leaseId, ...estimate });
    const { lease } = this.#state;
    if (!answer.ok || lease === null) return err('unknownLease');
    const moment = this.#moment();
    const reasons = against({ ...this.#state, lease: null }, moment, true);
    return ok({ lease: wireLease(lease, moment.monoMs), against: reasons.map(reasonOf) });
  }

  release(leaseId: string): Result<null, 'unknownLease'> {
    return this.#run({ type: 'release', leaseId });
  }

  /** The connection of this caller has ended. */
  gone(callerId: string): void {
    this.#callers.delete(callerId);
    // The store may be closed already.
    if (this.#isOver) return;
    void this.#run({ type: 'gone', caller: callerId });
  }

  /**
   * A fact may have changed. Looked at when whoever tells has finished: the session must not be given an update while it is in the middle of something.
   */
  changed(): void {
    if (this.#isLookDue || this.#isOver || this.#state.asks.length === 0) return;
    this.#isLookDue = true;
    queueMicrotask(() => {
      this.#isLookDue = false;
      if (!this.#isOver) void this.#run({ type: 'look' });
    });
  }

  /** The service ends: nothing is answered any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  stop(): void {
    this.#isOver = true;
    this.#cancelLook();
  }

  #run(event: GateEvent): GateStep['answer'] {
    const { effects, answer } = this.#step(event);
    for (const effect of effects) this.#tell(effect);
    return answer;
  }

  /** One step, with the session. Whom it concerns is told by whoever called. */
  #step(event: GateEvent): GateStep {
    const moment = this.#moment();
    let step = stepGate(this.#state, event, moment);
    if (!this.#serve(step.state, moment)) {
      // A visit has begun in this very moment: it goes on, and the update waits.
      step = stepGate(this.#state, event, { ...moment, facts: { ...moment.facts, journey: 'visit' } });
      this.#serve(step.state, moment);
    }
    this.#state = step.state;
    for (const effect of step.effects) this.#note(effect);
    this.#cancelLook();
    const inMs = untilNextLook(step.state, moment);
    if (inMs !== null && !this.#isOver) {
      this.#cancelLook = this.#o.clock.after(inMs, () => void this.#run({ type: 'look' }));
    }
    return step;
  }

  /** Tells the session what the citizens are to read. False: it serves somebody, and takes no update. */
  #serve(state: GateState, { monoMs }: Moment): boolean {
    const { session } = this.#o;
    const outage = outageOf(state, monoMs);
    const shown = session.context().outage;
    if (outage?.minutes === shown?.minutes && (outage === null) === (shown === null)) return true;
    session.send({ type: 'OUTAGE', outage });
    return (session.context().outage === null) === (outage === null);
  }

  #note(effect: GateEffect): void {
    const { log } = this.#o;
    switch (effect.type) {
      case 'granted':
        log('update.lease.granted', { lease: effect.lease.leaseId, endsInMs: effect.lease.endsInMs });
        return;
      case 'ended':
        log('update.lease.ended', { lease: effect.leaseId, how: effect.how });
        return;
      case 'waiting':
        log('update.gate.waits', { reasons: effect.reasons.join(' ') });
        return;
      default:
        never(effect, 'UpdateGate.#note');
    }
  }

  #tell(effect: GateEffect): void {
    if (effect.type === 'ended') return;
    this.#callers
      .get(effect.caller)
      ?.tell(
        effect.type === 'granted'
          ? { name: 'update.granted', lease: effect.lease }
          : { name: 'update.waiting', reasons: effect.reasons.map(reasonOf) },
      );
  }

  #moment(): Moment {
    const { clock, facts, rules, wallMs, newId } = this.#o;
    return { monoMs: clock.monoMs(), wallMs: wallMs(), facts: facts(), rules: rules(), newLeaseId: newId() };
  }
}
