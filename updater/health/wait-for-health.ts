import type { Clock } from '../../contract/clock.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import type { Answer, LocalClient } from '../local-client.ts';
import { watchHealth } from './health-client.ts';
import { beginWatch, decide, type HealthWatch, lookedAt, seen, untilNextLook } from './health-watch.ts';
import { type Finding, findings, type HealthPolicy, type HealthVerdict } from './judge.ts';

/** Between two tries to reach a terminal service that is not there yet. Nobody can push before there is a connection. */
const retryMs = 250;

export interface WaitForHealthOptions {
  readonly connect: () => Answer<LocalClient>;
  /** Facts from before the switch (`healthNow`), kept with the boot record; null = none were taken. */
  readonly before: HealthFacts | null;
  readonly policy: HealthPolicy;
  readonly clock: Clock;
  /** Monotonic milliseconds at which the release was started; default: now. */
  readonly startedAtMs?: number;
  /** What is still not well, each time that it changes: for the log and for whoever looks. */
  readonly changed?: (found: readonly Finding[]) => void;
}

/** `null`: the wait was ended by `signal`. Every other end is a decision, at the latest at the limit of the policy. */
export type HealthEnd = Exclude<HealthVerdict, 'wait'> | null;

/** Waits until the release that runs has proven itself or has failed. Facts come by push; the terminal service may go and come back meanwhile. */
export function waitForHealth(options: WaitForHealthOptions, signal: AbortSignal): Promise<HealthEnd> {
  const { clock, connect, before, policy, startedAtMs = clock.monoMs(), changed = () => undefined } = options;
  let watch: HealthWatch = beginWatch(before, policy, startedAtMs);
  let local: LocalClient | null = null;
  let cancelLook: () => void = () => undefined;
  let cancelRetry: () => void = () => undefined;
  let said = '';
  return new Promise((resolve) => {
    let isOver = false;
    const end = (how: HealthEnd) => {
      isOver = true;
      cancelLook();
      cancelRetry();
      signal.removeEventListener('abort', onAbort);
      local?.close();
      resolve(how);
    };
    const onAbort = () => end(null);
    const look = (next: HealthWatch) => {
      if (isOver) return;
      watch = next;
      cancelLook();
      const nowMs = clock.monoMs();
      const found = findings(before, watch.facts, nowMs - startedAtMs, policy);
      const words = JSON.stringify(found);
      if (words !== said) changed(found);
      said = words;
      const decision = decide(watch, nowMs);
      if (decision !== 'wait') end(decision);
      else cancelLook = clock.after(untilNextLook(watch, nowMs), () => look(lookedAt(watch, clock.monoMs())));
    };
    const heard = (facts: HealthFacts | null) => look(seen(watch, facts, clock.monoMs()));
    const reach = async (): Promise<void> => {
      const connected = await connect();
      if (isOver) {
        if (connected.ok) connected.value.close();
        return;
      }
      if (!connected.ok) {
        again();
        return;
      }
      const client = connected.value;
      local = client;
      void client.closed.then(() => {
        local = null;
        heard(null);
        again();
      });
      let isAnswered = false;
      const first = await watchHealth(client, (facts) => {
        isAnswered = true;
        heard(facts);
      });
      if (!first.ok) client.close();
      else if (!isAnswered) heard(first.value);
    };
    const again = () => {
      if (!isOver) cancelRetry = clock.after(retryMs, () => void reach());
    };
    if (signal.aborted) {
      end(null);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    look(watch);
    void reach();
  });
}
