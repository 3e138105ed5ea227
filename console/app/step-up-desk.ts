import type { HubAsks } from '../data/hub-client.ts';

/** Acts that wait for a fresh code. All that wait at a time are answered by one code. */
export interface StepUpDesk {
  /** True = the hub took a code. False: nobody gave one, or whoever was asked is signed out. */
  readonly ask: () => Promise<boolean>;
  /** Answers everybody who waits. */
  readonly settle: (isDone: boolean) => void;
  /** Which session it is now, by its secret; '' = none. What waited in another one ends. */
  readonly belongTo: (csrf: string) => void;
}

/** @param show whether a code is being asked for now */
export function stepUpDesk(show: (isAsked: boolean) => void): StepUpDesk {
  const waiting = new Set<(isDone: boolean) => void>();
  let session = '';
  const settle = (isDone: boolean) => {
    const all = [...waiting];
    waiting.clear();
    show(false);
    for (const resolve of all) resolve(isDone);
  };
  return {
    ask: () =>
      new Promise((resolve) => {
        waiting.add(resolve);
        show(true);
      }),
    settle,
    belongTo(csrf) {
      if (csrf !== session) settle(false);
      session = csrf;
    },
  };
}

/** What the hub asks of the window. An act that waits for a code ends with the session that it was begun in: the next person who signs in here would do it in his own name. */
export const asksOf = (desk: StepUpDesk, { signedOut, look }: Pick<HubAsks, 'signedOut' | 'look'>): HubAsks => ({
  signedOut: () => {
    desk.settle(false);
    signedOut();
  },
  look,
  stepUp: desk.ask,
});
