import type { Envelope, Tombstone } from '../../../contract/envelope.ts';
import type { BatchReply, BatchRequest, Verdict } from '../../../contract/hub-api.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { HubCallError } from '../hub-call-error.ts';
import { budgets } from '../hub-client.ts';

/** What happens to one call. */
export type Fate = 'answer' | 'loseRequest' | 'loseReply' | 'nobody' | 'forged' | HubCallError;

/** An in-memory hub on virtual time with the idempotent apply of the real one. */
export class LosingHub {
  /** Messages in the order in which they took effect. */
  readonly applied: Envelope[] = [];
  /** By epoch and sequence: what arrived, as message or tombstone. A test may forget some of it. */
  readonly held = new Map<string, Set<number>>();
  readonly buried: Tombstone[] = [];
  readonly requests: BatchRequest[] = [];
  /** Ids of every batch that arrived, lost replies included. */
  readonly batches: (readonly string[])[] = [];
  readonly sentAtMs: number[] = [];
  fate: (request: BatchRequest) => Fate = () => 'answer';
  /** Overrides the verdict of a message; undefined = apply; null = leave it out of the reply. */
  judge: (message: Envelope) => Omit<Verdict, 'id'> | null | undefined = () => undefined;
  readonly #clock: VirtualClock;
  readonly #roundTripMs: number;

  constructor(clock: VirtualClock, roundTripMs = 40) {
    this.#clock = clock;
    this.#roundTripMs = roundTripMs;
  }

  get ids(): readonly string[] {
    return this.applied.map(({ id }) => id);
  }

  async batch(
    request: BatchRequest,
    signal?: AbortSignal,
    budgetMs: number = budgets.batch,
  ): Promise<Result<BatchReply, HubCallError>> {
    this.batches.push(request.messages.map(({ id }) => id));
    this.requests.push(request);
    this.sentAtMs.push(this.#clock.monoMs());
    const fate = this.fate(request);
    if (fate === 'nobody') return err({ code: 'unreachable', detail: 'ECONNREFUSED' });
    if (fate === 'loseRequest') return this.#silence(budgetMs, signal);
    if (fate === 'forged') return this.#later(err({ code: 'badSignature', detail: 'forged' }), signal);
    if (typeof fate === 'object') return this.#later(err(fate), signal);
    const held = this.held.get(request.storeEpoch) ?? new Set();
    this.held.set(request.storeEpoch, held);
    const verdicts = request.messages.flatMap((message) => this.#apply(message));
    for (const { seq, id } of request.messages) if (this.ids.includes(id)) held.add(seq);
    for (const tombstone of request.tombstones ?? []) {
      held.add(tombstone.seq);
      this.buried.push(tombstone);
      verdicts.push({ id: tombstone.id, verdict: this.ids.includes(tombstone.id) ? 'duplicate' : 'accepted' });
    }
    if (fate === 'loseReply') return this.#silence(budgetMs, signal);
    const hubTime = new Date(this.#clock.wallMs()).toISOString();
    return this.#later(ok({ hubTime, verdicts, ...proofOf(held) }), signal);
  }

  #apply(message: Envelope): Verdict[] {
    const override = this.judge(message);
    if (override === null) return [];
    if (override !== undefined) return [{ id: message.id, ...override }];
    const known = this.applied.find(({ id }) => id === message.id);
    if (known === undefined) this.applied.push(message);
    const verdict = known === undefined ? 'accepted' : known.sha256 === message.sha256 ? 'duplicate' : 'conflict';
    return [{ id: message.id, verdict }];
  }

  #silence(budgetMs: number, signal: AbortSignal | undefined): Promise<Result<BatchReply, HubCallError>> {
    return this.#later(err({ code: 'timeout', detail: 'lost' }), signal, budgetMs);
  }

  #later<T>(
    result: Result<T, HubCallError>,
    signal?: AbortSignal,
    delayMs = this.#roundTripMs,
  ): Promise<Result<T, HubCallError>> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(delayMs, () => resolve(result));
      signal?.addEventListener('abort', () => {
        cancel();
        resolve(err({ code: 'aborted', detail: 'given up' }));
      });
    });
  }
}

/** What the hub proves to hold: by looking at every number, which only a small queue allows. */
export function proofOf(held: ReadonlySet<number>) {
  const highest = Math.max(0, ...held);
  const gaps: [number, number][] = [];
  for (let seq = 1; seq <= highest; seq += 1) {
    if (held.has(seq)) continue;
    const last = gaps.at(-1);
    if (last?.[1] === seq - 1) last[1] = seq;
    else gaps.push([seq, seq]);
  }
  return { upTo: (gaps[0]?.[0] ?? highest + 1) - 1, highest, gaps };
}
