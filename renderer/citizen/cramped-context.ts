import { createContext } from 'react';

/** Large text on a small panel: the speaking part stands at the head of the sheet and turns with it. */
export const CrampedContext = createContext(false);

/** Letters of the usual size on a panel of the usual size: there is room for things at the side. */
export const RoomyContext = createContext(false);
