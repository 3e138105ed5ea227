import { findPlace, isBank } from '../../city/reference.ts';
import type { Tx } from '../../database/pool.ts';
import { changeCards } from '../../departments/city-store.ts';
import { isSameName } from '../../departments/social-security/rules.ts';
import { findDoc, lockDoc, type NamedPerson, numberOf, patchDoc } from '../../services/city-facts.ts';
import { newDigits } from '../../services/ids.ts';
import { type Application, type At, type Decision, type ItemRule, peopleIn, textOf } from './item-rule.ts';

interface CardRow {
  readonly card_id: string;
  readonly state: string;
  readonly receipt_no: string | null;
  readonly bank_code: string;
  readonly replaced: boolean;
}

const cardPrefix = 'card-';
const inUse = ['normal', 'inactive', 'tempLoss'];

/** Locks a person's cards, when number and name belong together. */
async function lockCards(tx: Tx, person: Pick<Application, 'idNumber' | 'name'>): Promise<readonly CardRow[] | null> {
  const [row] = await tx<
    { name: string }[]
  >`select name from dept_person where id_number = ${person.idNumber} for update`;
  if (row === undefined || !isSameName(row.name, person.name)) return null;
  return await tx<
    CardRow[]
  >`select card_id, state, receipt_no, bank_code, replaced from dept_ss_card where id_number = ${person.idNumber}
    order by lost_ms nulls last, card_id for update`;
}

function cardOf(application: Application): string | null {
  const card = textOf(application.answers, 'cardId') || textOf(application.answers, 'card');
  return card === '' ? null : card;
}

/** S03: a formal loss, or its undoing. Whoever reports without a card (offline) protects all that are in use. */
export const cardLoss: ItemRule = {
  department: 'gz.hrss',
  days: 0,
  sameAct: 'never',
  target: ({ answers }) =>
    `${textOf(answers, 'action') || 'report'} ${textOf(answers, 'cardId') || textOf(answers, 'card')}`,
  decide: (tx, application, at) =>
    textOf(application.answers, 'action') === 'undo' ? undoLoss(tx, application) : reportLoss(tx, application, at),
};

async function reportLoss(tx: Tx, application: Application, { nowMs }: At): Promise<Decision> {
  const cards = await lockCards(tx, application);
  if (cards === null) return { state: 'refused', reason: 'personUnknown' };
  const cardId = cardOf(application);
  const meant = cards.filter(
    (card) =>
      !['expired', 'cancelled', 'inProduction'].includes(card.state) && (cardId === null || card.card_id === cardId),
  );
  if (meant.length === 0) return { state: 'refused', reason: 'cardUnknown' };
  const toBlock = meant.filter((card) => inUse.includes(card.state)).map((card) => card.card_id);
  if (toBlock.length > 0) {
    await changeCards(tx, toBlock, { kind: 'block', receiptNo: application.receiptNo, atMs: nowMs });
    return { state: 'done', data: { cards: String(toBlock.length) } };
  }
  const receipts = meant.flatMap((card) => card.receipt_no ?? []);
  const first = receipts.includes(application.receiptNo) ? undefined : receipts[0];
  if (receipts.length === 0) return { state: 'refused', reason: 'alreadyBlocked' };
  return first === undefined ? { state: 'done' } : { state: 'done', existingReceipt: first };
}

async function undoLoss(tx: Tx, application: Application): Promise<Decision> {
  const cards = await lockCards(tx, application);
  if (cards === null) return { state: 'refused', reason: 'personUnknown' };
  const cardId = cardOf(application);
  const lost = cards.filter(
    (card) => ['formalLoss', 'tempLoss'].includes(card.state) && (cardId === null || card.card_id === cardId),
  );
  if (lost.length === 0) return { state: 'refused', reason: 'notBlocked' };
  // A card whose successor is being made, or was posted, stays blocked: two valid cards of one person would be the result.
  if (cards.some((card) => card.state === 'inProduction') || lost.some((card) => card.replaced))
    return { state: 'refused', reason: 'replaced' };
  await changeCards(
    tx,
    lost.map((card) => card.card_id),
    { kind: 'unblock' },
  );
  return { state: 'done' };
}

/** S02: a first card; it is in production from acceptance on and ready at the promised day. */
export const cardApply: ItemRule = {
  department: 'gz.hrss',
  days: 12,
  sameAct: 'live',
  target: ({ answers }) =>
    `card ${textOf(answers, 'ward')} ${peopleIn(answers, 'wardPerson')[0]?.idNumber ?? ''}`.trim(),
  async intake(tx, application, { today }) {
    const holder = await holderOf(tx, application);
    const cards = holder === null ? null : await lockCards(tx, holder);
    if (holder === null || cards === null) return { state: 'refused', reason: 'personUnknown' };
    const waiting = cards.find((card) => card.state === 'inProduction' && card.card_id.startsWith(cardPrefix));
    if (waiting !== undefined) return { state: 'existing', receiptNo: waiting.card_id.slice(cardPrefix.length) };
    if (cards.some((card) => [...inUse, 'formalLoss', 'inProduction'].includes(card.state))) {
      return { state: 'refused', reason: 'hasCard' };
    }
    const { receiptNo } = application;
    await makeCard(
      tx,
      { receiptNo, idNumber: holder.idNumber },
      textOf(application.answers, 'bank'),
      today,
      pickPlaceOf(application),
    );
    await patchDoc(tx, holder.idNumber, { pendingCardReceipt: application.receiptNo });
    return { state: 'accepted', data: pickData(application) };
  },
  decide: (tx, application) => finishCard(tx, application),
  undo: (tx, application) => dropCard(tx, application),
};

/** Whose card it will be: a child named by a guardian, else the subject. */
async function holderOf(tx: Tx, application: Application): Promise<NamedPerson | null> {
  const ward = textOf(application.answers, 'ward');
  if (ward !== '' && ward !== 'other') return await numberOf(tx, ward);
  return peopleIn(application.answers, 'wardPerson')[0] ?? application;
}

/** S04: instead of a lost or broken card. Mode A ends when the card is taken, all others at a pick-up place or by post. */
export const cardReplace: ItemRule = {
  department: 'gz.hrss',
  days: 12,
  sameAct: 'live',
  // Where the card on the spot came to nothing, another way can be chosen at once.
  target: ({ answers }) => (textOf(answers, 'fulfil') === 'A' ? 'here' : 'later'),
  endsBy: ({ answers }) => (textOf(answers, 'fulfil') === 'A' ? 'custody' : 'clock'),
  async intake(tx, application, { today }) {
    const cards = await lockCards(tx, application);
    if (cards === null) return { state: 'refused', reason: 'personUnknown' };
    if (cards.some((card) => card.state === 'inProduction')) return { state: 'refused', reason: 'inProduction' };
    const reason = textOf(application.answers, 'reason');
    const cardId = cardOf(application);
    const old = cards.filter(
      (card) => card.state !== 'cancelled' && !card.replaced && (cardId === null || card.card_id === cardId),
    );
    const fits = old.filter((card) => (reason === 'lost' ? card.state === 'formalLoss' : true));
    const first = fits[0];
    if (first === undefined) return { state: 'refused', reason: reason === 'lost' ? 'notBlocked' : 'cardUnknown' };
    if (textOf(application.answers, 'fulfil') === 'A') return { state: 'accepted' };
    const bank = textOf(application.answers, 'bank') || first.bank_code;
    await tx`update dept_ss_card set replaced = true where card_id = ${first.card_id}`;
    await makeCard(tx, application, bank, today, pickPlaceOf(application));
    return { state: 'accepted', data: pickData(application) };
  },
  decide: (tx, application) => finishCard(tx, application),
  async undo(tx, application) {
    await holdHolder(tx, application);
    // A card on the spot has replaced nothing before it is taken: the mark may be that of another application, made since.
    if (textOf(application.answers, 'fulfil') === 'A') return await dropCard(tx, application);
    const cardId = cardOf(application);
    await tx`update dept_ss_card set replaced = false where id_number = ${application.idNumber} and state <> 'cancelled'
      and (${cardId}::text is null or card_id = ${cardId})`;
    await dropCard(tx, application);
  },
};

/** The card of an application, known by its receipt. */
export function newCardId(receiptNo: string): string {
  return cardPrefix + receiptNo;
}

/** A synthetic card in production. */
export async function makeCard(
  tx: Tx,
  application: Pick<Application, 'receiptNo' | 'idNumber'>,
  bank: string,
  today: string,
  pickPlace: string | null,
): Promise<string> {
  const last4 = newDigits(4);
  await tx`insert into dept_ss_card (card_id, id_number, last4, bank_code, issued, state, step, pick_place, generation, replaced)
    values (${newCardId(application.receiptNo)}, ${application.idNumber}, ${last4}, ${isBank(bank) ? bank : 'DEMO1'}, ${today},
      'inProduction', 1, ${pickPlace}, 3, false)
    on conflict (card_id) do update set state = 'inProduction', step = 1, last4 = excluded.last4`;
  return last4;
}

/** Person before cards, as `lockCards`: whoever waits for both takes them in one order. */
async function holdHolder(tx: Tx, application: Application): Promise<void> {
  const holder = await holderOf(tx, application);
  if (holder !== null) await lockDoc(tx, holder.idNumber);
}

async function finishCard(tx: Tx, application: Application): Promise<Decision> {
  await holdHolder(tx, application);
  const made = await tx`update dept_ss_card set step = 5 where card_id = ${newCardId(application.receiptNo)}`;
  if (made.count === 0) return { state: 'refused', reason: 'cardUnknown' };
  if (!isPosted(application)) return { state: 'ready', data: pickData(application) };
  // Nobody tells the city that the letter came: the old card stays as it is.
  await changeCards(tx, [newCardId(application.receiptNo)], { kind: 'handedOver' });
  await nothingPending(tx, application);
  return { state: 'done', told: '已办结，卡已寄出。' };
}

const isPosted = ({ answers }: Pick<Application, 'answers'>): boolean =>
  textOf(answers, 'fulfil') === 'M' || textOf(answers, 'delivery') === 'mail';

/** The new card was collected: it is in force, the one that it replaces stops, and nothing is being made for its holder any more. */
export async function cardCollected(tx: Tx, application: Application): Promise<void> {
  await holdHolder(tx, application);
  await changeCards(tx, [newCardId(application.receiptNo)], { kind: 'handedOver' });
  if (application.itemId === 'ss.card.replace')
    await tx`update dept_ss_card set state = 'cancelled' where id_number = ${application.idNumber} and replaced and state <> 'inProduction'`;
  await nothingPending(tx, application);
}

async function dropCard(tx: Tx, application: Application): Promise<void> {
  await holdHolder(tx, application);
  await tx`delete from dept_ss_card where card_id = ${newCardId(application.receiptNo)} and state = 'inProduction'`;
  await nothingPending(tx, application);
}

async function nothingPending(tx: Tx, application: Application): Promise<void> {
  const holder = await holderOf(tx, application);
  const doc = holder === null ? null : await findDoc(tx, holder);
  if (doc?.pendingCardReceipt === application.receiptNo) {
    await patchDoc(tx, doc.idNumber, { pendingCardReceipt: null });
  }
}

function pickPlaceOf(application: Application): string | null {
  const placeId = textOf(application.answers, 'pickPlace') || textOf(application.answers, 'pickKiosk');
  return placeId === '' ? null : (findPlace(placeId)?.nameZh ?? placeId);
}

function pickData(application: Application): Readonly<Record<string, string>> {
  const place = pickPlaceOf(application);
  return place === null ? {} : { pickPlace: place };
}
