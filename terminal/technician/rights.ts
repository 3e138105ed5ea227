import type { RefillUnit } from '../../contract/technician/staff.ts';
import type { WorkCause } from '../../contract/technician/work-causes.ts';
import type { Person } from './access-state.ts';
import type { DeviceTestId } from './device-tests.ts';

/**
 * Pages of whoever is in, in the order of the navigation. A page of another part of the program comes in here, in `pages/pages.ts`, and in the list of a role.
 */
export const pageNames = [
  'today',
  'orders',
  'devices',
  'tests',
  'supplies',
  'items',
  'outbox',
  'bundle',
  'network',
  'versions',
  'config',
  'setup',
  'notice',
  'restart',
  'code',
] as const;
export type PageName = (typeof pageNames)[number];

/** What anybody may do whom nobody could confirm now: say that the machine is out of order, and start it anew (docs/domain/technician-and-operations.md §2.3). */
const emergency: readonly PageName[] = ['today', 'notice', 'restart', 'code'];
const ofRole: Readonly<Record<Person['role'], readonly PageName[]>> = {
  // No wire, no port, no card: what a keeper needs to look after a machine of the house.
  keeper: ['today', 'orders', 'supplies', 'items', 'tests', 'network', 'notice', 'restart'],
  technician: [
    'today',
    'orders',
    'devices',
    'tests',
    'supplies',
    'items',
    'outbox',
    'bundle',
    'network',
    'versions',
    'config',
    'setup',
    'notice',
    'restart',
  ],
};

/** Pages that this person may open. */
export function pagesOf({ role, scope }: Person): readonly PageName[] {
  return scope === 'emergency' ? emergency : ofRole[role];
}

const keepersTests: readonly DeviceTestId[] = [
  'receiptPrinter:strip',
  'documentPrinter:page',
  'idReader:card',
  'smartCard:card',
  'scanner:code',
  'ioBoard:lights',
  'touchPanel:grid',
  'speaker:sound',
  'navPad:keys',
];

/** Whether this person may start this test. */
export function mayTest(person: Person, test: DeviceTestId): boolean {
  if (!pagesOf(person).includes('tests')) return false;
  return person.role === 'technician' || keepersTests.includes(test);
}

/** What a keeper puts right: paper, cards and bins with a second person, the own notice. Everything else is a technician's. */
const keepersCauses: readonly WorkCause[] = ['paper', 'blankCards', 'bin', 'notice'];

/** Whether this person may work on an order with this cause. */
export function mayWork(person: Person, cause: WorkCause): boolean {
  if (!pagesOf(person).includes('orders')) return false;
  return person.role === 'technician' || keepersCauses.includes(cause);
}

/** Both roles fill; what needs two persons is asked for there. */
export function mayRefill(person: Person, _unit: RefillUnit): boolean {
  return pagesOf(person).includes('supplies');
}

/** Whoever was confirmed. */
export const mayCheck = ({ scope }: Person): boolean => scope !== 'emergency';
/** Whether this person may put a notice on the home page. */
export const mayPostNotice = (person: Person): boolean => pagesOf(person).includes('notice');
/** Whether this person may restart program or machine. */
export const mayRestart = (person: Person): boolean => pagesOf(person).includes('restart');
/** Whoever may restart and was confirmed: somebody has to come to turn it on again. */
export const mayPowerOff = (person: Person): boolean => mayRestart(person) && mayCheck(person);
/** Whether this person may change settings. */
export const mayConfigure = (person: Person): boolean => pagesOf(person).includes('config');
/** Whether this person may send dead letters anew. */
export const mayRetry = (person: Person): boolean => pagesOf(person).includes('outbox');
