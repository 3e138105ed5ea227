import type { CaseState } from '../../../contract/pulls/cases.ts';
import type { MainPath } from '../../support/citizen/main-paths.ts';
import { CutCitizen } from './cut-citizen.ts';
import { type CutGround, CutMachine } from './cut-machine.ts';
import { findings, privacyFindings, Witness } from './evidence.ts';
import { found, type Planted, planted } from './planted.ts';

/** What can end a visit at any page. `hubAway`: from here on, and the citizen goes on; `hubBack`: the same, back after a minute. */
export const cutKinds = ['exit', 'timeOut', 'restart', 'kill', 'hubAway', 'hubBack', 'windowLost'] as const;
export type CutKind = (typeof cutKinds)[number];

/** One page of a main path. */
export interface WalkedPage {
  readonly name: string;
  /** How often its name has stood before in this walk. */
  readonly nth: number;
  /** How long it stood, milliseconds of simulated time. */
  readonly stoodMs: number;
}

export interface Cut {
  readonly item: string;
  readonly page: WalkedPage;
  readonly kind: CutKind;
  /** Where in the time of the page, 0 = as soon as it stands, below 1. */
  readonly at: number;
}

const mostTurns = 500;
/** Longest that a visit lasts once nobody touches anything: pages with the longest limits, a card that waits to be taken, custody. */
const mostQuietMs = 20 * 60_000;

/** What the department says at the end of this path. */
function caseStateOf({ end }: MainPath): CaseState {
  const word = /^F2-(\w+)$/.exec(end)?.[1] ?? 'accepted';
  return word === 'effective' ? 'done' : (word as CaseState);
}

function peopleOf({ plan }: MainPath): readonly Planted[] {
  return planted([...new Set([plan.card, ...Object.values(plan.cards ?? {}).flat()])]);
}

/** Walks a main path once, undisturbed. Throws when it does not come to its end: a cut path would prove nothing. */
export async function walkOnce(ground: CutGround, item: string, path: MainPath): Promise<readonly WalkedPage[]> {
  const machine = new CutMachine(ground, caseStateOf(path));
  const witness = new Witness(machine);
  const pages: { name: string; nth: number; sinceMs: number; stoodMs: number }[] = [];
  machine.onSnapshot(({ screen }) => {
    const nowMs = machine.clock.monoMs();
    const last = pages.at(-1);
    if (last?.name === screen.name) return;
    if (last !== undefined) last.stoodMs = nowMs - last.sinceMs;
    const nth = pages.filter(({ name }) => name === screen.name).length;
    pages.push({ name: screen.name, nth, sinceMs: nowMs, stoodMs: 0 });
  });
  try {
    const citizen = new CutCitizen(machine, path.plan);
    await citizen.open(path.from ?? item);
    for (let turn = 0; machine.snapshot.screen.name !== 'A0'; turn += 1) {
      if (turn > mostTurns)
        throw new Error(
          `${item} goes in circles: ${pages
            .slice(-8)
            .map(({ name }) => name)
            .join(' ')}`,
        );
      await citizen.turn();
    }
    const names = pages.map(({ name }) => name);
    const isThere = names.some((name) => name.slice(name.indexOf('/') + 1).startsWith(path.end));
    if (!isThere) throw new Error(`${item} never came to ${path.end}: ${names.join(' ')}`);
    await machine.pass(30_000);
    const wrong = findings(machine, witness, peopleOf(path));
    if (wrong.length > 0) throw new Error(`${item}, undisturbed: ${wrong.join('; ')}`);
    return pages
      .filter(({ name }) => name.includes('/') && !name.startsWith('machine/'))
      .map(({ sinceMs: _, ...page }) => page);
  } finally {
    await machine.end();
  }
}

/** Walks to the page, cuts, lets the street become quiet, and looks at everything. Empty: all is well. */
export async function cutAt(ground: CutGround, path: MainPath, cut: Cut): Promise<readonly string[]> {
  const machine = new CutMachine(ground, caseStateOf(path));
  const witness = new Witness(machine);
  const people = peopleOf(path);
  try {
    const citizen = new CutCitizen(machine, path.plan);
    let seen = 0;
    let sinceMs: number | null = null;
    let before = '';
    machine.onSnapshot(({ screen }) => {
      if (screen.name === before) return;
      before = screen.name;
      if (screen.name !== cut.page.name) return;
      if (seen === cut.page.nth) sinceMs = machine.clock.monoMs();
      seen += 1;
    });
    await citizen.open(path.from ?? cut.item);
    for (let turn = 0; ; turn += 1) {
      const stoodMs = sinceMs === null ? -1 : machine.clock.monoMs() - sinceMs;
      if (sinceMs !== null && stoodMs >= cut.page.stoodMs * cut.at) break;
      if (turn > mostTurns || (machine.snapshot.screen.name === 'A0' && sinceMs === null)) {
        return [`the walk never came to this page again; it ended on ${machine.snapshot.screen.name}`];
      }
      // At 0 the cut comes before anything that the page has started gets one moment.
      await citizen.turn(() => cut.at === 0 && sinceMs !== null);
    }
    witness.look();
    return await suffer(machine, citizen, witness, people, cut);
  } finally {
    await machine.end();
  }
}

/** The whole path, with the process dying at the very write of its application; empty also where the path sends none. */
export async function killedAtCommit(
  ground: CutGround,
  item: string,
  path: MainPath,
  when: 'before' | 'after',
): Promise<readonly string[]> {
  const machine = new CutMachine(ground, caseStateOf(path));
  const witness = new Witness(machine);
  const people = peopleOf(path);
  try {
    const citizen = new CutCitizen(machine, path.plan);
    await citizen.open(path.from ?? item);
    machine.killAtCommit(when);
    while (!machine.isFrozen && machine.snapshot.screen.name !== 'A0') await citizen.turn();
    if (!machine.isFrozen) return [];
    machine.revive();
    const wrong = [...(await becomeQuiet(machine, citizen))];
    await machine.pass(90_000);
    const rows = machine.store.outbox.list().filter(({ topic }) => topic === 'case.submit');
    if (rows.length !== (when === 'before' ? 0 : 1)) wrong.push(`${rows.length} applications`);
    return [...wrong, ...findings(machine, witness, people)];
  } finally {
    await machine.end();
  }
}

async function suffer(
  machine: CutMachine,
  citizen: CutCitizen,
  witness: Witness,
  people: readonly Planted[],
  { kind }: Cut,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const isPersonal = (when: string) => {
    const page = Buffer.from(JSON.stringify(machine.snapshot));
    for (const what of found(people, page)) wrong.push(`${what} on the page ${when}`);
  };
  const nowOn = (...pages: readonly RegExp[]) => {
    const { name } = machine.snapshot.screen;
    if (!pages.some((page) => page.test(name))) wrong.push(`the next page is ${name}`);
  };
  switch (kind) {
    case 'exit': {
      const { canExit } = machine.snapshot.screen;
      machine.touch({ kind: 'exit' });
      await machine.pass(50);
      if (canExit) {
        nowOn(/^A0$/, /^Z$/, /\/G1/, /^machine\/finishing$/);
        isPersonal('after the exit touch');
      }
      citizen.leave();
      break;
    }
    case 'timeOut':
      // Walked off; the card stays on the pad until somebody lifts it.
      break;
    case 'windowLost':
      machine.windowLost();
      await machine.pass(50);
      nowOn(/^A0$/, /^Z$/, /\/G1/, /^machine\/finishing$/);
      isPersonal('of the new window');
      break;
    case 'restart':
      await machine.restart();
      nowOn(/^A0$/);
      isPersonal('after the restart');
      break;
    case 'kill':
      machine.kill();
      nowOn(/^A0$/);
      isPersonal('after the kill');
      wrong.push(...privacyFindings(machine, people).map((what) => `${what}, right after the kill`));
      break;
    case 'hubAway':
    case 'hubBack':
      machine.hub.isAway = true;
      for (let turn = 0; turn < 150 && machine.snapshot.screen.name !== 'A0'; turn += 1) {
        if (kind === 'hubBack' && turn === 60) machine.hub.isAway = false;
        await citizen.turn();
      }
      break;
  }
  wrong.push(...(await becomeQuiet(machine, citizen)));
  if (kind === 'hubAway') {
    wrong.push(...findings(machine, witness, people).map((what) => `${what}, hub away`));
  }
  // The cable is put back: whatever waited goes out now, once.
  machine.hub.isAway = false;
  await machine.pass(10_000);
  const isWaiting = () => machine.store.outbox.list().some(({ state }) => state !== 'acked');
  for (let passed = 0; isWaiting() && passed < 180_000; passed += 5_000) await machine.pass(5_000);
  isPersonal('at the end');
  wrong.push(...findings(machine, witness, people));
  return wrong;
}

/** Nobody touches anything; somebody lifts the card from the pad after some time. Ends on the idle page with nothing under way. */
async function becomeQuiet(machine: CutMachine, citizen: CutCitizen): Promise<readonly string[]> {
  let hasLifted = false;
  for (let passed = 0; passed < mostQuietMs; passed += 5_000) {
    const isIdle = machine.snapshot.screen.name === 'A0' && machine.context.visit === null;
    const { custody, acts } = machine.store;
    if (
      isIdle &&
      custody.open().length === 0 &&
      acts.unsettled().length === 0 &&
      acts.unsettledDocuments().length === 0
    ) {
      citizen.leave();
      return [];
    }
    // A card that lies on the pad keeps its page until it is lifted.
    if (passed > 150_000 && !hasLifted) {
      hasLifted = true;
      machine.devices.reader.remove();
    }
    await machine.pass(5_000);
  }
  return [`no way out of ${machine.snapshot.screen.name} in twenty minutes`];
}
