import type { WaitCode } from '../../../contract/update-gate.ts';
import type { GateFacts } from '../reasons.ts';
import type { UpdateRules } from '../window.ts';

/** A machine at which nobody is, and that keeps nothing of anybody. */
export const nobody: GateFacts = {
  journey: 'idle',
  quietMs: 3_600_000,
  isPersonPresent: false,
  isIdCardOnPad: false,
  card: 'none',
  openCustody: 0,
  isPaperAtExit: false,
  mayPapersLieInTray: false,
  openActs: 0,
  claimedDevices: 0,
  openOrders: 0,
  isDoorOpen: false,
  isServiceKeyOn: false,
  isMaintenanceWanted: false,
  isStoreOk: true,
};

export const always: UpdateRules = { window: { from: '00:00', to: '00:00' }, quietSeconds: 120, freeze: [] };

/** One fact of the machine that forbids an update by itself, with its code. */
export const forbidding: readonly (readonly [WaitCode, Partial<GateFacts>])[] = [
  ['visit.open', { journey: 'visit' }],
  ['visit.ending', { journey: 'cleared' }],
  ['home.inUse', { journey: 'home' }],
  ['touch.recent', { quietMs: 119_999 }],
  ['person.present', { isPersonPresent: true }],
  ['idCard.onPad', { isIdCardOnPad: true }],
  ['card.atOutlet', { card: 'atOutlet' }],
  ['card.inside', { card: 'inside' }],
  ['custody.open', { openCustody: 1 }],
  ['paper.atExit', { isPaperAtExit: true }],
  ['paper.inTray', { mayPapersLieInTray: true }],
  ['act.open', { openActs: 1 }],
  ['device.claimed', { claimedDevices: 1 }],
  ['money.open', { openOrders: 1 }],
  ['door.open', { isDoorOpen: true }],
  ['service.key', { isServiceKeyOn: true }],
  ['maintenance.wanted', { isMaintenanceWanted: true }],
  ['store.failed', { isStoreOk: false }],
];
