import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPeople } from '../../../drivers/simulators/bench/people.ts';
import { cardOf, type Persona } from '../../../drivers/simulators/persona.ts';
import { type Deed, decide, type Memory, newMemory, offers, type Plan, pageOf } from '../../support/citizen/decide.ts';
import { touchOfDeed } from '../../support/citizen/touch-of-deed.ts';
import { root } from '../../support/hub-rig.ts';
import { smsCode } from './cut-hub.ts';
import type { CutMachine } from './cut-machine.ts';

const read = loadPeople(join(root, 'kiosk-config/demo/personas.json'));
if (!read.ok) throw new Error(read.error);
const people: ReadonlyMap<string, Persona> = new Map(read.value.map((persona) => [persona.id, persona]));

/** Somebody of the demonstration data; throws for anybody else. */
export function personaOf(id: string): Persona {
  const persona = people.get(id);
  if (persona === undefined) throw new Error(`no persona ${id}`);
  return persona;
}

const catalogue = join(root, 'kiosk-config/catalogue');
/** Title of each item, as somebody would look for it. */
export const titles: ReadonlyMap<string, string> = new Map(
  readdirSync(catalogue)
    .sort()
    .map((file) => {
      const item = JSON.parse(readFileSync(join(catalogue, file), 'utf8')) as {
        id: string;
        title: { 'zh-CN': string };
      };
      return [item.id, item.title['zh-CN']] as const;
    }),
);

/** Longest that anything works on one page while hands rest; after that the citizen waits for the time-out of the page. */
const tickMs = 50;

/** A citizen at a machine in simulated time. `turn` is one deed and what follows from it at once. */
export class CutCitizen {
  readonly memory: Memory = newMemory();
  readonly #machine: CutMachine;
  readonly #plan: Plan;

  constructor(machine: CutMachine, plan: Plan) {
    this.#machine = machine;
    this.#plan = plan;
  }

  /** From the idle page to the first page of an item, by the search of the home page where no tile stands. */
  async open(itemId: string): Promise<void> {
    const machine = this.#machine;
    const tile = `tile:${itemId}`;
    // The machine comes up: devices are found, the hub is heard.
    for (let passed = 0; machine.context.switches === null || machine.snapshot.screen.name !== 'A0'; passed += 250) {
      if (passed > 30_000) throw new Error('the machine does not come up');
      await machine.pass(250);
    }
    await machine.pass(2_000);
    if (!offers(machine.snapshot.screen).includes(tile)) {
      machine.touch({ kind: 'press', id: 'start' });
      await machine.pass(tickMs);
      machine.touch({ kind: 'search', query: [...(titles.get(itemId) ?? '')].slice(0, 12).join('') });
      await machine.pass(tickMs);
    }
    if (!offers(machine.snapshot.screen).includes(tile)) throw new Error(`${itemId} cannot be started`);
    machine.touch({ kind: 'press', id: tile });
    await machine.pass(tickMs);
  }

  /**
   * One deed, and what follows from it; or a moment of waiting.
   * @param isEnough asked right after the deed, before any time has passed
   */
  async turn(isEnough: () => boolean = () => false): Promise<Deed['do']> {
    const machine = this.#machine;
    const { snapshot } = machine;
    const page = pageOf(snapshot.screen);
    const deed = decide(snapshot, this.#plan, this.memory);
    if (deed.do !== 'wait') this.memory.visits.set(page, (this.memory.visits.get(page) ?? 0) + 1);
    this.#perform(deed, page);
    if (deed.do !== 'wait') this.memory.last = { page, deed: deed.do };
    if (isEnough()) return deed.do;
    await machine.pass(deed.do === 'wait' ? tickMs * 4 : tickMs);
    return deed.do;
  }

  /** Takes their things and goes: the card from the pad, the card from the slot. */
  leave(): void {
    this.memory.lying = null;
    this.#machine.devices.reader.remove();
    if (this.#machine.devices.cards.card?.place === 'exit') this.#machine.devices.cards.take();
  }

  #perform(deed: Deed, page: string): void {
    const machine = this.#machine;
    const touch = deed.do === 'press' && deed.id === 'stay' ? ({ kind: 'stay' } as const) : touchOfDeed(deed, smsCode);
    if (touch !== null) {
      machine.touch(touch);
      return;
    }
    switch (deed.do) {
      case 'lay': {
        const base = page.replace(/-(hint|lift|reading)$/, '');
        this.memory.given.set(base, (this.memory.given.get(base) ?? 0) + 1);
        this.memory.lying = deed.persona;
        machine.devices.reader.place(cardOf(personaOf(deed.persona)));
        return;
      }
      case 'lift':
        this.memory.lying = null;
        machine.devices.reader.remove();
        return;
      case 'pay':
        machine.hub.payNewestOrder();
        return;
      case 'pin':
        if (machine.devices.personaliser.pinEntry?.entered === 0)
          for (const key of '135790') machine.devices.personaliser.press(key);
        return;
      case 'takeCard':
        machine.devices.cards.take();
        return;
      case 'wait':
        for (const block of machine.snapshot.screen.blocks) {
          if (block.type === 'camera') machine.touch({ kind: 'frame', name: block.name, jpeg: '/9j/4AAQSkZJRg==' });
        }
        return;
    }
  }
}
