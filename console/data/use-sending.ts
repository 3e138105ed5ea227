import { useState } from 'react';
import type { HubFailure } from './hub-client.ts';

/** One request at a time, and why the last one failed. */
export function useSending() {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  /** @param work sends; null = it went well */
  const send = async (work: () => Promise<HubFailure | null>) => {
    setBusy(true);
    setFailure(null);
    setFailure(await work());
    setBusy(false);
  };
  return { send, isBusy, failure };
}

/** What the hub has against a new password, by the name of its fault; null = something else. */
export const passwordFaultIn = (failure: HubFailure): string | null =>
  /^password: (\w+)/.exec(failure.detail)?.[1] ?? null;
