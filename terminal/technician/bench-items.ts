import { handOvers, type ItemKind, type ItemPlace, itemKinds, itemPlaces } from '../../contract/technician/register.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { emptyItemForm } from './pages/desk.ts';
import { newItem } from './register/item-life.ts';
import type { LeftCards } from './register/left-card.ts';
import type { Register } from './register/register.ts';
import { pagesOf } from './rights.ts';
import type { StaffWork } from './staff-work.ts';

/** The register of captured cards and found items: entered, numbered, handed over. Cards leave the capture bin with the two persons who empty it (`bench-refill.ts`). */
export class ItemsPart implements BenchPart {
  readonly #bench: Bench;
  readonly #register: Register;
  readonly #leftCards: LeftCards;

  constructor(bench: Bench, { register, leftCards }: Pick<StaffWork, 'register' | 'leftCards'>) {
    this.#bench = bench;
    this.#register = register;
    this.#leftCards = leftCards;
  }

  press(person: Person, what: string, name: string): boolean {
    if (!pagesOf(person).includes('items')) return false;
    if (what === 'go') {
      if (name !== 'items') return false;
      this.#bench.put({ item: emptyItemForm });
      // What the machine has captured since stands there before anybody asks.
      this.#bench.run({ person, name: 'item.captured' }, async () => {
        await this.#register.enterCaptured();
      });
      return false;
    }
    if (this.#bench.isInHand) return what === 'item' || what.startsWith('item.');
    switch (what) {
      case 'item':
        this.#bench.put({ page: 'items', item: { ...emptyItemForm, id: name } });
        return true;
      case 'item.new':
        this.#bench.put({ page: 'items', item: { ...emptyItemForm, isNew: true } });
        return true;
      case 'item.enter':
        this.#enter(person);
        return true;
      case 'item.left':
        this.#enterLeft(person);
        return true;
      case 'item.take':
        this.#step(person, 'takenOut');
        return true;
      case 'item.give':
        this.#step(person, 'handedOver');
        return true;
      default:
        return false;
    }
  }

  chosen(_person: Person, name: string, option: string): void {
    const { item } = this.#bench.desk;
    const what: ItemKind | undefined = itemKinds.find((candidate) => candidate === option);
    const where: ItemPlace | undefined = itemPlaces.find((candidate) => candidate === option);
    const to = handOvers.find((candidate) => candidate === option);
    if (name === 'item.what' && what !== undefined) this.#bench.put({ item: { ...item, what } });
    // Cards in the capture bin are entered by the machine: nobody has seen them there.
    if (name === 'item.where' && where !== undefined && where !== 'captureBin')
      this.#bench.put({ item: { ...item, where } });
    if (name === 'item.to' && to !== undefined) this.#bench.put({ item: { ...item, to } });
  }

  typed(person: Person, name: string, value: string): void {
    const { id } = this.#bench.desk.item;
    if (name !== 'item.last4' || id === null || this.#bench.isInHand || !pagesOf(person).includes('items')) return;
    this.#bench.run({ person, name: 'item.serial' }, async () => {
      const isDone = await this.#register.step(id, { type: 'serial', last4: value, staff: person.staffId });
      if (!isDone) this.#bench.say('attention', 'tech.item.notStored');
    });
  }

  #enter(person: Person): void {
    const { what, where } = this.#bench.desk.item;
    if (what === null || where === null) return;
    this.#put(person, what, where, this.#bench.o.store.trustedWallMs(), () => undefined);
  }

  /** The card that the machine saw lying on its pad, by whoever has put it away. */
  #enterLeft(person: Person): void {
    const left = this.#leftCards.offered();
    if (left !== null) this.#put(person, 'idCard', 'cardPad', left.at, () => this.#leftCards.entered());
  }

  #put(person: Person, what: ItemKind, where: ItemPlace, atMs: number, done: () => void): void {
    const at = new Date(atMs).toISOString();
    const id = this.#bench.o.newId();
    const item = newItem({ id, what, where, count: 1, at, staff: person.staffId, custody: null });
    this.#bench.run({ person, name: `item.enter.${what}` }, async () => {
      const isDone = await this.#register.enter(item);
      if (isDone) done();
      this.#bench.audit(person, `item.enter.${what}`, isDone ? 'done' : 'notStored');
      this.#bench.say(isDone ? 'done' : 'attention', isDone ? 'tech.item.entered' : 'tech.item.notStored');
      if (isDone) this.#bench.put({ item: emptyItemForm });
      this.#bench.o.kick();
    });
  }

  #step(person: Person, type: 'takenOut' | 'handedOver'): void {
    const { id, to } = this.#bench.desk.item;
    if (id === null || (type === 'handedOver' && to === null)) return;
    const { staffId: staff } = person;
    const at = new Date(this.#bench.o.store.trustedWallMs()).toISOString();
    this.#bench.run({ person, name: `item.${type}` }, async () => {
      const isDone =
        type === 'handedOver'
          ? to !== null && (await this.#register.step(id, { type, to, at, staff }))
          : await this.#register.step(id, { type, staff: [staff] });
      this.#bench.audit(person, `item.${type}`, isDone ? 'done' : 'notStored');
      this.#bench.say(isDone ? 'done' : 'attention', isDone ? `tech.item.done.${type}` : 'tech.item.notStored');
      if (isDone && type === 'handedOver') this.#bench.put({ item: emptyItemForm });
      this.#bench.o.kick();
    });
  }
}
