import type { CaseState } from '../../contract/pulls/cases.ts';
import type { Random } from '../../hub/city/random.ts';
import { personaOf, titles } from '../cuts/rig/cut-citizen.ts';
import { smsCode } from '../cuts/rig/cut-hub.ts';
import { cutPaths } from '../cuts/rig/cut-paths.ts';
import { type Deed, decide, type Memory, newMemory, offers, pageOf } from '../support/citizen/decide.ts';
import type { MainPath } from '../support/citizen/main-paths.ts';
import { touchOfDeed } from '../support/citizen/touch-of-deed.ts';
import { type FaultName, strike } from './faults.ts';
import type { Street } from './street.ts';

/** What becomes of the citizen: goes the whole way, presses the way out, or walks off without a word. */
export type Manner = 'stays' | 'exits' | 'walksOff';

export interface SessionPlan {
  readonly item: string;
  readonly manner: Manner;
  readonly faults: readonly FaultName[];
  /** Deed at which the faults strike, and after which somebody who does not stay goes. */
  readonly strikesAt: number;
  /** The program ends there as well, and is started again. */
  readonly isRestarted: boolean;
}

export interface SessionResult {
  /** The citizen saw the page that proves that they got what they came for. */
  readonly isDone: boolean;
  readonly deeds: number;
  /** Null = the machine stands on its idle page again. */
  readonly problem: string | null;
}

/** Pages of all kinds in one visit; more mean that the citizen goes in circles. They walk off then: that is no failure of the machine. */
const mostDeeds = 160;
/** What a hand needs, and between two looks while others work; milliseconds of the street. */
const handMs = 250;
const lookMs = 500;
/** Longest until the machine stands on its idle page with nobody there: longest page limit, a card that waits to be taken, custody, devices that come back. */
const mostQuietMs = 30 * 60_000;

/** One citizen from the idle page back to it. */
export async function runSession(street: Street, plan: SessionPlan, dice: Random): Promise<SessionResult> {
  const { machine, hub } = street;
  const path = cutPaths[plan.item];
  if (path === undefined) throw new Error(`no path for ${plan.item}`);
  hub.caseState = caseStateOf(path);
  const problem = await idlePage(street);
  if (problem !== null) return { isDone: false, deeds: 0, problem };
  const citizen = new Citizen(street, path);
  const mending: (() => Promise<void> | void)[] = [];
  let isDone = false;
  let deeds = 0;
  await citizen.open(path.from ?? plan.item);
  for (; deeds < mostDeeds; deeds += 1) {
    const { snapshot } = machine;
    if (snapshot !== null) {
      if (pageOf(snapshot.screen).startsWith(path.end)) isDone = true;
      if (snapshot.screen.name === 'A0') break;
    }
    if (deeds === plan.strikesAt) {
      for (const fault of plan.faults) mending.push(await strike(fault, street, dice));
      if (plan.isRestarted) await machine.restart();
      if (plan.manner !== 'stays') break;
    }
    if (snapshot === null) await machine.next(lookMs);
    else await citizen.turn();
  }
  if (plan.manner === 'exits') machine.touch({ kind: 'exit' });
  // Whoever walks off leaves their card on the pad for somebody else to find.
  if (plan.manner !== 'walksOff') citizen.takeThings();
  for (const mend of mending) await mend();
  return { isDone, deeds, problem: await idlePage(street, citizen) };
}

/** Waits until nobody is there. A card that was left is lifted after a while. */
async function idlePage({ clock, machine }: Street, citizen?: Citizen): Promise<string | null> {
  const since = clock.monoMs();
  let hasLifted = false;
  for (;;) {
    const passed = clock.monoMs() - since;
    if (machine.snapshot?.screen.name === 'A0') {
      citizen?.takeThings();
      return null;
    }
    if (passed > mostQuietMs) return `no way out of ${machine.snapshot?.screen.name ?? 'a dead process'}`;
    if (passed > 120_000 && !hasLifted) {
      hasLifted = true;
      citizen?.takeThings();
    }
    await machine.next(2_000);
  }
}

/** What the department says at the end of this path. */
function caseStateOf({ end }: MainPath): CaseState {
  const word = /^F2-(\w+)$/.exec(end)?.[1] ?? 'accepted';
  return word === 'effective' ? 'done' : (word as CaseState);
}

class Citizen {
  readonly #street: Street;
  readonly #path: MainPath;
  readonly #memory: Memory = newMemory();

  constructor(street: Street, path: MainPath) {
    this.#street = street;
    this.#path = path;
  }

  /** To the first page of an item, by the search of the home page where no tile stands. An item that is not to be had is left where it stands. */
  async open(itemId: string): Promise<void> {
    const { machine } = this.#street;
    const tile = `tile:${itemId}`;
    const has = () => machine.snapshot !== null && offers(machine.snapshot.screen).includes(tile);
    if (!has()) {
      machine.touch({ kind: 'press', id: 'start' });
      await machine.next(handMs);
      machine.touch({ kind: 'search', query: [...(titles.get(itemId) ?? '')].slice(0, 12).join('') });
      await machine.next(handMs);
    }
    if (has()) machine.touch({ kind: 'press', id: tile });
    else machine.touch({ kind: 'exit' });
    await machine.next(handMs);
  }

  async turn(): Promise<void> {
    const { machine } = this.#street;
    const { snapshot } = machine;
    if (snapshot === null) return;
    const page = pageOf(snapshot.screen);
    const deed = decide(snapshot, this.#path.plan, this.#memory);
    if (deed.do !== 'wait') this.#memory.visits.set(page, (this.#memory.visits.get(page) ?? 0) + 1);
    this.#perform(deed, page);
    if (deed.do !== 'wait') this.#memory.last = { page, deed: deed.do };
    await machine.next(deed.do === 'wait' ? lookMs : handMs);
  }

  /** The card from the pad, the card from the slot. */
  takeThings(): void {
    const { bench } = this.#street;
    this.#memory.lying = null;
    bench.removeCard();
    bench.dispenser.takeCard();
  }

  #perform(deed: Deed, page: string): void {
    const { machine, bench, hub } = this.#street;
    const touch =
      deed.do === 'press' && deed.id === 'warning.stay' ? ({ kind: 'stay' } as const) : touchOfDeed(deed, smsCode);
    if (touch !== null) {
      machine.touch(touch);
      return;
    }
    switch (deed.do) {
      case 'lay': {
        const base = page.replace(/-(hint|lift|reading)$/, '');
        this.#memory.given.set(base, (this.#memory.given.get(base) ?? 0) + 1);
        this.#memory.lying = deed.persona;
        bench.placeCard(personaOf(deed.persona).id);
        return;
      }
      case 'lift':
        this.#memory.lying = null;
        bench.removeCard();
        return;
      case 'pay':
        hub.hub.payNewestOrder();
        return;
      case 'pin':
        if (bench.state().personaliser?.pin?.entered === 0) bench.personaliser?.press('135790');
        return;
      case 'takeCard':
        bench.dispenser.takeCard();
        return;
      case 'wait':
        for (const block of machine.snapshot?.screen.blocks ?? [])
          if (block.type === 'camera') machine.touch({ kind: 'frame', name: block.name, jpeg: '/9j/4AAQSkZJRg==' });
        return;
    }
  }
}
