import type { Clock } from '../../contract/clock.ts';
import type { HealthFacts, HealthNews } from '../../contract/update-health.ts';
import { type HealthSources, healthNow, type ProbeState } from './health-facts.ts';

/** One connection that may watch. */
export interface HealthCaller {
  readonly id: string;
  tell(news: HealthNews): void;
}

/** A probe that is younger answers for the next one: whoever asks in a loop must not write in a loop. */
const probeAgeMs = 5_000;

/** Tells the facts of health to whoever asks, and their changes to whoever watches (docs/updates.md, "Health gate"). Judges nothing. */
export class HealthDesk {
  readonly #o: HealthSources & { readonly clock: Clock };
  readonly #startedAtMs: number;
  readonly #watchers = new Map<string, { readonly caller: HealthCaller; said: string }>();
  #probe: { readonly state: ProbeState; readonly atMs: number } | null = null;
  #isLookDue = false;
  #isOver = false;
  readonly #ends: readonly (() => void)[];

  constructor(options: HealthSources & { readonly clock: Clock }) {
    this.#o = options;
    this.#startedAtMs = options.clock.monoMs();
    const { store, devices } = options;
    const changed = () => this.changed();
    this.#ends = [
      ...devices.map(({ device }) => device.onStatus(changed)),
      ...('code' in store ? [] : [store.onWritten(changed)]),
    ];
  }

  /** Facts now; the store is probed for it. */
  look(): HealthFacts {
    this.#probeStore();
    return this.#facts();
  }

  /** Facts now, and every change to this caller until it is gone. */
  watch(caller: HealthCaller): HealthFacts {
    const facts = this.look();
    this.#watchers.set(caller.id, { caller, said: wordsOf(facts) });
    return facts;
  }

  gone(callerId: string): void {
    this.#watchers.delete(callerId);
  }

  /** A fact may have changed. Looked at when whoever tells has finished. */
  changed(): void {
    if (this.#isLookDue || this.#isOver || this.#watchers.size === 0) return;
    this.#isLookDue = true;
    queueMicrotask(() => {
      this.#isLookDue = false;
      if (this.#isOver) return;
      const facts = this.#facts();
      const words = wordsOf(facts);
      for (const watcher of this.#watchers.values()) {
        if (watcher.said === words) continue;
        watcher.said = words;
        watcher.caller.tell({ name: 'update.health', facts });
      }
    });
  }

  /** The service ends: the store may be closed already. */
  stop(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
    this.#watchers.clear();
  }

  #facts(): HealthFacts {
    return healthNow(this.#o, this.#probe?.state ?? 'waiting', this.#o.clock.monoMs(), this.#startedAtMs);
  }

  #probeStore(): void {
    const { store, clock } = this.#o;
    const nowMs = clock.monoMs();
    if ('code' in store || (this.#probe !== null && nowMs - this.#probe.atMs < probeAgeMs)) return;
    this.#probe = { state: store.probe().ok ? 'ok' : 'failed', atMs: nowMs };
  }
}

/** That time passes is no news. */
const wordsOf = (facts: HealthFacts): string => JSON.stringify({ ...facts, hub: { ...facts.hub, awayMs: null } });
