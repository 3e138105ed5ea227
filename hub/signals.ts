import { type Clock, sleep } from '../contract/clock.ts';
import type { Sql } from './database/pool.ts';

/**
 * Hints between instances over LISTEN/NOTIFY. A hint can be lost (connection cut) or come twice, so whoever waits looks at the tables again; it
 * only makes waiting short. Topics: `work`, `case:<receiptNo>`, `enrolment:<id>`, `unread`, `console:<messageId>,…`, `account:<id>`.
 */
export interface Signals {
  /** Calls `fn` for every hint that begins with `prefix`, with what follows it; returns the way to stop. */
  on(prefix: string, fn: (rest: string) => void): () => void;
  /** Sends a hint now. Inside a transaction use `notify(tx, …)`, which goes out at commit. */
  send(hint: string): Promise<void>;
  /** Calls `fn` after the connection was lost and is back: hints may be missing. */
  onResume(fn: () => void): () => void;
  close(): Promise<void>;
}

const channel = 'yitiji';

/** Hint that goes out when the transaction commits, and never when it does not. Payloads over 8000 bytes are refused by PostgreSQL. */
export async function notify(tx: Pick<Sql, 'unsafe'>, hint: string): Promise<void> {
  await tx.unsafe('select pg_notify($1, $2)', [channel, hint]);
}

/** Several hints at commit, in one statement. */
export async function notifyAll(tx: Pick<Sql, 'unsafe'>, hints: readonly string[]): Promise<void> {
  await tx.unsafe('select pg_notify($1, hint) from unnest($2::text[]) as hint', [channel, [...hints]], {
    prepare: true,
  });
}

/** Hints between instances over one LISTEN connection. After it was lost, `onResume` is told: hints of that time are gone. */
export async function openSignals(sql: Sql): Promise<Signals> {
  const listeners = new Set<{ readonly prefix: string; readonly fn: (rest: string) => void }>();
  const resumers = new Set<() => void>();
  let isFirst = true;
  const listening = await sql.listen(
    channel,
    (hint) => {
      for (const { prefix, fn } of [...listeners]) if (hint.startsWith(prefix)) fn(hint.slice(prefix.length));
    },
    () => {
      if (!isFirst) for (const fn of [...resumers]) fn();
      isFirst = false;
    },
  );
  return {
    on(prefix, fn) {
      const entry = { prefix, fn };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    onResume(fn) {
      resumers.add(fn);
      return () => resumers.delete(fn);
    },
    send: (hint) => notify(sql, hint),
    close: () => listening.unlisten(),
  };
}

/**
 * Long poll: looks, and looks again after every hint, until `look` says that it is final or `waitMs` has passed or the hub stops. Also looks
 * every two seconds, because a hint can be lost.
 */
export async function waitFor<T>(input: {
  readonly clock: Clock;
  readonly signals: Signals;
  readonly hint: string;
  readonly waitMs: number;
  readonly stop: AbortSignal;
  readonly look: () => Promise<T>;
  readonly isFinal: (value: T) => boolean;
}): Promise<T> {
  const end = input.clock.monoMs() + input.waitMs;
  // Listening begins before the first look: a change between look and listen would be missed otherwise.
  let wake: AbortController | null = null;
  let isMissed = false;
  const off = input.signals.on(input.hint, () => {
    isMissed = true;
    wake?.abort();
  });
  try {
    for (;;) {
      isMissed = false;
      const value = await input.look();
      const left = end - input.clock.monoMs();
      if (left <= 0 || input.stop.aborted || input.isFinal(value)) return value;
      wake = new AbortController();
      if (!isMissed) await sleep(input.clock, Math.min(left, 2000), AbortSignal.any([wake.signal, input.stop]));
    }
  } finally {
    off();
  }
}
