import type { WaitCode } from '../../contract/update-gate.ts';
import type { JourneyPlace } from '../session/screen-of.ts';
import { isFrozen, isInWindow, type UpdateRules } from './window.ts';

/** Everything that is known at one moment and may forbid an update. What nothing is fitted for is absent: `false`, or 0. */
export interface GateFacts {
  readonly journey: JourneyPlace;
  /** Milliseconds since the last touch, or since the program started. */
  readonly quietMs: number;
  readonly isPersonPresent: boolean;
  readonly isIdCardOnPad: boolean;
  /** Position of a card in the dispenser. */
  readonly card: 'none' | 'inside' | 'atOutlet';
  /** Records of the custody ledger that are held or offered. */
  readonly openCustody: number;
  readonly isPaperAtExit: boolean;
  readonly mayPapersLieInTray: boolean;
  /** Acts of the journal that are intended or sent and that a restart would disturb. */
  readonly openActs: number;
  /** Devices that a visit or a technician has; not what the custodian watches, which may be broken for months. */
  readonly claimedDevices: number;
  readonly openOrders: number;
  readonly isDoorOpen: boolean;
  readonly isServiceKeyOn: boolean;
  readonly isMaintenanceWanted: boolean;
  /** Without a store nobody knows what is open. */
  readonly isStoreOk: boolean;
}

/** Every reason against an update now, in the order of `waitReasons`. Pure. @param wallMs the trusted wall clock */
export function reasonsAgainst(
  facts: GateFacts,
  rules: UpdateRules,
  wallMs: number,
  isOverdue: boolean,
): readonly WaitCode[] {
  const holds: readonly (readonly [WaitCode, boolean])[] = [
    ['visit.open', facts.journey === 'visit'],
    ['visit.ending', facts.journey === 'cleared'],
    ['home.inUse', facts.journey === 'home'],
    ['touch.recent', facts.quietMs < rules.quietSeconds * 1000],
    ['person.present', facts.isPersonPresent],
    ['idCard.onPad', facts.isIdCardOnPad || (facts.journey === 'cardLeft' && facts.card === 'none')],
    ['card.atOutlet', facts.card === 'atOutlet'],
    ['card.inside', facts.card === 'inside'],
    ['custody.open', facts.openCustody > 0],
    ['paper.atExit', facts.isPaperAtExit],
    ['paper.inTray', facts.mayPapersLieInTray],
    ['act.open', facts.openActs > 0],
    ['device.claimed', facts.claimedDevices > 0],
    ['money.open', facts.openOrders > 0],
    ['door.open', facts.isDoorOpen],
    ['service.key', facts.isServiceKeyOn],
    ['maintenance.wanted', facts.isMaintenanceWanted],
    ['window.closed', !isOverdue && !isInWindow(rules, wallMs)],
    ['freeze.period', isFrozen(rules, wallMs)],
    ['store.failed', !facts.isStoreOk],
  ];
  return holds.filter(([, isSo]) => isSo).map(([code]) => code);
}
