import { type Clock, sleep } from '../../contract/clock.ts';
import { SwitchesReply } from '../../contract/hub-services.ts';
import { parse } from '../../contract/validate.ts';
import type { Store } from '../store/store.ts';
import type { HubServices } from './hub-services.ts';

/** Meta key: the last list, with the hub's time in it. Public, no person. */
const metaKey = 'switches';
/** Between two looks while the hub is there; an item that the city switches off is off within this time, milliseconds. */
const switchesEveryMs = 60_000;

export interface SwitchesWatchOptions {
  readonly services: () => Pick<HubServices, 'switches'> | null;
  readonly online: () => boolean;
  readonly store: Pick<Store, 'meta'>;
  readonly clock: Clock;
  report(switches: SwitchesReply): void;
}

/** Which items the city has switched on: what was known at the last start at once, then what the hub says. `now` asks at once: call it when the link comes up. */
export function watchSwitches(options: SwitchesWatchOptions): { now(): void; stop(): void } {
  const { services, store, clock, online, report } = options;
  const stopping = new AbortController();
  let version = -1;
  let isAsking = false;

  const kept = readKept(store.meta.get(metaKey));
  if (kept !== null) {
    version = kept.version;
    report(kept);
  }

  const ask = async () => {
    if (isAsking || stopping.signal.aborted) return;
    isAsking = true;
    const reply = await services()?.switches(stopping.signal);
    isAsking = false;
    if (reply?.ok !== true || stopping.signal.aborted || reply.value.version === version) return;
    version = reply.value.version;
    store.meta.set(metaKey, JSON.stringify(reply.value));
    report(reply.value);
  };
  const run = async () => {
    while (await sleep(clock, switchesEveryMs, stopping.signal)) if (online()) await ask();
  };
  void run();
  return { now: () => void ask(), stop: () => stopping.abort() };
}

function readKept(text: string | null): SwitchesReply | null {
  if (text === null || text === '') return null;
  try {
    const kept = parse(SwitchesReply, JSON.parse(text));
    return kept.ok ? kept.value : null;
  } catch {
    return null; // of another version: asked again
  }
}
