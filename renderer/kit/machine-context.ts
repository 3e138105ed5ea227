import { createContext } from 'react';
import type { MachineFront } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';

/** The front of this machine as the snapshot brought it; without a page around (a piece by itself), the reference machine. */
export const MachineContext = createContext<MachineFront>(referenceMachine.front);
