import { randomUUID } from 'node:crypto';
import { type DeviceError, deviceError, type ErrorCode, type Outcome } from '../../contract/device.ts';
import { never } from '../../contract/result.ts';
import type { CardPosition, ChipIdentity } from '../../drivers/card-dispenser/card-dispenser.ts';
import { isBinFull, lookTwice, lookWithin } from './await-device.ts';
import type { CustodyState } from './custody.ts';
import { type CardDeps, type MotionSettled, motionAct, recordSeen, resolveMotion } from './dispense-act.ts';
import type { IssueMedia, IssuePhase, IssueRequest, IssueResult } from './issue-request.ts';
import { type CardPlace, mediaOf } from './motion-consequences.ts';
import { logRetracted } from './retracted-log.ts';

/** Cards whose chip is bad before the device is given up (docs/protocols/card-dispenser.md, 2.4: at most two further cards). */
const maxCards = 3;
/** Blanks that may be spoilt by one application (docs/domain/journeys.md J1, read-back mismatch): one retry. */
const maxPersonalised = 2;
/** A card that stands at the exit after a capture that a hand disturbed is captured once more, as an act of its own (5.3). */
const maxCaptures = 2;
const defaultRecoverMs = 15_000;

/**
 * Hands out one card: feed, look at the chip, present (a unit that feeds to the exit has presented it by that), wait for the hand; what is not taken goes to
 * the bin. Each motion is one journalled act; a motion whose
 * answer is lost is never repeated, the sensors decide. Without `checkChip` at most one card is fed, whatever is lost on the way.
 * Presented is not taken: `done` needs the sensors to see the card leave (docs/protocols/card-dispenser.md, 5.2 and 5.3).
 * The caller holds a claim on the device. When the record is still open at the end (link away, bin full, jam), the claim ends with the custodian.
 */
export async function issueCard(request: IssueRequest, deps: CardDeps): Promise<IssueResult> {
  const refused = await preflight(request, deps);
  if (refused !== null) {
    return {
      outcome: 'notStarted',
      media: mediaWord(deps.dispenser.position()),
      fault: refused,
      custodyId: null,
      feeds: 0,
    };
  }
  const cards = request.personalise !== undefined ? maxPersonalised : request.checkChip === undefined ? 1 : maxCards;
  let spoilt: IssueResult | null = null;
  for (let feeds = 1; ; feeds += 1) {
    const issue = new CardIssue(request, deps, feeds);
    const result = await issue.run();
    if (result !== 'badChip') return spoilt === null ? result : ofBoth(spoilt, result);
    spoilt = issue.result('E_CHIP');
    // A bin that has just become full takes no further card back (rule 1).
    if (feeds >= cards || request.signal?.aborted || isBinFull(deps.dispenser)) return spoilt;
  }
}

/** Of the whole: where the next card never left the hopper (it is empty), the one before it did all the same. */
function ofBoth(spoilt: IssueResult, next: IssueResult): IssueResult {
  if (next.outcome !== 'notStarted' && next.outcome !== 'notDone') return next;
  return next.fault === undefined ? spoilt : { ...spoilt, fault: next.fault };
}

/** Rules 1 and 2: no feed without a free path and a bin for a card that nobody takes. Null = go ahead. */
async function preflight(
  { queueMs = 5_000, signal, checkChip, personalise }: IssueRequest,
  { dispenser, store, clock }: CardDeps,
) {
  const refuse = (code: ErrorCode) =>
    deviceError(code, 'notStarted', {
      deviceId: dispenser.id,
      phase: 'queued',
      epoch: dispenser.status().epoch,
      mediaAt: mediaOf(dispenser.position()),
    });
  if (signal?.aborted) return refuse(cancelCode(signal));
  const needsInside = checkChip !== undefined || personalise !== undefined;
  if (needsInside && dispenser.capabilities.feedsTo === 'exit') return refuse('E_UNSUPPORTED');
  if (store.custody.open(dispenser.id).length > 0) return refuse('E_OCCUPIED');
  const look = await lookWithin(dispenser, clock, queueMs, signal);
  if (!look.ok) return { ...look.error, outcome: 'notStarted' as const };
  if (look.value !== 'none') return refuse(look.value === 'unknown' ? 'E_MEDIA_JAM' : 'E_OCCUPIED');
  if (isBinFull(dispenser)) return refuse('E_BIN_FULL');
  return null;
}

/** One card from hopper to hand or bin. */
class CardIssue {
  readonly #request: IssueRequest;
  readonly #deps: CardDeps;
  readonly #feeds: number;
  readonly #custodyId = randomUUID();
  /** As far as the last motion or look knows. */
  #place: CardPlace = 'none';
  /** Nobody was blind since `#place` was seen. */
  #hasSight = true;
  #fault: DeviceError | null = null;
  #chip: ChipIdentity | null = null;

  constructor(request: IssueRequest, deps: CardDeps, feeds: number) {
    this.#request = request;
    this.#deps = deps;
    this.#feeds = feeds;
  }

  async run(): Promise<IssueResult | 'badChip'> {
    this.#phase('feeding');
    const fed = await this.#feed();
    if (fed === 'end') return this.result();
    if (fed === 'bringIn') return await this.#bringIn();
    if (fed === 'offered' && !this.#isAborted()) return await this.#offer();
    if (this.#request.checkChip !== undefined && !this.#isAborted()) {
      this.#phase('checking');
      if (!(await this.#isChipGood(this.#request.checkChip)) && !this.#isAborted()) {
        const end = await this.#bringIn();
        return this.#state() === 'retained' ? 'badChip' : end;
      }
    }
    if (this.#request.personalise !== undefined && !this.#isAborted()) {
      this.#phase('personalising');
      const made = await this.#request.personalise();
      if (made !== 'good') {
        this.#fault ??= this.#error(this.#isAborted() ? cancelCode(this.#request.signal) : 'E_CHIP');
        const end = await this.#bringIn();
        return made === 'again' && this.#state() === 'retained' ? 'badChip' : end;
      }
    }
    if (this.#isAborted()) {
      this.#fault = this.#error(cancelCode(this.#request.signal));
      return await this.#bringIn();
    }
    this.#phase('presenting');
    const presented = await this.#move('present');
    if (presented.outcome === 'indeterminate') await this.#clearUp();
    if (this.#state() === 'offered' && this.#place === 'exit') return await this.#offer();
    return await this.#bringIn();
  }

  /** @param code names the reason when no motion has failed */
  result(code?: ErrorCode): IssueResult {
    const state = this.#state();
    const { outcome, media } = this.#ending(state);
    const fault = this.#fault ?? (code === undefined ? null : this.#error(code, outcome));
    return {
      outcome,
      media,
      ...(media === 'retracted' || media === 'retained' ? { bin: 'retain' as const } : {}),
      ...(fault === null || media === 'taken' ? {} : { fault }),
      custodyId: state === null ? null : this.#custodyId,
      feeds: this.#feeds,
    };
  }

  /** `inside`, `offered` = go on; `bringIn` = a card stands where it should not; `end` = there is nothing that could be moved. */
  async #feed(): Promise<'inside' | 'offered' | 'bringIn' | 'end'> {
    const { session, receiptNo, queueMs } = this.#request;
    const { signal } = this.#request;
    const { dispenser } = this.#deps;
    const opens = {
      id: this.#custodyId,
      session,
      deviceId: dispenser.id,
      kind: 'issuedCard',
      direction: 'out',
      receiptNo,
    } as const;
    const fed = await this.#move('feed', {
      opens,
      ...(queueMs === undefined ? {} : { queueMs }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (fed.outcome === 'done') return this.#fedWhere();
    if (fed.outcome === 'notStarted' || fed.outcome === 'notDone') return 'end';
    if (fed.outcome === 'indeterminate') {
      const cleared = await this.#clearUp();
      if (cleared === 'done') return this.#fedWhere();
    }
    return this.#state() === 'held' || this.#state() === 'offered' ? 'bringIn' : 'end';
  }

  /** A card that was fed stands where this unit feeds to, or somewhere else by now. */
  #fedWhere(): 'inside' | 'offered' | 'bringIn' | 'end' {
    const state = this.#state();
    const isOffered = state === 'offered' && this.#place === 'exit';
    if (isOffered && this.#deps.dispenser.capabilities.feedsTo === 'exit') return 'offered';
    if (state === 'held' && this.#place === 'inside') return 'inside';
    return state === 'held' || state === 'offered' ? 'bringIn' : 'end';
  }

  async #isChipGood(check: NonNullable<IssueRequest['checkChip']>): Promise<boolean> {
    const { signal } = this.#request;
    const chip = await this.#deps.dispenser.readChip(signal === undefined ? {} : { signal });
    if (chip.ok) this.#chip = chip.value;
    if (chip.ok) return await untilAbort(Promise.resolve(check(chip.value)), signal);
    // Only a chip that does not answer is the card's fault; whatever else it is, the card goes to the bin and the fault is told.
    if (chip.error.code !== 'E_CHIP') this.#fault = chip.error;
    return false;
  }

  /** The card stands at the exit: waits for a hand, through lost links, until the time is over. */
  async #offer(): Promise<IssueResult> {
    const { clock, dispenser } = this.#deps;
    const { takeTimeoutMs, signal, recoverMs = defaultRecoverMs } = this.#request;
    const endMs = clock.monoMs() + takeTimeoutMs;
    this.#phase('offered');
    const timers = [
      clock.after(takeTimeoutMs * 0.5, () => this.#phase('offeredHalf')),
      clock.after(takeTimeoutMs * 0.8, () => this.#phase('offeredLate')),
    ];
    try {
      for (;;) {
        const userMs = Math.max(1, endMs - clock.monoMs());
        const taken = await dispenser.awaitTaken({ userMs, ...(signal === undefined ? {} : { signal }) });
        if (taken.ok && taken.value === 'taken') return await this.#gone('taken');
        if (taken.ok || this.#isAborted()) break;
        // Gone already when the wait began, and nobody was blind: a quick hand. Anything else is a device that could not be asked.
        if (taken.error.code !== 'E_SEQUENCE') this.#hasSight = false;
        const look = await lookTwice(dispenser, clock, recoverMs);
        if (!look.ok) {
          this.#fault = taken.error;
          this.#place = 'unknown';
          return this.result();
        }
        this.#place = look.value;
        if (look.value === 'none') {
          this.#fault = this.#hasSight ? null : taken.error;
          return await this.#gone(this.#hasSight ? 'taken' : 'vanished');
        }
        this.#hasSight = true;
        if (look.value !== 'exit' || clock.monoMs() >= endMs) break;
      }
    } finally {
      for (const cancel of timers) cancel();
    }
    const code = this.#isAborted() ? cancelCode(signal) : 'E_MEDIA_RETRACTED';
    this.#fault = this.#error(code, 'partial');
    return await this.#takeBack(clock.monoMs() - (endMs - takeTimeoutMs));
  }

  async #takeBack(dwellMs: number): Promise<IssueResult> {
    this.#phase('takingBack');
    const result = await this.#bringIn();
    if (result.media === 'retracted') logRetracted(this.#custodyId, this.#deps, { dwellMs, chip: this.#chip });
    return result;
  }

  async #gone(event: 'taken' | 'vanished'): Promise<IssueResult> {
    const by = event === 'taken' ? 'sensor' : 'reconcile';
    if (await recordSeen(this.#custodyId, { type: event }, by, this.#deps)) return this.result();
    this.#fault = this.#error('E_INTERNAL', 'indeterminate');
    return this.result();
  }

  /** To the bin; a hand that is quicker wins; with a full bin back inside. Nobody's abort stops this any more. */
  async #bringIn(): Promise<IssueResult> {
    const reason = this.#fault;
    for (let captures = 0; captures < maxCaptures && (await this.#isThere()); captures += 1) {
      const captured = await this.#move('capture');
      if (captured.outcome === 'indeterminate') await this.#clearUp();
      if (captured.fault?.code === 'E_MEDIA_JAM') break;
      if (captured.fault?.code === 'E_BIN_FULL') {
        if (this.#place === 'exit' && this.#deps.dispenser.capabilities.hasRetract) {
          const full = this.#fault;
          await this.#move('retract');
          this.#fault = full;
        }
        return this.result();
      }
    }
    if (await this.#isStuck()) {
      // The unit's own way to free a jam, once: the card goes to the bin, never to the citizen. What it cannot free is for two persons.
      const freed = await this.#move('recover');
      if (freed.outcome === 'indeterminate') await this.#clearUp();
    }
    // It is safe now: what matters is why it was taken back, not which try succeeded.
    const state = this.#state();
    if (reason !== null && state !== 'held' && state !== 'offered') this.#fault = reason;
    return this.result();
  }

  /** A motion has jammed, on a unit that can be asked: it refuses every other until it is freed. */
  async #isStuck(): Promise<boolean> {
    const state = this.#state();
    if (this.#fault?.code !== 'E_MEDIA_JAM' || (state !== 'held' && state !== 'offered')) return false;
    if (!this.#hasSight) await this.#lookAgain();
    return this.#hasSight && !isBinFull(this.#deps.dispenser);
  }

  /** Whether there is a card that a motion could move; asks the sensors when nobody knows. */
  async #isThere(): Promise<boolean> {
    const state = this.#state();
    if (state !== 'held' && state !== 'offered') return false;
    if (this.#place === 'unknown') await this.#lookAgain();
    return this.#place === 'inside' || this.#place === 'exit';
  }

  async #move(
    motion: 'feed' | 'present' | 'capture' | 'retract' | 'recover',
    more: Partial<Parameters<typeof motionAct>[0]> = {},
  ): Promise<MotionSettled> {
    const { session, mayAct } = this.#request;
    const lastSeen = this.#hasSight && this.#place !== 'bin' ? this.#place : null;
    const claim = mayAct === undefined ? {} : { mayAct };
    const settled = await motionAct(
      { motion, custodyId: this.#custodyId, session, lastSeen, ...claim, ...more },
      this.#deps,
    );
    if (settled.outcome !== 'notStarted' || settled.place !== 'unknown') this.#place = settled.place;
    this.#hasSight = settled.outcome !== 'indeterminate' && settled.place !== 'unknown';
    if (settled.fault !== null) this.#fault = settled.fault;
    return settled;
  }

  /** After a motion whose end is not known: waits for the device, and lets evidence and sensors decide. Moves nothing. */
  async #clearUp(): Promise<Outcome> {
    const { dispenser, store } = this.#deps;
    if (!(await this.#lookAgain())) return 'indeterminate';
    const act = store.acts.openMotions(dispenser.id).find(({ custodyId }) => custodyId === this.#custodyId);
    if (act === undefined) return 'indeterminate';
    const { outcome, place } = await resolveMotion(act, this.#deps);
    this.#place = place === 'bin' ? place : dispenser.position();
    const state = this.#state();
    if (this.#place === 'exit' && state === 'held') await this.#seen('presented');
    if (this.#place === 'inside' && state === 'offered') await this.#seen('withdrawn');
    if (this.#place === 'none' && (state === 'held' || state === 'offered')) await this.#seen('vanished');
    return outcome;
  }

  async #seen(type: 'presented' | 'withdrawn' | 'vanished'): Promise<void> {
    if (!(await recordSeen(this.#custodyId, { type }, 'reconcile', this.#deps)))
      this.#fault = this.#error('E_INTERNAL');
  }

  async #lookAgain(): Promise<boolean> {
    const { dispenser, clock } = this.#deps;
    const look = await lookTwice(dispenser, clock, this.#request.recoverMs ?? defaultRecoverMs);
    this.#place = look.ok ? look.value : 'unknown';
    this.#hasSight = look.ok;
    return look.ok;
  }

  #ending(state: CustodyState | null): { readonly outcome: Outcome; readonly media: IssueMedia } {
    switch (state) {
      case null:
        return { outcome: 'notStarted', media: mediaWord(this.#deps.dispenser.position()) };
      case 'taken':
        return { outcome: 'done', media: 'taken' };
      case 'retracted':
      case 'retained':
        return { outcome: 'partial', media: state };
      case 'returned':
        return { outcome: this.#fault?.outcome === 'notStarted' ? 'notStarted' : 'notDone', media: 'none' };
      case 'offeredUnverifiable':
      case 'lost':
        return { outcome: 'indeterminate', media: 'unknown' };
      case 'held':
      case 'offered': {
        // Jammed on its way out and not freed: nobody has it, and whoever gets it out, it is void.
        if (state === 'held' && this.#place === 'unknown' && this.#fault?.code === 'E_MEDIA_JAM')
          return { outcome: 'partial', media: 'inside' };
        const isSeen = this.#place === 'inside' || this.#place === 'exit';
        return { outcome: isSeen ? 'partial' : 'indeterminate', media: isSeen ? mediaWord(this.#place) : 'unknown' };
      }
      default:
        return never(state, 'CardIssue.ending');
    }
  }

  #state(): CustodyState | null {
    return this.#deps.store.custody.get(this.#custodyId)?.state ?? null;
  }

  #isAborted(): boolean {
    return this.#request.signal?.aborted === true;
  }

  #phase(phase: IssuePhase): void {
    this.#request.onPhase?.(phase);
  }

  #error(code: ErrorCode, outcome: Outcome = 'partial'): DeviceError {
    const { dispenser } = this.#deps;
    const at = { deviceId: dispenser.id, epoch: dispenser.status().epoch, mediaAt: mediaOf(this.#place) };
    return deviceError(code, outcome, { ...at, phase: 'settled' });
  }
}

/** The answer, or false at the abort: whoever asks somebody else may never hear. */
async function untilAbort(answer: Promise<boolean>, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal === undefined) return await answer;
  return await new Promise((resolve, reject) => {
    const onAbort = () => resolve(false);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function cancelCode(signal: AbortSignal | undefined): ErrorCode {
  return signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
}

function mediaWord(place: CardPosition | 'bin'): IssueMedia {
  if (place === 'exit') return 'atExit';
  return place === 'bin' ? 'retained' : place;
}
