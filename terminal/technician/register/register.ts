import type { Log } from '../../../contract/log.ts';
import { keepDays, type RegisterItem } from '../../../contract/technician/register.ts';
import type { CustodyRow } from '../../store/ledger.ts';
import type { Store } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';
import { type ItemEvent, newItem, stepItem } from './item-life.ts';
import { asideOf, itemsKey, putAside, readItems } from './kept-items.ts';

/** Meta key: until when captured cards were entered and are gone, so that none comes twice. */
const horizonKey = 'register.horizon';
/** Items that have gone and are still shown. */
const goneShown = 20;
const dayMs = 86_400_000;

export interface RegisterOptions {
  readonly store: Pick<Store, 'meta' | 'recordOfStaff' | 'custody' | 'trustedWallMs'>;
  readonly log: Log;
  readonly newId: () => string;
  /** Device whose captured cards are entered; null = none is fitted. */
  readonly dispenserId: string | null;
}

/**
 * Captured cards and found items of this machine: what the custody ledger says comes in by itself, the rest by hand; each change is a record for the hub before it is so
 * here. No holder is named: the hub resolves owners.
 */
export class Register {
  readonly #o: RegisterOptions;
  #items: readonly RegisterItem[];
  /** The list on the disk, as long as it stands there and cannot be read whole. */
  #unread: string | null;

  constructor(options: RegisterOptions) {
    this.#o = options;
    const { items, unread } = readItems(options.store.meta.get(itemsKey));
    this.#items = items;
    this.#unread = unread;
    if (unread !== null) options.log('technician.register.unreadable', { read: items.length, chars: unread.length });
  }

  /** Entries are missing here that could not be read; the hub has them. Told for as long as things are kept. */
  isIncomplete(): boolean {
    const { meta, trustedWallMs } = this.#o.store;
    const aside = asideOf(meta);
    return this.#unread !== null || (aside !== null && trustedWallMs() - aside.atMs < keepDays * dayMs);
  }

  /** Newest first. */
  items(): readonly RegisterItem[] {
    return this.#items.toReversed();
  }

  get(id: string): RegisterItem | null {
    return this.#items.find((item) => item.id === id) ?? null;
  }

  /** Enters cards that the machine has captured since. @returns how many */
  async enterCaptured(): Promise<number> {
    const { store, dispenserId, newId } = this.#o;
    if (dispenserId === null) return 0;
    const captured = store.custody.ofDevice(dispenserId).filter((row) => isSomebodysInBin(row, store.custody));
    // A card whose entry cannot be read was entered then: twice at the hub, it would wait for somebody for ever.
    const unread = `${this.#unread ?? ''}${asideOf(store.meta)?.text ?? ''}`;
    const missing = captured.filter(
      ({ id }) => !unread.includes(id) && !this.#items.some(({ custody }) => custody === id),
    );
    // Gone ones are forgotten here after a while; what was settled before the oldest that is remembered was entered then.
    const horizon = this.#horizon();
    let entered = 0;
    for (const row of missing.filter(({ settledWallMs, openedWallMs }) => (settledWallMs ?? openedWallMs) > horizon)) {
      const at = new Date(row.settledWallMs ?? row.openedWallMs).toISOString();
      const what = row.kind === 'document' || row.kind === 'receipt' ? 'pages' : 'socialCard';
      const item = newItem({ id: newId(), what, where: 'captureBin', count: 1, at, staff: null, custody: row.id });
      // In their order: the horizon passes nothing by that was not entered.
      if (!(await this.#put(item))) break;
      entered += 1;
    }
    return entered;
  }

  /** False: it could not be written, and is not entered. */
  async enter(item: RegisterItem): Promise<boolean> {
    return await this.#put(item);
  }

  /** False: it does not fit, or could not be written; nothing has changed. */
  async step(id: string, event: ItemEvent): Promise<boolean> {
    const item = this.get(id);
    const next = item === null ? null : stepItem(item, event);
    return next !== null && (await this.#put(next));
  }

  /** Two persons have emptied the capture bin: what was in it is out, also what nobody has looked for here yet. */
  async binEmptied(staff: readonly string[]): Promise<void> {
    await this.enterCaptured();
    for (const item of this.#items) {
      if (item.where === 'captureBin' && item.state === 'inMachine')
        await this.step(item.id, { type: 'takenOut', staff });
    }
  }

  async #put(item: RegisterItem): Promise<boolean> {
    const others = this.#items.filter(({ id }) => id !== item.id);
    const isNew = others.length === this.#items.length;
    const all = isNew ? [...others, item] : this.#items.map((one) => (one.id === item.id ? item : one));
    const gone = all.filter(({ state }) => state === 'handedOver').slice(0, -goneShown);
    const kept = all.filter((one) => !gone.includes(one));
    // Only captured cards that are gone and no longer shown move the horizon, and before they are forgotten: a process killed in between would enter them once more.
    const past = gone.flatMap((one) => (one.custody === null ? [] : [Date.parse(one.at)]));
    if (past.length > 0) {
      const moved = this.#o.store.meta.set(horizonKey, String(Math.max(this.#horizon(), ...past)));
      if (!moved.ok) return this.#refused(moved.error.code);
    }
    if (this.#unread !== null) {
      const aside = putAside(this.#o.store.meta, this.#unread, this.#o.store.trustedWallMs());
      if (!aside.ok) return this.#refused(aside.error.code);
    }
    const { id, what, where, state, staff, count, handOver } = item;
    const stored = await this.#o.store.recordOfStaff({
      ...{ topic: 'tech.item', body: item, keep: { key: itemsKey, value: JSON.stringify(kept) } },
      audit: { staff: staff.join('+'), item: id, what, where, state, to: handOver?.to ?? null, count },
    });
    if (!stored.ok) return this.#refused(stored.error.code);
    this.#items = kept;
    this.#unread = null;
    return true;
  }

  #refused(code: StoreError['code']): false {
    this.#o.log('technician.register.refused', { code });
    return false;
  }

  #horizon(): number {
    return Number(this.#o.store.meta.get(horizonKey) ?? '0') || 0;
  }
}

/** A blank that a test has moved is nobody's. A card that the machine found in its path is of somebody whom nobody knows: no act of this machine has brought it there. */
const isSomebodysInBin = (
  { id, state, session, receiptNo }: CustodyRow,
  custody: RegisterOptions['store']['custody'],
): boolean =>
  (state === 'retained' || state === 'retracted') &&
  (session !== null ||
    receiptNo !== null ||
    custody.history(id).some(({ event, actId }) => event === 'opened' && actId === null));
