import { createContext } from 'react';

/** Large text on a small panel: the speaking part stands at the head of the sheet and turns with it. */
export const CrampedContext = createContext(false);
