import type { Clock } from '../../contract/clock.ts';
import type { FinalVerdict } from '../outbox/outbox.ts';

/** The answer that a citizen waits for; `pending` = not known yet, the message stays in the queue. */
export type AwaitedVerdict = FinalVerdict | 'pending';

/** Who waits for which message. A message with a waiter is urgent. */
export interface VerdictWaiters {
  readonly urgent: ReadonlySet<string>;
  wait(messageId: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<AwaitedVerdict>;
  tell(messageId: string, verdict: FinalVerdict): void;
  /** Ends every wait with `pending`. */
  close(): void;
}

/** Lets somebody wait for the hub's verdict on a message, within a limit. What others wait for is sent first. */
export function makeVerdictWaiters(clock: Clock): VerdictWaiters {
  const waiting = new Map<string, Set<(verdict: AwaitedVerdict) => void>>();
  const urgent = new Set<string>();

  function wait(messageId: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<AwaitedVerdict> {
    if (signal?.aborted === true) return Promise.resolve('pending');
    return new Promise((resolve) => {
      const answers = waiting.get(messageId) ?? new Set();
      const finish = (verdict: AwaitedVerdict) => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
        answers.delete(finish);
        if (answers.size === 0) {
          waiting.delete(messageId);
          urgent.delete(messageId);
        }
        resolve(verdict);
      };
      const onAbort = () => finish('pending');
      const cancel = clock.after(timeoutMs, onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
      answers.add(finish);
      waiting.set(messageId, answers);
      urgent.add(messageId);
    });
  }

  function finishAll(messageId: string, verdict: AwaitedVerdict): void {
    for (const finish of [...(waiting.get(messageId) ?? [])]) finish(verdict);
  }

  return {
    urgent,
    wait,
    tell: finishAll,
    close: () => {
      for (const messageId of [...waiting.keys()]) finishAll(messageId, 'pending');
    },
  };
}
