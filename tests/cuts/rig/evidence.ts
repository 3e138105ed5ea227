import { isReceiptNumber } from '../../../contract/receipt-number.ts';
import { slipLines } from '../../../drivers/simulators/escpos-paper.ts';
import type { CutMachine } from './cut-machine.ts';
import { found, type Planted } from './planted.ts';
import { dispenserId, hopper } from './simulated-devices.ts';

/** What the citizen was told, and what the session said it had committed, during one replay. */
export class Witness {
  readonly #machine: CutMachine;
  /** Receipt numbers that stood on a page. */
  readonly shown = new Set<string>();
  /** Receipt numbers that the session knew of: committed, whatever the page said. */
  readonly committed = new Set<string>();
  readonly submits = new Set<string>();
  /** A card was being made here: what becomes of it decides about the money. */
  isOnTheSpot = false;

  constructor(machine: CutMachine) {
    this.#machine = machine;
    machine.onSnapshot(({ screen }) => {
      // The number of a booking stands in the same place; it is the hub's.
      for (const block of screen.blocks)
        if (block.type === 'receipt' && isReceiptNumber(block.number)) this.shown.add(block.number);
      this.look();
    });
  }

  look(): void {
    const { visit } = this.#machine.context;
    if (visit === null) return;
    if (visit.card.state !== 'none') this.isOnTheSpot = true;
    if (visit.messageId !== null && visit.receiptNo !== null) this.committed.add(visit.receiptNo);
    if (this.#machine.snapshot.screen.code === 'F1') this.submits.add(visit.id);
  }
}

/** Everything that must hold once the street is quiet again; each finding is one sentence. */
export function findings(machine: CutMachine, witness: Witness, people: readonly Planted[]): readonly string[] {
  return [
    ...outboxFindings(machine, witness),
    ...cardFindings(machine),
    ...paperFindings(machine),
    ...moneyFindings(machine, witness.isOnTheSpot),
    ...privacyFindings(machine, people),
  ];
}

/** (1) Acknowledged on the screen ⇒ exactly one row, here or at the hub as well; nothing else. */
function outboxFindings({ store, hub }: CutMachine, { shown, committed, submits }: Witness): readonly string[] {
  const wrong: string[] = [];
  const rows = store.outbox.list().filter(({ topic }) => topic === 'case.submit');
  const receipts = rows.map(({ receiptNo }) => receiptNo ?? '');
  for (const receiptNo of shown) {
    if (!receipts.includes(receiptNo)) wrong.push(`receipt ${receiptNo} stood on the screen and has no row`);
  }
  for (const receiptNo of committed) {
    if (!receipts.includes(receiptNo)) wrong.push(`receipt ${receiptNo} was committed and has no row`);
  }
  if (new Set(receipts).size !== receipts.length) wrong.push(`two rows for one receipt: ${receipts.join(' ')}`);
  if (rows.length > submits.size) wrong.push(`${rows.length} applications of ${submits.size} that were sent`);
  const uncertain = rows.filter(({ receiptNo }) => !committed.has(receiptNo ?? ''));
  if (uncertain.length > 1) wrong.push(`${uncertain.length} rows that no page knew of`);
  for (const { id } of hub.applied.values()) {
    if (store.outbox.stub(id) === null) wrong.push(`the hub has message ${id}, the machine does not`);
  }
  for (const { id, state } of store.outbox.list()) {
    if (state === 'dead') wrong.push(`message ${id} is dead`);
    if (!hub.isAway && !hub.applied.has(id))
      wrong.push(`message ${id} (${state}) has not come to the hub that is there`);
  }
  return wrong;
}

/** (2) Custody == world; what nobody could see is claimed as neither taken nor kept. */
function cardFindings({ store, devices: { cards } }: CutMachine): readonly string[] {
  const wrong: string[] = [];
  const rows = store.custody.ofDevice(dispenserId);
  const count = (...states: readonly string[]) => rows.filter(({ state }) => states.includes(state)).length;
  const [taken, binned, uncertain] = [
    count('taken'),
    count('retained', 'retracted'),
    count('lost', 'offeredUnverifiable'),
  ];
  const open = store.custody.open(dispenserId);
  if (open.length > 0) wrong.push(`custody still open: ${open.map(({ state }) => state).join(' ')}`);
  if (cards.card !== null) wrong.push(`a card was left ${cards.card.place}`);
  if (cards.fed > 1) wrong.push(`${cards.fed} cards left the hopper for one visit`);
  if (taken > cards.taken.length) wrong.push('a card is claimed as taken that nobody took');
  if (cards.taken.length > taken + uncertain) wrong.push('a card was taken and no record says so');
  if (binned > cards.captured) wrong.push('a card is claimed as kept that is not in the bin');
  if (cards.captured > binned + uncertain) wrong.push('a card is in the bin and no record says so');
  const feeds = rows.flatMap(({ id }) => store.acts.forCustody(id)).filter(({ kind }) => kind === 'feed');
  if (feeds.filter(({ sentWallMs }) => sentWallMs !== null).length < cards.fed)
    wrong.push('a card left without a record');
  const counted = hopper - (store.bins.counts(dispenserId).hopper?.count ?? 0);
  const unknown = feeds.filter(({ state }) => state === 'unknown').length;
  if (counted > cards.fed || cards.fed > counted + unknown) wrong.push(`${cards.fed} cards left, ${counted} counted`);
  return wrong;
}

/** Nothing is printed twice: one slip for each print that was asked for, each page of a document once. */
function paperFindings({ store, devices: { paper, a4 }, hub }: CutMachine): readonly string[] {
  const wrong: string[] = [];
  const slips = paper.slips.map((slip) => slipLines(slip).join('\n'));
  const numbers = slips.flatMap((text) => [...new Set(text.match(/TH0017-\d{6}-\d{4}-\d/g) ?? [])]);
  for (const number of new Set(numbers)) {
    const printed = numbers.filter((other) => other === number).length;
    if (printed > 1) wrong.push(`${printed} slips for receipt ${number}`);
  }
  const sheets = a4.world.sheets.map(({ jobName, page }) => `${jobName} ${page}`);
  if (new Set(sheets).size !== sheets.length) wrong.push('a page of a document came out twice');
  const jobs = new Set(a4.world.sheets.map(({ jobName }) => jobName));
  if (jobs.size > hub.documents.length) wrong.push(`${jobs.size} documents on paper, ${hub.documents.length} issued`);
  if (store.acts.unsettled().length > 0) wrong.push('a print is still unsettled');
  if (store.acts.unsettledDocuments().length > 0) wrong.push('a print of a document is still unsettled');
  return wrong;
}

/** H9, H18: paid ⇒ the application went out or the money goes back, with one key. */
function moneyFindings({ hub, store, devices: { cards } }: CutMachine, isOnTheSpot: boolean): readonly string[] {
  const wrong: string[] = [];
  const sent = store.outbox.list().filter(({ topic }) => topic === 'case.submit').length;
  for (const [id, { reply, refundKeys, isTold }] of hub.orders) {
    if (refundKeys.size > 1) wrong.push(`order ${id} was refunded under ${refundKeys.size} keys`);
    if (reply.state === 'paid' && isTold && sent === 0 && !hub.isAway)
      wrong.push(`order ${id} was paid for nothing and not refunded`);
    // Without a card of this machine the department makes one: then what was paid is used. The hub gives back what is not.
    if (refundKeys.size > 0 && sent > 0 && cards.fed === 0 && !isOnTheSpot) {
      wrong.push(`order ${id} was refunded and its application went out`);
    }
    if (refundKeys.size > 0 && cards.taken.length > 0) wrong.push(`order ${id} was refunded though the card was taken`);
  }
  return wrong;
}

/** (4) Nothing of the person in any file, any log event, the session, the page. */
export function privacyFindings(machine: CutMachine, people: readonly Planted[]): readonly string[] {
  const wrong: string[] = [];
  const look = (where: string, bytes: Buffer) => {
    for (const what of found(people, bytes)) wrong.push(`${what} in ${where}`);
  };
  for (const { file, bytes } of machine.bytesOnDisk()) look(`the file ${file}`, bytes);
  look('the log', Buffer.from(machine.logged.join('\n')));
  const { items: _items, themes: _themes, ...session } = machine.context;
  look('the session', Buffer.from(JSON.stringify(session)));
  look('the page', Buffer.from(JSON.stringify(machine.snapshot)));
  return wrong;
}
