import type { DeviceTestId } from '../technician/device-tests.ts';
import type { SetupRole } from './progress.ts';

/**
 * What is tried of each device before a machine is commissioned: acts of technician mode (terminal/technician/device-tests.ts), journalled ahead like a citizen's.
 */
const checks: Readonly<Record<SetupRole, DeviceTestId>> = {
  idReader: 'idReader:card',
  receiptPrinter: 'receiptPrinter:strip',
  // A blank into the bin is a matter of two persons and a count (technician mode); the first look moves nothing.
  cardDispenser: 'cardDispenser:look',
  documentPrinter: 'documentPrinter:page',
  scanner: 'scanner:code',
  smartCard: 'smartCard:card',
  ioBoard: 'ioBoard:lights',
};

/** The test that shows that this device works. */
export const testOf = (role: SetupRole): DeviceTestId => checks[role];

/** The role that a test is of. */
export const roleOfTest = (id: string): SetupRole => id.slice(0, id.indexOf(':')) as SetupRole;
