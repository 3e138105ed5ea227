import { createHash } from 'node:crypto';
import type { DeviceError } from '../../../contract/device.ts';
import type { CardReservationReply } from '../../../contract/hub-services.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import type { ClaimManager } from '../../devices/claims.ts';
import { issueCard } from '../../devices/issue-card.ts';
import type { IssueMedia, IssuePhase, IssueResult } from '../../devices/issue-request.ts';
import type { CardPersonaliser } from '../../personaliser/card-personaliser.ts';
import type { Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import type { CardState, CardStep, PinAsk } from '../outputs.ts';
import type { SessionWork } from '../session-ports.ts';
import type { RefundReason } from './paid-orders.ts';
import { type PortDeps, personOf } from './port-deps.ts';

export interface IssuePortOptions {
  readonly dispenser: () => CardDispenser | null;
  readonly personaliser: () => CardPersonaliser | null;
  readonly claims: ClaimManager;
  /** The card stands at the outlet and nobody takes it: sound, besides voice and light of the page. */
  readonly alert?: (urgency: 'loud' | 'last') => void;
  /** Hears when the blanks of one application are all spoilt by the chip. */
  readonly encoder?: { spoilt(): void };
  /** Time to take the card, milliseconds; default `issueTimes.take`. Voice gets louder after a third and after two thirds of it. */
  takeMs?(): number | undefined;
}

/** Milliseconds. The outlet: voice at 30 s, louder with flashing light at 60 s, taken back at 90 s (docs/domain/journeys.md J1). */
const issueTimes = { pin: 60_000, take: 90_000, claim: 5_000 } as const;
/** Entries that differ before the citizen is sent away with the money back. */
const maxPinRounds = 3;
/** Blanks for one application: one retry after a wrong read-back. */
const maxBlanks = 2;

/**
 * A card on the spot, in the order of docs/domain/journeys.md J1: PIN twice on the pad, reservation at the hub, blank from the hopper, chip, surface, read back
 * and compared by the hub, handed out, taken. Every motion is journalled by `issueCard`; nothing physical is done twice (H8). Leaving the page ends it only
 * before a card has left the hopper; afterwards it ends with the card taken, in the bin or void. Money without a card goes back (H9). What the hub must know
 * of the card it hears by `custody.changed`: a card takes effect only when it is taken (H10).
 */
export function issuePort(deps: PortDeps, options: IssuePortOptions): SessionWork {
  return (visit, send) => {
    const controller = new AbortController();
    const issue = new CardOnTheSpot(deps, options, visit, send, controller.signal);
    deps.ongoing.add(issue.run());
    return () => controller.abort('sessionEnd');
  };
}

type Settled = Extract<CardState, { state: 'settled' }>;

const ends: Readonly<Record<IssueMedia, Settled['end']>> = {
  taken: 'taken',
  retracted: 'captured',
  retained: 'voided',
  inside: 'voided', // jammed: void, whoever gets it out (two persons, work order)
  atExit: 'leftAtExit',
  none: 'notStarted',
  unknown: 'unknown',
};

class CardOnTheSpot {
  readonly #deps: PortDeps;
  readonly #o: IssuePortOptions;
  readonly #visit: Visit;
  readonly #send: (event: SessionEvent) => void;
  readonly #signal: AbortSignal;
  readonly #orderId: string | null;
  readonly #takeMs: number;
  #step: CardStep = 'pin';
  #pinBlock: Uint8Array | null = null;
  #reservation: CardReservationReply | null = null;
  #blanks = 0;
  #last4: string | null = null;
  #why: RefundReason = 'noCard';
  #timers: (() => void)[] = [];

  constructor(
    deps: PortDeps,
    options: IssuePortOptions,
    visit: Visit,
    send: (event: SessionEvent) => void,
    signal: AbortSignal,
  ) {
    this.#deps = deps;
    this.#o = options;
    this.#visit = visit;
    this.#send = send;
    this.#signal = signal;
    this.#takeMs = options.takeMs?.() ?? issueTimes.take;
    this.#orderId = 'order' in visit.order && visit.order.state === 'paid' ? visit.order.order.orderId : null;
  }

  async run(): Promise<void> {
    const { receiptNo, id } = this.#visit;
    const dispenser = this.#o.dispenser();
    const personaliser = this.#o.personaliser();
    if (this.#orderId !== null && receiptNo !== null) this.#deps.orders.awaitsCard(this.#orderId, receiptNo, id);
    if (dispenser === null || personaliser === null || receiptNo === null || this.#visit.actor === null) {
      this.#settle('notStarted');
      return;
    }
    this.#working('pin');
    const claimed = await this.#o.claims.claim([dispenser.id], {
      owner: id,
      purpose: this.#visit.item.id,
      waitMs: issueTimes.claim,
      priority: 'customer',
      signal: this.#signal,
    });
    if (!claimed.ok) {
      this.#settle('notStarted');
      return;
    }
    try {
      if (!(await this.#enterPin(personaliser)) || !(await this.#reserve(dispenser))) {
        this.#settle('notStarted');
        return;
      }
      this.#working('take');
      const result = await issueCard(
        {
          session: id,
          receiptNo,
          takeTimeoutMs: this.#takeMs,
          personalise: () => this.#personalise(personaliser, dispenser),
          onPhase: (phase) => this.#phase(phase),
          signal: this.#signal,
          mayAct: () => this.#o.claims.check(dispenser.id, claimed.value.token),
        },
        { dispenser, store: this.#deps.store, clock: this.#deps.clock, log: this.#deps.log },
      );
      this.#ended(result);
    } finally {
      for (const cancel of this.#timers) cancel();
      if (this.#pinBlock !== null) this.#deps.secrets.drop(this.#pinBlock);
      claimed.value.release();
      await personaliser.forget();
    }
  }

  /** True with a block. The citizen may be wrong twice; cancelling, going away and a pad that fails end it. */
  async #enterPin(pad: CardPersonaliser): Promise<boolean> {
    for (let round = 0; round < maxPinRounds; round += 1) {
      const first = await this.#pin(pad, 'new', round === 0 ? 'new' : 'anew');
      if (!first.ok) return this.#noPin(first.error);
      const second = await this.#pin(pad, 'again', 'again');
      if (second.ok && second.value.block !== null) {
        this.#pinBlock = this.#deps.secrets.keep(second.value.block);
        return true;
      }
      if (!second.ok && second.error.vendor?.code !== 'differs') return this.#noPin(second.error);
    }
    this.#why = 'cancelled';
    return false;
  }

  #pin(pad: CardPersonaliser, purpose: 'new' | 'again', ask: PinAsk) {
    this.#working('pin', 0, ask);
    return pad.enterPin({
      purpose,
      userMs: issueTimes.pin,
      signal: this.#signal,
      onDigits: (entered) => this.#working('pin', entered, ask),
    });
  }

  #noPin({ code, outcome, vendor, deviceId }: DeviceError): false {
    this.#deps.log('device.call.failed', { deviceId, call: 'enterPin', code, outcome, vendor: vendor?.code ?? '' });
    this.#why = code === 'E_TIMEOUT' || code === 'E_CANCELLED' ? 'cancelled' : 'noCard';
    return false;
  }

  async #reserve(dispenser: CardDispenser): Promise<boolean> {
    const { actor, subject, receiptNo, id } = this.#visit;
    const party = subject ?? actor;
    const hub = this.#deps.services();
    if (this.#step !== 'reserve' && this.#blanks === 0) this.#working('reserve');
    if (hub === null || party === null || receiptNo === null) {
      this.#why = 'offline';
      return false;
    }
    const reply = await hub.reserveCard(
      {
        key: this.#deps.keys.of(id, `card ${receiptNo} ${this.#blanks + 1}`),
        person: personOf(party),
        receiptNo,
        orderId: this.#orderId,
        hopper: this.#hopper(dispenser),
      },
      this.#blanks === 0 ? this.#signal : undefined,
    );
    this.#why = reply.ok ? 'noCard' : 'offline';
    if (!reply.ok || reply.value.state !== 'reserved') return false;
    this.#reservation = reply.value;
    this.#audit('reserved');
    return true;
  }

  /** The machine's own count; a hopper that nobody counted and that is not empty has at least one. */
  #hopper(dispenser: CardDispenser): number {
    const counted = this.#deps.store.bins.counts(dispenser.id).hopper?.count;
    if (counted !== undefined) return counted;
    const supplies = Object.values(dispenser.status().bins).filter(({ kind }) => kind === 'supply');
    return supplies.some(({ level }) => level !== 'empty') ? 1 : 0;
  }

  /** Works on the card at the read position. What is wrong with one blank is tried with another, once; what is wrong with a device ends it. */
  async #personalise(unit: CardPersonaliser, dispenser: CardDispenser): Promise<'good' | 'again' | 'stop'> {
    this.#blanks += 1;
    const reservation = this.#reservation;
    const block = this.#pinBlock;
    const hub = this.#deps.services();
    if (reservation === null || block === null || hub === null) return this.#stop('offline');
    const { serial, payload, reservationId } = reservation;
    this.#working('write');
    const written = await unit.write({ serial, payload, pinBlock: block });
    if (!written.ok) return await this.#spoilt(written.error, dispenser);
    // Whoever has left gets no card: it goes to the bin as it is, without minutes of printing.
    if (this.#signal.aborted) return this.#stop('noCard');
    this.#working('print');
    const printed = await unit.print();
    if (!printed.ok) return await this.#spoilt(printed.error, dispenser);
    if (this.#signal.aborted) return this.#stop('noCard');
    this.#working('readBack');
    const read = await unit.readBack();
    if (!read.ok) return await this.#spoilt(read.error, dispenser);
    const verified = await hub.verifyCard(reservationId, {
      key: this.#deps.keys.of(this.#visit.id, `verify ${reservationId}`),
      serial: read.value.serial,
      digest: read.value.digest,
    });
    if (!verified.ok) return this.#stop('offline');
    this.#audit(verified.value.state === 'good' ? 'verified' : 'mismatch');
    if (verified.value.state !== 'good') return await this.#another(dispenser);
    this.#last4 = verified.value.last4;
    this.#working('present');
    return 'good';
  }

  async #spoilt(error: DeviceError, dispenser: CardDispenser): Promise<'again' | 'stop'> {
    const { code, outcome, vendor, deviceId } = error;
    this.#deps.log('device.call.failed', { deviceId, call: this.#step, code, outcome, vendor: vendor?.code ?? '' });
    this.#audit('spoilt');
    if (code === 'E_CHIP') return await this.#another(dispenser);
    return this.#stop(code === 'E_MEDIA_JAM' ? 'jam' : 'noCard');
  }

  /** Another blank needs another reservation; without one nothing more leaves the hopper. */
  async #another(dispenser: CardDispenser): Promise<'again' | 'stop'> {
    if (this.#blanks >= maxBlanks) this.#o.encoder?.spoilt();
    if (this.#blanks >= maxBlanks || this.#signal.aborted) return this.#stop('noCard');
    return (await this.#reserve(dispenser)) ? 'again' : 'stop';
  }

  #stop(why: RefundReason): 'stop' {
    this.#why = why;
    return 'stop';
  }

  #phase(phase: IssuePhase): void {
    if (phase === 'feeding') this.#working('take');
    if (phase === 'presenting') this.#working('present');
    if (phase !== 'offered') return;
    this.#offered('calm');
    const { clock } = this.#deps;
    this.#timers.push(
      clock.after(this.#takeMs / 3, () => this.#urge('loud')),
      clock.after((this.#takeMs * 2) / 3, () => this.#urge('last')),
    );
  }

  #urge(urgency: 'loud' | 'last'): void {
    this.#offered(urgency);
    this.#o.alert?.(urgency);
  }

  #offered(urgency: 'calm' | 'loud' | 'last'): void {
    this.#tell({ state: 'offered', urgency, seconds: Math.round(this.#takeMs / 1000) });
  }

  #ended({ media, fault, custodyId }: IssueResult): void {
    for (const cancel of this.#timers) cancel();
    if (fault?.code === 'E_MEDIA_JAM') this.#why = 'jam';
    // Nobody saw into which bin it fell, but it was never within reach: the hub calls it void, and so does the page.
    const isLost = custodyId !== null && this.#deps.store.custody.get(custodyId)?.state === 'lost';
    this.#settle(isLost ? 'voided' : ends[media]);
  }

  #settle(end: Settled['end']): void {
    const { orders } = this.#deps;
    // Nobody knows whose hands a card is in that was seen last at the exit: the hub decides when its record is settled.
    const refund = this.#orderId !== null && !['taken', 'leftAtExit', 'unknown'].includes(end);
    if (this.#orderId !== null && end === 'taken') orders.handedOver(this.#orderId);
    if (this.#orderId !== null && refund) orders.refund(this.#orderId, this.#why, this.#visit.id);
    this.#audit(end);
    this.#tell({ state: 'settled', end, step: this.#step, last4: this.#last4, refund });
  }

  #working(step: CardStep, pinEntered = 0, pinAsk?: PinAsk): void {
    this.#step = step;
    this.#tell({ state: 'working', step, pinEntered, ...(pinAsk === undefined ? {} : { pinAsk }) });
  }

  #tell(card: CardState): void {
    this.#send({ type: 'ISSUE', card });
  }

  #audit(state: string): void {
    const serial = this.#reservation?.serial ?? null;
    const serialHash = serial === null ? null : createHash('sha256').update(serial).digest('hex').slice(0, 16);
    this.#deps.store.audit('card', { serialHash, state }, this.#visit.id);
  }
}
