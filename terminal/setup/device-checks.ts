import type { SetupRole } from './progress.ts';

/**
 * What is tried of each device before a machine is commissioned. `<role>:link` = it answers through the device layer, for what has no act that a person could see; everything else is an act of
 * technician mode (terminal/technician/device-tests.ts), journalled ahead like a citizen's.
 */
const checks: Readonly<Record<SetupRole, readonly string[]>> = {
  idReader: ['idReader:card'],
  receiptPrinter: ['receiptPrinter:strip'],
  // A blank into the bin is a matter of two persons and a count (technician mode); the first look moves nothing.
  cardDispenser: ['cardDispenser:look'],
  documentPrinter: ['documentPrinter:link'],
  scanner: ['scanner:code'],
  smartCard: ['smartCard:link'],
  ioBoard: ['ioBoard:lights'],
};

export const testsOf = (role: SetupRole): readonly string[] => checks[role];

/** The role that a test is of. */
export const roleOfTest = (id: string): SetupRole => id.slice(0, id.indexOf(':')) as SetupRole;

export const isLinkTest = (id: string): boolean => id.endsWith(':link');
