import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { noLog } from '../../../contract/log.ts';
import type { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import { databaseFile, openStore } from '../../store/open-store.ts';
import { SqliteError } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { seededRandom } from '../../store/testing/temporary-store.ts';
import { reconcileCardsAtBoot } from '../boot-reconcile.ts';
import { ClaimManager } from '../claims.ts';
import { Custodian } from '../custodian.ts';
import { issueCard } from '../issue-card.ts';
import type { IssueResult } from '../issue-request.ts';
import { dispenserId } from './card-rig.test-data.ts';

/** When the process ends: just before or just after the n-th write to the journal from now on. */
export interface KillPoint {
  readonly at: 'before' | 'after';
  readonly writes: number;
}

/** The card side of the terminal service, from boot to its end, on a store file that survives it. */
export class WalkingTerminal {
  readonly store: Store;
  readonly dispenser: CardDispenser;
  readonly claims: ClaimManager;
  readonly custodian: Custodian;
  readonly dir: string;
  readonly #clock: VirtualClock;
  readonly #real: Store;
  readonly #onKilled: (survivingDir: string) => void;
  readonly #closing: Promise<void>[] = [];
  #kill: { at: KillPoint['at']; writes: number } | null = null;
  #isDead = false;
  /** The disk takes no write of the journal. */
  isDiskFull = false;

  /** @param onKilled gets the folder with the store as it was at that moment */
  constructor(
    dir: string,
    clock: VirtualClock,
    unit: { facade(): CardDispenser },
    onKilled: (survivingDir: string) => void,
  ) {
    this.dir = dir;
    this.#clock = clock;
    this.#onKilled = onKilled;
    const opened = openStore({ dir, clock, log: noLog, random: seededRandom(1) });
    if (!opened.ok) throw new Error(opened.error.detail);
    this.#real = opened.value;
    this.store = this.#mortal(opened.value);
    this.dispenser = unit.facade();
    this.custodian = new Custodian({ dispensers: [this.dispenser], store: this.store, clock, log: noLog });
    this.claims = new ClaimManager([dispenserId], clock, this.custodian);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  boot(): void {
    this.dispenser.start();
    this.custodian.watch(this.claims);
    const { claims, custodian, store } = this;
    void reconcileCardsAtBoot({ dispensers: [this.dispenser], claims, custodian, store, clock: this.#clock });
  }

  /** One visit that wants one card; null = the device was not free, nothing was asked of it. */
  async visit(session: string, takeTimeoutMs: number, signal: AbortSignal): Promise<IssueResult | null> {
    const request = { owner: session, purpose: 'walk', waitMs: 0, priority: 'customer' } as const;
    const claimed = await this.claims.claim([dispenserId], request);
    if (!claimed.ok) return null;
    const { token } = claimed.value;
    const { store, dispenser } = this;
    try {
      return await issueCard(
        {
          session,
          receiptNo: null,
          takeTimeoutMs,
          signal,
          recoverMs: 5_000,
          mayAct: () => this.claims.check(dispenserId, token),
        },
        { dispenser, store, clock: this.#clock, log: noLog },
      );
    } finally {
      claimed.value.release();
    }
  }

  killAt(point: KillPoint): void {
    this.#kill = { ...point };
  }

  /** It will not be killed any more. */
  disarm(): void {
    this.#kill = null;
  }

  /** The process is gone at once: the port closes, nothing is written any more. What already left on the wire stays. */
  kill(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    const surviving = `${this.dir}+`;
    mkdirSync(surviving);
    for (const file of [databaseFile, `${databaseFile}-wal`]) {
      if (existsSync(join(this.dir, file))) copyFileSync(join(this.dir, file), join(surviving, file));
    }
    this.#closing.push(this.dispenser.close(), this.custodian.close());
    this.#onKilled(surviving);
  }

  /** The end of the test: gives back what is open. Custody under way of a killed terminal never ends, so it is not waited for. */
  async end(): Promise<void> {
    if (!this.#isDead) this.#closing.push(this.dispenser.close(), this.custodian.close());
    if (!this.#isDead) await Promise.all(this.#closing);
    this.#real.close();
  }

  /** The store, until the process dies: from then on writes never come back, as if the caller no longer existed. */
  #mortal(real: Store): Store {
    const later = <A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (this.#dies('before')) return await gone<R>();
        if (this.isDiskFull) return full as R;
        const result = await write(...args);
        return this.#dies('after') ? await gone<R>() : result;
      };
    };
    return {
      ...real,
      acts: {
        ...real.acts,
        intend: (act, opens) => {
          if (this.#dies('before')) return { ok: false, error: { code: 'closed', detail: 'killed' } };
          if (this.isDiskFull) return full;
          const result = real.acts.intend(act, opens);
          return this.#dies('after') ? { ok: false, error: { code: 'closed', detail: 'killed' } } : result;
        },
        sent: (actId, before) => {
          if (this.#dies('before')) throw new Error('killed');
          if (this.isDiskFull) throw new SqliteError('database or disk is full', 'SQLITE_FULL');
          real.acts.sent(actId, before);
          if (this.#dies('after')) throw new Error('killed');
        },
        settle: later(real.acts.settle),
      },
      custody: { ...real.custody, change: later(real.custody.change), openOrphan: later(real.custody.openOrphan) },
    };
  }

  #dies(at: KillPoint['at']): boolean {
    if (this.#isDead) return true;
    if (this.#kill === null) return false;
    if (at === 'before') this.#kill.writes -= 1;
    if (this.#kill.writes <= 0 && this.#kill.at === at) this.kill();
    return this.#isDead;
  }
}

const full = { ok: false, error: { code: 'full', detail: 'disk full' } } as const;

function gone<T>(): Promise<T> {
  return new Promise(() => undefined);
}
