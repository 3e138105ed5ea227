import { createContext } from 'react';
import { type KeyboardRoom, usualRoom } from './fit.ts';

/** The room for keyboards on this panel in the mode of now; the window gives it. A story of one piece has that of the usual panel. */
export const KeyboardRoomContext = createContext<KeyboardRoom>(usualRoom);
