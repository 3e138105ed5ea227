import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import type { Log } from '../../../contract/log.ts';
import {
  WorkEvidence,
  type WorkOrder,
  WorkOrdersReply,
  waitingNotes,
} from '../../../contract/technician/work-orders.ts';
import { parse } from '../../../contract/validate.ts';
import type { Store } from '../../store/store.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { OrderWork, WorkStage } from './order-life.ts';

/** Meta keys: the last list of the hub, and what was done here. */
const listKey = 'orders.list';
export const worksKey = 'orders.work';
const askMs = 5_000;

const Works = Type.Array(
  Type.Object(
    {
      orderId: Type.Integer(),
      kind: Type.String(),
      stage: oneOf(['onSite', 'waitingPart', 'fixed', 'verified', 'closed'] as const),
      staff: Type.String(),
      steps: Type.Array(Type.String()),
      before: WorkEvidence,
      after: Type.Union([WorkEvidence, Type.Null()]),
      note: Type.Union([oneOf(waitingNotes), Type.Null()]),
    },
    strict,
  ),
  { maxItems: 200 },
);
type Works = Static<typeof Works>;

/** Stages in which somebody stands there. */
const inHand: ReadonlySet<WorkStage | undefined> = new Set(['onSite', 'fixed', 'verified']);

export interface OrderBookOptions {
  readonly store: Pick<Store, 'meta'>;
  readonly log: Log;
  /** Null = not enrolled yet. */
  client(): Pick<HubClient, 'service'> | null;
  /** The list has changed. */
  changed(): void;
}

/**
 * The open work orders of this machine as the hub said last, kept for when it is away, and what was done for each here. The answer of every heartbeat says whether there is
 * something new; then the list is asked for.
 */
export class OrderBook {
  readonly #o: OrderBookOptions;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<() => void>();
  #list: WorkOrdersReply | null;
  #works: ReadonlyMap<number, OrderWork>;
  #asking: string | null = null;
  /** Closed at the hub, by the machine's own report that the part is well, while somebody here is in the middle of it: he ends it with his record. */
  #held: readonly WorkOrder[] = [];

  constructor(options: OrderBookOptions) {
    this.#o = options;
    this.#list = readKept(options.store.meta.get(listKey));
    this.#works = new Map(readWorks(options.store.meta.get(worksKey)).map((work) => [work.orderId, work]));
  }

  /** Null = the hub has never said. What was closed here is not in it, although the hub may not have heard yet. */
  orders(): readonly WorkOrder[] | null {
    if (this.#list === null) return null;
    return [...this.#held, ...this.#list.orders].filter(({ id }) => this.#works.get(id)?.stage !== 'closed');
  }

  work(orderId: number): OrderWork | null {
    return this.#works.get(orderId) ?? null;
  }

  /** When the hub said so, its own clock. */
  heardAt(): string | null {
    return this.#list?.hubTime ?? null;
  }

  /** Of the list that is here; empty = none was heard. */
  revision(): string {
    return this.#list?.revision ?? '';
  }

  /** Replenishments whose difference of cards an operator has accepted. */
  accepted(): readonly string[] {
    return this.#list?.accepted ?? [];
  }

  /** Told after each new list. Returns the end of listening. */
  onList(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What a heartbeat's answer said. */
  heard(revision: string): void {
    if (revision === this.#list?.revision || revision === this.#asking) return;
    void this.#ask(revision);
  }

  /** As it will stand with this work: what goes to disk together with a record. */
  worksWith(work: OrderWork): string {
    return JSON.stringify(this.#kept(new Map(this.#works).set(work.orderId, work)));
  }

  /** It is on disk. */
  took(work: OrderWork): void {
    this.#works = new Map(this.#works).set(work.orderId, work);
  }

  /** Writes what no record tells of: ticks, a test. False: the disk did not take it, and it is not so. */
  keep(work: OrderWork): boolean {
    if (!this.#o.store.meta.set(worksKey, this.worksWith(work)).ok) return false;
    this.took(work);
    return true;
  }

  /** Nobody is at the machine any more. */
  left(): void {
    this.#held = [];
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #ask(revision: string): Promise<void> {
    const client = this.#o.client();
    if (client === null || this.#stopping.signal.aborted) return;
    this.#asking = revision;
    const { signal } = this.#stopping;
    const reply = await client.service({
      ...{ method: 'GET', path: 'work-orders', schema: WorkOrdersReply, budgetMs: askMs, signal },
    });
    this.#asking = null;
    // The next heartbeat says it again.
    if (!reply.ok || signal.aborted) return;
    const open = new Set(reply.value.orders.map(({ id }) => id));
    const known = [...this.#held, ...(this.#list?.orders ?? [])];
    this.#held = known.filter(({ id }) => !open.has(id) && inHand.has(this.#works.get(id)?.stage));
    this.#list = reply.value;
    const stored = this.#o.store.meta.set(listKey, JSON.stringify(reply.value));
    const { orders } = reply.value;
    this.#o.log('technician.orders.heard', { orders: orders.length, stored: stored.ok });
    for (const listener of [...this.#listeners]) listener();
    this.#o.changed();
  }

  /** Work for orders that the hub has no more is done with. */
  #kept(works: ReadonlyMap<number, OrderWork>): readonly OrderWork[] {
    if (this.#list === null) return [...works.values()];
    const open = new Set([...this.#held, ...this.#list.orders].map(({ id }) => id));
    return [...works.values()].filter(({ orderId }) => open.has(orderId)).slice(-100);
  }
}

function readKept(text: string | null): WorkOrdersReply | null {
  const kept = text === null ? null : parse(WorkOrdersReply, jsonOf(text));
  return kept?.ok === true ? kept.value : null;
}

function readWorks(text: string | null): Works {
  const kept = text === null ? null : parse(Works, jsonOf(text));
  return kept?.ok === true ? kept.value : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // of another version: the parse after it refuses
  }
}
