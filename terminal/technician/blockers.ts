import type { WaitCode } from '../../contract/update-gate.ts';
import type { DocumentRow, MotionRow, PrintRow, Store } from '../store/store.ts';
import type { GateFacts } from '../update-gate/reasons.ts';
import { reasonsAgainst } from '../update-gate/reasons.ts';
import type { UpdateRules } from '../update-gate/window.ts';

/** Any hour and any day will do, however short ago somebody touched the screen. */
const anyTime: UpdateRules = { window: { from: '00:00', to: '00:00' }, quietSeconds: 0, freeze: [] };

/** Who stands there is the one who comes in; a technician is nobody's hindrance to himself. */
const isNoHindrance: ReadonlySet<WaitCode> = new Set<WaitCode>([
  'touch.recent',
  'person.present',
  'home.inUse',
  'door.open',
  'service.key',
  'maintenance.wanted',
  'window.closed',
  'freeze.period',
  // A store that has failed, and what is owed by the hub, are mended from inside.
  'store.failed',
]);

/** What of a visit must come to its end before the visit is wiped. */
const holdsVisit: ReadonlySet<WaitCode> = new Set<WaitCode>([
  'card.atOutlet',
  'card.inside',
  'custody.open',
  'paper.atExit',
  'act.open',
  'money.open',
]);

export interface BlockerFacts extends GateFacts {
  /** The custodian has given up on the dispenser and waits for a person: what is in it is the technician's to settle. */
  readonly isCardStuck: boolean;
  /** An update holds the machine. */
  readonly isUpdating: boolean;
}

/**
 * What a technician must wait for, of what also keeps an update away (terminal/update-gate/reasons.ts). Nobody opens the machine over a citizen's card, paper or act. Pure.
 */
export function blockersOf(facts: BlockerFacts): readonly WaitCode[] {
  const isVisit = facts.journey === 'visit';
  const stuck: readonly WaitCode[] = facts.isCardStuck ? ['card.atOutlet', 'card.inside', 'custody.open'] : [];
  const reasons = reasonsAgainst(facts, anyTime, 0, true).filter(
    (code) =>
      !isNoHindrance.has(code) &&
      !stuck.includes(code) &&
      // A refund that the hub does not know yet may stand for days; only a visit that has just paid is waited for.
      (code !== 'money.open' || isVisit),
  );
  return facts.isUpdating ? [...reasons, 'lease.held'] : reasons;
}

/**
 * Whether the machine may be taken from the citizens now. A visit is wiped for it (H14), unless something of it has begun that must end by itself; a machine that
 * is being updated is taken by nobody.
 */
export function mayTake(blockers: readonly WaitCode[]): boolean {
  if (blockers.includes('lease.held')) return false;
  return !blockers.includes('visit.open') || !blockers.some((code) => holdsVisit.has(code));
}

/** Acts of the journal that are not at their end, whoever began them. */
export const openActsOf = ({ acts }: Pick<Store, 'acts'>, dispenserId: string | undefined) => ({
  prints: acts.unsettled(),
  documents: acts.unsettledDocuments(),
  motions: dispenserId === undefined ? [] : acts.openMotions(dispenserId),
});

/**
 * Acts that run. One of an earlier start is history that waits to be cleared up, for a printer that is dead perhaps for days: mending it is why somebody comes.
 * Where the custodian has given up, the motions of cards wait for that person, too. Pure.
 */
export function actsUnderWay(acts: OpenActs, bootId: string, isCardStuck: boolean): number {
  return underWay(acts, bootId, isCardStuck).length;
}

/** The acts that run, by id and device: what has begun meanwhile is what was not among them before. Pure. */
export function namesUnderWay(acts: OpenActs<ActName>, bootId: string): readonly ActName[] {
  return underWay(acts, bootId, false);
}

export interface ActName {
  readonly id: string;
  readonly deviceId: string;
}

interface OpenActs<More = unknown> {
  readonly prints: readonly (Pick<PrintRow, 'bootId'> & More)[];
  readonly documents: readonly (Pick<DocumentRow, 'bootId'> & More)[];
  readonly motions: readonly (Pick<MotionRow, 'bootId' | 'state'> & More)[];
}

function underWay<More>(acts: OpenActs<More>, bootId: string, isCardStuck: boolean) {
  const motions = isCardStuck ? [] : acts.motions.filter(({ state }) => state !== 'unknown');
  return [...acts.prints, ...acts.documents, ...motions].filter((act) => act.bootId === bootId);
}
