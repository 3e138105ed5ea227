import { type Static, Type } from 'typebox';
import { parse } from '../../../contract/validate.ts';
import type { Store } from '../../store/store.ts';
import type { HubServices } from '../../sync/hub-services.ts';

/** Meta key: orders that were paid here and have bought nothing yet, and refunds that the hub has not heard of. Order numbers only, no person. */
const metaKey = 'orders.open';
const reasons = ['noCard', 'cancelled', 'jam', 'offline'] as const;
export type RefundReason = (typeof reasons)[number];

/** HTTP refusals that are about the order. All others are about this machine or this moment (key, clock, load): the order is told again. */
const finalRefusals: ReadonlySet<number> = new Set([400, 404, 409, 410, 422]);

const Entry = Type.Object(
  {
    orderId: Type.String({ maxLength: 64 }),
    /** `application`: must be submitted; `card`: must be handed out; `refund`: must be told. */
    waitsFor: Type.Unsafe<'application' | 'card' | 'refund'>({
      type: 'string',
      enum: ['application', 'card', 'refund'],
    }),
    receiptNo: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
    reason: Type.Unsafe<RefundReason>({ type: 'string', enum: [...reasons] }),
    key: Type.String({ maxLength: 36 }),
    session: Type.String({ maxLength: 64 }),
  },
  { additionalProperties: false },
);
type Entry = Static<typeof Entry>;

export interface PaidOrdersOptions {
  readonly store: Store;
  readonly services: () => Pick<HubServices, 'refund'> | null;
  /** A UUID. */
  readonly newKey: () => string;
}

/**
 * Payment without goods goes back (H9), whatever happens in between: what was paid stands on the disk until it has bought something, and a refund until
 * the hub has it: told at once, and after that whenever the hub has answered something (`contact`), so at the first sign of life of a link that was away
 * or of a program that starts anew. The hub refunds idle orders by itself as well; this is sooner.
 */
export class PaidOrders {
  readonly #o: PaidOrdersOptions;
  #entries: readonly Entry[];
  /** Orders whose application is being committed now; true = their visit is over meanwhile. */
  readonly #committing = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();
  #isTelling = false;
  /** The hub was heard while it was being told: what was refused by a link that is back is told once more. */
  #isHeardMeanwhile = false;

  constructor(options: PaidOrdersOptions) {
    this.#o = options;
    this.#entries = read(options.store.meta.get(metaKey));
  }

  /** Told after each change. Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What stands on the disk, for tests and status pages. */
  get entries(): readonly Pick<Entry, 'orderId' | 'waitsFor' | 'reason'>[] {
    return this.#entries;
  }

  paid(orderId: string, session: string): void {
    if (this.#entries.some((entry) => entry.orderId === orderId)) return;
    const entry = { orderId, waitsFor: 'application', receiptNo: null, reason: 'cancelled', session } as const;
    this.#write([...this.#entries, { ...entry, key: this.#o.newKey() }]);
  }

  /** An application that names the order is being committed: nobody gives the money back meanwhile, though the visit may end. */
  committing(orderId: string): void {
    this.#committing.set(orderId, false);
  }

  /** The end of `committing`. @param isCommitted false: nothing was bought; what a rolled back `submitted` took away stands again */
  settled(orderId: string, isCommitted: boolean, session: string): void {
    const isVisitOver = this.#committing.get(orderId) === true;
    this.#committing.delete(orderId);
    if (isCommitted) return;
    this.paid(orderId, session);
    if (isVisitOver) this.refund(orderId, 'cancelled', session);
  }

  /**
   * The application that names the order is on its way: from now on the department decides. Called in the transaction of the application: a power cut between
   * the two would give back money for which something was bought.
   */
  submitted(orderId: string): void {
    this.#write(this.#entries.filter((entry) => entry.orderId !== orderId || entry.waitsFor === 'refund'));
  }

  /** A card is being made for it, here and now. */
  awaitsCard(orderId: string, receiptNo: string, session: string): void {
    const others = this.#entries.filter((entry) => entry.orderId !== orderId);
    const entry = { orderId, waitsFor: 'card', receiptNo, reason: 'noCard', session } as const;
    this.#write([...others, { ...entry, key: this.#o.newKey() }]);
  }

  handedOver(orderId: string): void {
    this.#write(this.#entries.filter((entry) => entry.orderId !== orderId));
  }

  refund(orderId: string, reason: RefundReason, session: string): void {
    const known = this.#entries.find((entry) => entry.orderId === orderId);
    const key = known?.key ?? this.#o.newKey();
    const others = this.#entries.filter((entry) => entry.orderId !== orderId);
    this.#write([...others, { orderId, waitsFor: 'refund', receiptNo: null, reason, key, session }]);
    this.#o.store.audit('pay', { order: orderId, state: 'refundAsked' }, session);
    void this.tell();
  }

  /** The visit is over: what it paid for and did not submit goes back. A card that is still on its way ends by itself. */
  visitEnded(session: string): void {
    for (const { orderId, waitsFor, session: owner } of this.#entries) {
      if (owner !== session || waitsFor !== 'application') continue;
      if (this.#committing.has(orderId)) this.#committing.set(orderId, true);
      else this.refund(orderId, 'cancelled', session);
    }
  }

  /** After a crash or power cut, when the cards are settled: what was handed over stays paid, everything else goes back. */
  reconcile(): void {
    for (const { orderId, waitsFor, receiptNo, session } of this.#entries) {
      if (waitsFor === 'application') this.refund(orderId, 'cancelled', session);
      if (waitsFor !== 'card') continue;
      // Of whatever dispenser: the one that moved the card may be gone from the configuration since.
      const cards = receiptNo === null ? [] : this.#o.store.custody.forReceipt(receiptNo);
      const states = cards.map(({ state }) => state);
      if (states.includes('taken')) this.handedOver(orderId);
      // Somebody must look first: the card may be in the citizen's hand. The hub decides when the record is settled.
      else if (states.some((state) => ['held', 'offered', 'offeredUnverifiable', 'lost'].includes(state))) continue;
      else this.refund(orderId, 'noCard', session);
    }
    void this.tell();
  }

  /** The hub has answered something: what it does not know yet can be told now. */
  contact(): void {
    if (this.#hasUntold) void this.tell();
  }

  /** Tells the hub what it does not know yet. */
  async tell(): Promise<void> {
    if (this.#isTelling) {
      this.#isHeardMeanwhile = true;
      return;
    }
    this.#isTelling = true;
    try {
      do {
        this.#isHeardMeanwhile = false;
        for (const entry of this.#entries.filter(({ waitsFor }) => waitsFor === 'refund')) await this.#tellOne(entry);
        // An answer of the hub to one of these is a contact as well: it ends when all are told, or when the hub falls silent.
      } while (this.#isHeardMeanwhile && this.#hasUntold);
    } finally {
      this.#isTelling = false;
    }
  }

  get #hasUntold(): boolean {
    return this.#entries.some(({ waitsFor }) => waitsFor === 'refund');
  }

  async #tellOne({ orderId, key, reason }: Entry): Promise<void> {
    const told = await this.#o.services()?.refund(orderId, { key, reason });
    // An order that the hub does not know, or refuses, will not become better by asking again.
    const isRefused = told?.ok === false && told.error.isSigned === true && finalRefusals.has(told.error.status ?? 0);
    if (told?.ok === true || isRefused) this.handedOver(orderId);
  }

  #write(entries: readonly Entry[]): void {
    this.#entries = entries;
    // A disk that does not take it shows in `durability`; the hub refunds idle orders by itself.
    this.#o.store.meta.set(metaKey, JSON.stringify(entries));
    for (const listener of [...this.#listeners]) listener();
  }
}

/** However many there are: what is not read is not told. One that cannot be read, written by another version, costs only itself: the hub refunds idle orders by itself. */
function read(text: string | null): readonly Entry[] {
  if (text === null || text === '') return [];
  try {
    const found: unknown = JSON.parse(text);
    if (!Array.isArray(found)) return [];
    return found.flatMap((one) => {
      const entry = parse(Entry, one);
      return entry.ok ? [entry.value] : [];
    });
  } catch {
    return [];
  }
}
