import type { Clock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import type { Random } from '../../../hub/city/random.ts';
import { ClaimManager } from '../../../terminal/devices/claims.ts';
import { reconcilePrints } from '../../../terminal/devices/print-act.ts';
import type { ActIntent, Identity, Store, SubmitInput } from '../../../terminal/store/store.ts';
import type { StoreError } from '../../../terminal/store/store-error.ts';
import { newCard, seen, seenAfter } from '../../../terminal/store/testing/ledger.test-data.ts';
import { submitInput } from '../../../terminal/store/testing/temporary-store.ts';
import type { Say } from '../said.ts';

export interface MachineOptions {
  /** Opens the store; called again at each restart. */
  open(): Store;
  readonly clock: Clock;
  readonly random: Random['next'];
  readonly say: Say;
  /** Begins the ids of acts and cards: another one for each process on the same data. */
  readonly life: string;
  /** What is applied for, besides `submitInput`. */
  application?(): Partial<SubmitInput>;
  /** Time that passes before the next citizen. */
  pass?(ms: number): Promise<void>;
}

/** The store of a machine and what it does in a day, each commit said when it has returned. */
export class WorkingMachine {
  store: Store;
  readonly #options: MachineOptions;
  readonly #receipts: string[] = [];
  readonly #unrated: string[] = [];
  #cards = 0;
  #acts = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.store = options.open();
  }

  claim(identity: Identity): void {
    this.must(this.store.setIdentity(identity));
    this.#options.say({ kind: 'meta', key: 'identity' });
  }

  /** Ends while a print is under way and starts again. */
  async restart(): Promise<void> {
    const receiptNo = this.#receipts.at(-1);
    if (receiptNo !== undefined) {
      this.#send({ id: this.#newAct(), kind: 'print', deviceId: 'printer', copy: 0, receiptNo, session: 's-1' });
    }
    this.store.close();
    this.store = this.#options.open();
    await this.boot();
  }

  /** What a start does about what was under way. A card that was, is gone: nobody looked. */
  async boot(): Promise<void> {
    const { say, clock } = this.#options;
    this.must(this.store.outbox.requeueInflight());
    await reconcilePrints({ printer: null, claims: new ClaimManager([], clock), store: this.store, log: noLog });
    for (const act of this.store.acts.unsettledDocuments()) {
      this.must(await this.store.acts.settle(act.id, 'indeterminate', null, 'reconcile'));
    }
    for (const card of this.store.custody.open()) {
      for (const act of this.store.acts.openMotions(card.deviceId)) {
        if (act.state === 'unknown') continue;
        this.must(await this.store.acts.settle(act.id, 'indeterminate', seenAfter, 'reconcile'));
      }
      this.must(
        await this.store.custody.change(card.id, { type: 'vanished' }, { by: 'reconcile', evidence: seenAfter }),
      );
    }
    say({ kind: 'commit' });
  }

  /** @returns id of the message */
  async submit(): Promise<string> {
    const { say, application, pass } = this.#options;
    await pass?.(this.#upTo(60_000));
    const input = submitInput({ prio: this.#chance(0.3) ? 0 : 2, offline: this.#chance(0.5), ...application?.() });
    const taken = this.must(await this.store.submitCase(input));
    say({ kind: 'message', id: taken.messageId, receiptNo: taken.receiptNo });
    this.#receipts.push(taken.receiptNo);
    this.#unrated.push(taken.receiptNo);
    return taken.messageId;
  }

  /** A slip, or a certificate. */
  async print(): Promise<void> {
    const receiptNo = this.#receipts[this.#upTo(this.#receipts.length)];
    if (receiptNo === undefined) return;
    const shared = { id: this.#newAct(), deviceId: 'printer', copy: 0, receiptNo, session: 's-1' } as const;
    const act: ActIntent = this.#chance(0.7)
      ? { ...shared, kind: 'print' }
      : { ...shared, kind: 'document', documentId: `d-${shared.id}`, pages: 2 };
    this.#send(act);
    const outcome = this.#chance(0.8) ? 'done' : 'indeterminate';
    this.must(await this.store.acts.settle(act.id, outcome, seenAfter, 'reply'));
    this.#options.say({ kind: 'act', id: act.id, state: outcome === 'done' ? 'confirmed' : 'unknown' });
  }

  /** A card from the hopper into a hand. */
  async card(): Promise<void> {
    this.#cards += 1;
    const card = newCard(`card-${this.#options.life}-${this.#cards}`);
    const { say } = this.#options;
    const feed = {
      id: this.#newAct(),
      kind: 'feed',
      deviceId: card.deviceId,
      custodyId: card.id,
      session: 's-1',
    } as const;
    this.#send(feed, card);
    say({ kind: 'custody', id: card.id, events: 1 });
    this.must(await this.store.acts.settle(feed.id, 'done', seenAfter, 'reply'));
    say({ kind: 'act', id: feed.id, state: 'confirmed' });
    const present = { ...feed, id: this.#newAct(), kind: 'present' } as const;
    this.#send(present);
    const presented = { custody: { type: 'presented' } } as const;
    this.must(await this.store.acts.settle(present.id, 'done', seenAfter, 'reply', presented));
    say({ kind: 'act', id: present.id, state: 'confirmed' });
    say({ kind: 'custody', id: card.id, events: 2 });
    this.must(await this.store.custody.change(card.id, { type: 'taken' }, { by: 'sensor', evidence: seenAfter }));
    say({ kind: 'custody', id: card.id, events: 3 });
  }

  async rate(): Promise<void> {
    const receiptNo = this.#unrated.pop();
    if (receiptNo === undefined) return;
    const words = { reasons: [], text: '', callback: null, reasonsVersion: 1, at: seen.at };
    this.must(await this.store.rate({ receiptNo, level: 5, session: 's-1', ...words }));
    this.#options.say({ kind: 'commit' });
  }

  /** A technician counts what is in the bins. */
  async exchangeBins(): Promise<void> {
    const id = this.#newAct();
    this.must(await this.store.bins.beginExchange({ id, deviceId: 'counted-dispenser', operator: 'op-1' }));
    this.#options.say({ kind: 'commit' });
    this.must(await this.store.bins.endExchange(id, { hopper: this.#upTo(50), retain: 0 }));
    this.#options.say({ kind: 'commit' });
  }

  /** The daily backup, beside the open store. */
  backUp(): void {
    const { name } = this.must(this.store.backup(2));
    this.#options.say({ kind: 'file', name: `backups/${name}` });
  }

  note(): void {
    this.store.audit('selftest', { result: 'ok' }, null);
    this.#options.say({ kind: 'commit' });
  }

  remember(): void {
    this.must(this.store.meta.set('powercut', String(this.#upTo(1_000_000))));
    this.#options.say({ kind: 'meta', key: 'powercut' });
  }

  /** One batch to the hub: no answer, or a verdict for each message. */
  sync(): void {
    const { say } = this.#options;
    const ids = [...this.store.outbox.candidates()].map(({ id }) => id).slice(0, 1 + this.#upTo(12));
    if (ids.length === 0) return;
    this.must(this.store.outbox.take(ids));
    say({ kind: 'commit' });
    if (this.#chance(0.2)) {
      this.must(this.store.outbox.release(ids, 'timeout'));
      say({ kind: 'commit' });
      return;
    }
    const settlements = ids.map((id) => ({ id, ...this.#verdict() }));
    for (const { id, verdict } of settlements) say({ kind: 'verdict', id, word: verdict });
    this.must(this.store.outbox.settle(settlements));
    say({ kind: 'commit' });
    for (const { id, verdict } of settlements) {
      if (verdict === 'accepted' || verdict === 'duplicate') say({ kind: 'settled', id, state: 'acked' });
      if (verdict === 'rejected') say({ kind: 'settled', id, state: 'dead' });
    }
    this.#bury();
  }

  close(): void {
    this.store.close();
  }

  /** Unwraps; a refusal of the store is a bug of the scenario. */
  must<T>(result: Result<T, StoreError>): T {
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
    return result.value;
  }

  /** Intends and sends: the transport says so when the byte leaves, and by then it must be durable. */
  #send(act: ActIntent, opens?: ReturnType<typeof newCard>): void {
    const { say } = this.#options;
    this.must(this.store.acts.intend(act, opens));
    say({ kind: 'act', id: act.id, state: 'intended' });
    this.store.acts.sent(act.id, seen);
    say({ kind: 'sent', act: act.id });
  }

  #verdict() {
    const draw = this.#options.random();
    if (draw < 0.75) return { verdict: 'accepted' } as const;
    if (draw < 0.82) return { verdict: 'duplicate' } as const;
    if (draw < 0.93) return { verdict: 'retry', counted: true } as const;
    return draw < 0.97 ? ({ verdict: 'rejected', code: 'schema' } as const) : ({ verdict: 'tooOld' } as const);
  }

  /** The hub hears of dead letters; some are sent once more. */
  #bury(): void {
    const { outbox, epoch } = this.store;
    const due = outbox.tombstones(epoch, 10);
    if (due.length === 0) return;
    this.must(outbox.tellTombstones(due.map(({ id }) => ({ id, isHeld: false }))));
    this.#options.say({ kind: 'commit' });
    const dead = outbox.list().find(({ state }) => state === 'dead');
    if (dead === undefined || this.#chance(0.5)) return;
    this.#options.say({ kind: 'opening', id: dead.id });
    this.must(this.#chance(0.5) ? outbox.waive(dead.id, 'power cut') : outbox.replay(dead.id, 'power cut'));
    this.#options.say({ kind: 'commit' });
  }

  #newAct(): string {
    this.#acts += 1;
    return `act-${this.#options.life}-${this.#acts}`;
  }

  #chance(rate: number): boolean {
    return this.#options.random() < rate;
  }

  #upTo(below: number): number {
    return Math.floor(this.#options.random() * below);
  }
}
