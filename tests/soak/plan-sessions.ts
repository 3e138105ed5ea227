import { createRandom } from '../../hub/city/random.ts';
import { cutPaths } from '../cuts/rig/cut-paths.ts';
import { type FaultName, faultNames } from './faults.ts';
import type { SessionPlan } from './session.ts';

/** A card on the spot is the longest visit, and the hopper has an end. */
export const cardItem = 'ss.card.replace';
/** Faults that mean something only while a card is being made. */
const cardFaults = ['cardJams', 'cardSnatched', 'dispenserReplyLost', 'personaliserFails'] as const;
/** Documents on A4: this machine has no such printer, and says so on its tiles. */
export const isOnA4 = (item: string) => item.startsWith('cert.') || item === 'prop.search';

/** Part of the sessions of an ordinary day that are disturbed. */
const faultPart = 0.3;
const cardPart = 0.02;
const restartPart = 0.02;

/** Draws what happens, session after session: the same seed gives the same day. Restarts only before `restartsUntil`: a process that is another one has no trend. */
export function planSessions(o: {
  readonly seed: number;
  readonly sessions: number;
  readonly restartsUntil: number;
}): readonly SessionPlan[] {
  const dice = createRandom(o.seed);
  const items = Object.keys(cutPaths).filter((item) => item !== cardItem && !isOnA4(item));
  const ordinary = faultNames.filter((name) => !(cardFaults as readonly FaultName[]).includes(name));
  return Array.from({ length: o.sessions }, (_, n) => {
    const item = dice.chance(cardPart) ? cardItem : dice.pick(items);
    const faults: FaultName[] = [];
    if (dice.chance(faultPart)) faults.push(dice.pick(ordinary));
    if (item === cardItem && dice.chance(0.4)) faults.push(dice.pick(cardFaults));
    const isRestarted = n < o.restartsUntil && dice.chance(restartPart);
    const manner = dice.chance(0.1) ? 'exits' : dice.chance(0.05) ? 'walksOff' : 'stays';
    return { item, manner, faults, strikesAt: dice.int(1, item === cardItem ? 30 : 14), isRestarted };
  });
}
