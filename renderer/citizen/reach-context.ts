import { createContext } from 'react';

/** Reach mode on this panel. */
export interface ReachView {
  /** Something here is higher than a seated person reaches, and the mode can move it down. */
  readonly offered: boolean;
  readonly on: boolean;
  /** So tall that the idle page says by itself that there is such a mode. */
  readonly tall: boolean;
}

export const ReachContext = createContext<ReachView>({ offered: false, on: false, tall: false });
