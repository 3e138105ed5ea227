import { createHash, randomBytes } from 'node:crypto';
import type { CardReservationReply, CardReservationRequest } from '../../../contract/hub-services.ts';
import { isFinalCase } from '../../../contract/pulls/cases.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { type CaseRow, changeCase, lockCase, readApplication } from '../../cases/case-store.ts';
import type { RefusalCode } from '../../cases/refusal-codes.ts';
import type { Tx } from '../../database/pool.ts';
import { changeCards } from '../../departments/city-store.ts';
import type { HubDeps } from '../../deps.ts';
import { personToken } from '../../keys/store-key.ts';
import { planTask } from '../../worker/case-clock.ts';
import { makeCard, newCardId } from '../../worker/items/cards.ts';
import { type Application, textOf } from '../../worker/items/item-rule.ts';
import { tellEnd } from '../../worker/tell-end.ts';
import { lockDoc } from '../city-facts.ts';
import { newDigits, newId } from '../ids.ts';
import { isFeePaid } from '../orders/fee.ts';
import { refund, spendOrder } from '../orders/orders.ts';

/** What a machine says of a card: where it is, and by which act. */
export interface CustodySaid {
  readonly deviceId: string;
  readonly receiptNo: string;
  readonly state: string;
  /** The motion that ended; null = the card changed hands without one. */
  readonly act: { readonly kind: string; readonly outcome: string } | null;
}

/** Tries with a new blank after the chip read back wrongly. */
const maxBlanks = 2;
/** Within this a machine tries another blank after one went to a bin. */
const retryMs = 60_000;

interface ReservationRow {
  readonly id: string;
  readonly card_id: string;
  readonly order_id: string | null;
  readonly state: string;
  readonly last4: string;
}

/**
 * A blank for one application of mode A, with what the personaliser needs. Nothing is promised without payment (H9), without a case of this person, or
 * without a blank; the card takes effect only when taken (H10).
 */
export async function reserveCard(
  tx: Tx,
  deps: HubDeps,
  request: CardReservationRequest,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<CardReservationReply> {
  const known = await lockCase(tx, deps, request.receiptNo);
  const application = await readApplication(tx, request.receiptNo);
  const person = personToken(deps.keys.store, request.person.idNumber);
  if (known === null || application === null || known.deviceId !== at.deviceId || known.person !== person)
    return refused('caseUnknown');
  if (isFinalCase(known.state) || textOf(application.answers, 'fulfil') !== 'A') return refused('caseClosed');
  const earlier = await tx<
    { state: string }[]
  >`select state from card_reservation where receipt_no = ${request.receiptNo}`;
  if (earlier.some((row) => row.state === 'taken')) return refused('caseClosed');
  if (earlier.length >= maxBlanks) return refused('tooManyBlanks');
  if (!(await isFeePaid(tx, deps, application, request.orderId))) return refused('notPaid');
  // The machine has counted its hopper itself just now; the hub only knows what it was told.
  if (request.hopper < 1) return refused('noStock');
  await tx`update card_reservation set state = 'void', ended_ms = ${at.nowMs}
    where receipt_no = ${request.receiptNo} and state in ('reserved', 'issuedPending', 'mismatch')`;
  const bank = textOf(application.answers, 'bank') || (await bankOfOld(tx, application.idNumber));
  const last4 = await makeCard(tx, application, bank, cityDay(at.nowMs), null);
  const reservationId = newId('card');
  const serial = `GZ${newDigits(14)}`;
  const payload = deps.keys.store
    .seal(
      `personalise ${serial}`,
      JSON.stringify({
        serial,
        idNumber: application.idNumber,
        name: application.name,
        last4,
        once: randomBytes(16).toString('hex'),
      }),
    )
    .toString('base64');
  await tx`insert into card_reservation (id, device_id, receipt_no, person, order_id, serial, state, digest, card_id, last4, reserved_ms)
    values (${reservationId}, ${at.deviceId}, ${request.receiptNo}, ${person}, ${request.orderId}, ${serial}, 'reserved', ${digestOf(payload)},
      ${newCardId(request.receiptNo)}, ${last4}, ${at.nowMs})`;
  await changeCase(tx, deps, known, { state: 'inProgress' }, at.nowMs);
  return { state: 'reserved', reservationId, serial, payload, reason: null };
}

/**
 * What the chip says after writing: SHA-256 (hex) of the payload as it was read back, and the serial of the blank.
 * @returns null = no such reservation of this machine
 */
export async function verifyCard(
  tx: Tx,
  reservationId: string,
  request: { readonly serial: string; readonly digest: string },
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<{ state: 'good' | 'mismatch'; last4: string } | null> {
  const [row] = await tx<{ digest: string; serial: string; state: string; last4: string }[]>`
    select digest, serial, state, last4 from card_reservation where id = ${reservationId} and device_id = ${at.deviceId} for update`;
  if (row === undefined) return null;
  const isGood =
    row.state === 'reserved' && row.digest === request.digest.toLowerCase() && row.serial === request.serial;
  if (row.state === 'reserved') {
    await tx`update card_reservation set state = ${isGood ? 'issuedPending' : 'mismatch'} where id = ${reservationId}`;
  }
  return { state: isGood || row.state === 'issuedPending' ? 'good' : 'mismatch', last4: row.last4 };
}

/**
 * What became of the card in the machine (topic `custody.changed`, docs/domain/journeys.md H8–H10). Taken: it is in force, the old one is cancelled, the case is
 * done. Offered and taken back: locked, the citizen comes to the keeper; the money goes back. In a bin, lost, stuck, or never out of the hopper: void; unless
 * another blank is tried within a minute, the case ends and the money goes back. Hearing it twice changes nothing.
 */
export async function settleCustody(tx: Tx, deps: HubDeps, said: CustodySaid, nowMs: number): Promise<void> {
  const end = endOf(said);
  if (end === null) return;
  const known = await lockCase(tx, deps, said.receiptNo);
  const rows = await tx<ReservationRow[]>`select id, card_id, order_id, state, last4 from card_reservation
    where receipt_no = ${said.receiptNo} and device_id = ${said.deviceId} order by reserved_ms, id for update`;
  // Reports say which blank by their order: the first that went to a bin belongs to the first reservation, also when the second was made meanwhile.
  const row = end === 'void' && !isStuck(said) ? rows[(await countVoided(tx, said)) - 1] : rows.at(-1);
  if (known === null || row === undefined || ['taken', 'captured'].includes(row.state)) return;
  const isLast = row === rows.at(-1);
  if (row.state === 'void' && !isLast) return;
  await tx`update card_reservation set state = ${end}, ended_ms = coalesce(ended_ms, ${nowMs}) where id = ${row.id}`;
  if (isFinalCase(known.state)) return;
  if (end === 'taken') await cardTaken(tx, deps, known, row, nowMs);
  else if (end === 'captured') await cardCaptured(tx, deps, known, row, nowMs);
  else {
    await changeCards(tx, [row.card_id], { kind: 'cancelled' });
    await planTask(tx, said.receiptNo, 'expire', nowMs + retryMs);
  }
}

async function cardTaken(tx: Tx, deps: HubDeps, known: CaseRow, row: ReservationRow, nowMs: number): Promise<void> {
  if (row.order_id !== null) await spendOrder(tx, row.order_id, known.receiptNo, nowMs);
  const application = await readApplication(tx, known.receiptNo);
  // Order, person, cards: as an application takes them that is looked at in this moment.
  if (application !== null) await lockDoc(tx, application.idNumber);
  // Whoever was given a chip that was not verified is still holding it; it must not work.
  const isGood = row.state === 'issuedPending';
  await changeCards(tx, [row.card_id], { kind: isGood ? 'handedOver' : 'cancelled' });
  if (isGood && application !== null) await cancelOld(tx, application, row.card_id);
  await changeCase(tx, deps, known, { state: 'done', data: { last4: row.last4 } }, nowMs);
  await tellEnd(tx, deps, known.receiptNo, 'done', nowMs);
}

async function cardCaptured(tx: Tx, deps: HubDeps, known: CaseRow, row: ReservationRow, nowMs: number): Promise<void> {
  if (row.order_id !== null) await refund(tx, row.order_id, 'captured', nowMs);
  await changeCards(tx, [row.card_id], { kind: 'cancelled' });
  await changeCase(tx, deps, known, { state: 'refused', reason: 'cardCaptured', data: { last4: row.last4 } }, nowMs);
  await tellEnd(tx, deps, known.receiptNo, 'captured', nowMs);
}

async function countVoided(tx: Tx, said: CustodySaid): Promise<number> {
  const [row] = await tx<{ count: string }[]>`select count(distinct custody_id) as count from custody_report
    where device_id = ${said.deviceId} and receipt_no = ${said.receiptNo} and state in ('retained', 'lost', 'returned')`;
  return Number(row?.count ?? 0);
}

/**
 * docs/design/device-model.md, custody: `retracted` = was offered; `retained` = went to a bin before; `returned` = never left the hopper. null = not an end.
 */
function endOf(said: CustodySaid): 'taken' | 'captured' | 'void' | null {
  const { state } = said;
  if (state === 'taken' || state === 'offeredUnverifiable') return 'taken';
  if (state === 'retracted') return 'captured';
  return state === 'retained' || state === 'lost' || state === 'returned' || isStuck(said) ? 'void' : null;
}

/** A jam that the unit's own recovery did not free: whoever gets that card out, it is handed to nobody (docs/domain/journeys.md J1, jam before the outlet). */
const isStuck = ({ state, act }: CustodySaid): boolean =>
  state === 'held' && act?.kind === 'recover' && (act.outcome === 'notDone' || act.outcome === 'partial');

async function cancelOld(tx: Tx, application: Application, newCard: string): Promise<void> {
  const chosen = textOf(application.answers, 'card') || textOf(application.answers, 'cardId');
  const isLost = textOf(application.answers, 'reason') === 'lost';
  const old = await tx<{ card_id: string }[]>`select card_id from dept_ss_card
    where id_number = ${application.idNumber} and card_id <> ${newCard} and state <> 'cancelled'
      and (card_id = ${chosen} or (${chosen} = '' and (state = 'formalLoss' or ${!isLost}))) order by issued desc limit 1`;
  await changeCards(
    tx,
    old.map((card) => card.card_id),
    { kind: 'replaced' },
  );
}

async function bankOfOld(tx: Tx, idNumber: string): Promise<string> {
  const [row] = await tx<{ bank_code: string }[]>`select bank_code from dept_ss_card
    where id_number = ${idNumber} and state <> 'inProduction' order by issued desc limit 1`;
  return row?.bank_code ?? '';
}

function refused(reason: RefusalCode): CardReservationReply {
  return { state: 'refused', reservationId: '', serial: '', payload: '', reason };
}

/** What `verify` must be told: SHA-256 of the payload's text. */
function digestOf(payload: string): string {
  return createHash('sha256').update(payload).digest('hex');
}
