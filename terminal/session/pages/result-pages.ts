import type { Tone } from '../../../contract/blocks/parts.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import { addDays } from '../../../contract/working-days.ts';
import type { TextValues } from '../../catalogue/texts.ts';
import { isFoundByCode } from '../../receipt/slips.ts';
import type { Result, ResultState, Visit } from '../context.ts';
import { canPrint } from '../machine/kit.ts';
import { isNothing, pagesToTake } from '../machine/moves.ts';
import { holds } from '../rules/condition.ts';
import { dateText } from '../rules/format.ts';
import { numberInForce } from '../rules/number-in-force.ts';
import { linkActions } from './found-pages.ts';
import { refundNotice } from './output-pages.ts';
import { bankOf, hotlines, notice, type PageKit, page, pageName, scopeFor } from './page-kit.ts';

/** F1: what is being done, in words. Each step turns to "done" only on its evidence. */
export function sendingPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const heading = t(visit.underReview ? 'submit.review' : visit.slow ? 'submit.stillWorking' : 'submit.working');
  if (state === 'booking') {
    return page('F1', pageName(visit, 'F1-booking'), heading, { lead: t('submit.booking') });
  }
  const storing = state === 'storing';
  const effect = visit.underReview
    ? t('submit.step.review')
    : kit.first([`${visit.item.resultTexts}.step.effect`, 'submit.step.department']);
  const steps: BlockOf<'steps'>['steps'] = [
    { label: t('submit.step.store'), state: storing ? 'active' : 'done' },
    { label: t('submit.step.send'), state: storing ? 'waiting' : visit.delivered ? 'done' : 'active' },
    { label: effect, state: visit.delivered ? 'active' : 'waiting' },
  ];
  return page('F1', pageName(visit, visit.underReview ? 'F1-review' : 'F1'), heading, {
    lead: t(visit.underReview ? 'submit.review.lead' : 'submit.lead'),
    blocks: [{ type: 'steps', steps }, ...(visit.attempts > 1 ? [notice('waiting', t('submit.asked'))] : [])],
  });
}

/** Only what the department has put in force is `done`; everything that is still open waits, and says so (H5, H7). */
const toneOfResult: Readonly<Record<ResultState, Tone>> = {
  effective: 'done',
  ready: 'done',
  duplicate: 'information',
  accepted: 'waiting',
  inProgress: 'waiting',
  delivered: 'waiting',
  stored: 'waiting',
  unknown: 'waiting',
  waitSpouse: 'waiting',
  waitSign: 'waiting',
  needMore: 'attention',
  refused: 'attention',
  withdrawn: 'information',
  expired: 'attention',
};

/** True where the citizen is served by what is known: all else shows the numbers to call. What acts at once has not acted while it is only accepted. */
function isInForce(visit: Visit, state: ResultState): boolean {
  if (state === 'effective' || state === 'duplicate' || state === 'ready') return true;
  return visit.item.sla.unit !== 'instant' && (state === 'accepted' || state === 'inProgress');
}

/** Prefixes of an item's wording of a result, most particular first: by what the hub said, by the act of the item, in general. */
export function resultPrefixes(kit: Pick<PageKit, 'context'>, visit: Visit): readonly string[] {
  const scope = { context: kit.context, visit };
  const variant = visit.item.resultVariants?.find((candidate) => holds(scope, candidate.when))?.texts;
  return [...(variant === undefined ? [] : [variant]), visit.item.resultTexts, 'result'];
}

/**
 * The prefixes that may say more about this result: whoever words the result itself has the last word about it. What comes next after a card was blocked
 * is not told about one that was unblocked, though both are acts of one item.
 */
export function ownPrefixes(kit: Pick<PageKit, 'context' | 'texts'>, visit: Visit, word: string): readonly string[] {
  const prefixes = resultPrefixes(kit, visit);
  const owner = prefixes.findIndex((prefix) => kit.texts.has(`${prefix}.${word}`));
  return owner < 0 ? prefixes : prefixes.slice(0, owner + 1);
}

/** What a receipt brings along besides its number. */
export type ReceiptParts = Pick<BlockOf<'receipt'>, 'paper'> & Required<Pick<BlockOf<'receipt'>, 'qr'>>;

/** F2: state word, one sentence, number, QR, what next, print state. */
export function donePage(kit: PageKit, visit: Visit, receipt: ReceiptParts | null): Screen {
  const { t } = kit;
  const result = visit.result ?? { state: 'unknown' };
  const { state } = result;
  const prefixes = resultPrefixes(kit, visit);
  const values = resultValues(kit, visit, result);
  const word = wordOf(visit, state);
  const isOfState = word === state;
  const keys = (end: string) => prefixes.map((prefix) => `${prefix}.${word}${end}`);
  const blocks: Block[] = [];
  const number = numberInForce(visit);
  if (number !== null && receipt !== null) {
    const { qr, paper } = receipt;
    const code = isFoundByCode(visit) ? { qr } : {};
    blocks.push({
      ...{ type: 'receipt', label: t('receipt.number'), number, ...code },
      ...(paper === undefined ? {} : { paper }),
    });
  }
  if (isOfState && result.state === 'duplicate' && result.existing !== undefined) {
    const known = t(`list.caseState.${result.existing}`).text;
    blocks.push(notice('information', t('result.duplicate.existing', { state: known })));
  }
  if (word === 'card.leftAtExit') {
    blocks.push({ type: 'machine', part: 'cardDispenser', state: 'take', caption: kit.t('card.caption.take') });
  }
  if (visit.card.state === 'settled' && visit.card.refund) {
    blocks.push(refundNotice(kit, visit));
  }
  blocks.push(...nextNotice(kit, visit, word, values));
  if (isOfState && 'dueOn' in result && result.dueOn !== null) {
    blocks.push(notice('information', t('result.due', { date: dateText(result.dueOn, kit.context.language) })));
  }
  if (!isOfState || !isInForce(visit, state)) blocks.push(hotlines(kit, visit));
  if (visit.print.state !== 'none') blocks.push(printNotice(kit, visit));
  const print = canPrint(kit.context, visit) && visit.receiptNo !== null;
  const printKey = visit.print.state === 'settled' ? 'action.reprint' : 'action.print';
  return page('F2', pageName(visit, `F2-${word.replace('.', '-')}`), kit.first(keys(''), values), {
    tone: isOfState ? toneOfResult[state] : toneOfCard(visit),
    // Nobody goes on asking for what the hub does not take, whatever the item says of an answer that is still to come.
    lead: isSetAside(result) ? t('result.unknown.setAside') : kit.first(keys('.lead'), values),
    blocks,
    personal: true,
    actions: {
      main: kit.action('finish', 'action.finish'),
      other: [...(print ? [kit.action('print', printKey)] : []), ...linkActions(kit)],
    },
    ...(visit.print.state === 'settled' && visit.print.code !== null ? { keeperNote: visit.print.code } : {}),
  });
}

/** A dead letter of this machine: it waits for the staff. */
export const isSetAside = (result: Result | null): boolean => result?.state === 'unknown' && result.isSetAside === true;

/** What comes next, in the item's words; with the bank's number where a bank has to be called. */
function nextNotice(kit: PageKit, visit: Visit, word: string, values: TextValues): Block[] {
  const bank = bankOf(kit, visit);
  for (const prefix of ownPrefixes(kit, visit, word)) {
    const key = `${prefix}.${word}.next`;
    const chosen = bank === null && kit.texts.has(`${key}Any`) ? `${key}Any` : key;
    if (!kit.texts.has(chosen)) continue;
    const title = kit.texts.has(`${key}.title`) ? `${key}.title` : 'result.next.title';
    const bankValues = bank === null ? {} : { bank: bank.name, hotline: bank.hotline };
    return [notice('attention', kit.t(chosen, { ...values, ...bankValues }), kit.t(title))];
  }
  return [];
}

/**
 * What the wording of a result goes by: the state, or what became of the card of this visit as long as the department has not put it in force. An accepted
 * application whose card came to nothing is not told as "accepted".
 */
export function wordOf(visit: Visit, state: ResultState): string {
  const { card } = visit;
  return card.state === 'settled' && state !== 'effective' ? `card.${card.end}` : state;
}

/** Nothing about a card has the tick before it is in force; what still may turn out well waits. */
const toneOfCard = ({ card }: Visit): Tone =>
  card.state === 'settled' && (card.end === 'taken' || card.end === 'unknown') ? 'waiting' : 'attention';

/** Until when a card that was taken back is kept for its owner, days (docs/domain/journeys.md J1, card not taken). */
const keptDays = 3;

/** The card of this visit, for the words about it. */
function cardValues(kit: PageKit, { card }: Visit): TextValues {
  if (card.state !== 'settled') return {};
  const { today, language } = kit.context;
  const takeBy = dateText(addDays(today, keptDays), language);
  return { takeBy, phone: kit.keeperPhone(), cardLast4: card.last4 ?? '----' };
}

/** Values for the texts of a result. */
export function resultValues(kit: PageKit, visit: Visit, result: Result): TextValues {
  const named = kit.refValues(scopeFor(kit, visit), visit.item.resultValues).values;
  const data = 'data' in result ? result.data : {};
  const own = { ...data, ...named, ...cardValues(kit, visit), hotline: visit.item.hotline.number };
  switch (result.state) {
    case 'effective':
      return { ...own, time: clockTime(result.at) };
    case 'duplicate':
      return { ...own, no: result.existingReceipt };
    case 'refused':
      return { ...own, reason: refusalText(kit, result.reason) };
    case 'waitSign': {
      const signers = visit.draft?.signers ?? [];
      return { ...own, k: signers.filter(({ signed }) => signed).length, of: signers.length };
    }
    default:
      return own;
  }
}

function refusalText(kit: PageKit, reason: string): string {
  return kit.first([`refusal.${reason}`, 'refusal.other']).text;
}

/** 14:03 in the city's time, whatever the machine's zone; nothing where there is no time. */
export function clockTime(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16);
}

/** What is known of the paper: never "printed" without the printer's word. */
function printNotice(kit: PageKit, visit: Visit): Block {
  const { t } = kit;
  const { print } = visit;
  const isBooking = visit.item.receipt === 'appointment';
  // Nobody is told to scan where there is no code.
  const isScanned = isFoundByCode(visit);
  if (print.state !== 'settled') return notice('information', t('print.printing.text'), t('print.printing'));
  switch (print.outcome) {
    case 'done':
      return notice('done', t(print.unprintable ? 'print.rare' : 'print.done.text'), t('print.done'));
    case 'partial':
      // Only a case is found again at any machine.
      if (!isScanned) return notice('attention', t('print.noReceipt.text'), t('print.slip.partial'));
      return notice('attention', t(isBooking ? 'print.unknown.text' : 'print.partial.text'), t('print.partial'));
    case 'indeterminate':
      return notice('waiting', t(isScanned ? 'print.unknown.text' : 'print.noReceipt.text'), t('print.unknown'));
    case 'notStarted':
    case 'notDone':
      return notice('attention', t('print.noReceipt.text'), t(isScanned ? 'print.noReceipt' : 'print.slip.none'));
  }
}

/**
 * The same of a slip that is no receipt: there is no code to scan instead, and no result hangs on it.
 * @param instead key of the text that says what helps without the paper
 */
export function slipNotice(kit: PageKit, visit: Visit, instead = 'print.slip.none.text'): Block {
  const { t } = kit;
  const { print } = visit;
  if (print.state !== 'settled') return notice('information', t('print.printing.text'), t('print.slip.printing'));
  switch (print.outcome) {
    case 'done':
      return notice('done', t(print.unprintable ? 'print.rare' : 'print.done.text'), t('print.slip.done'));
    case 'partial':
      return notice('attention', t(instead), t('print.slip.partial'));
    case 'indeterminate':
      return notice('waiting', t(instead), t('print.slip.unknown'));
    case 'notStarted':
    case 'notDone':
      return notice('attention', t(instead), t('print.slip.none'));
  }
}

/** G1: what to take, each line by its sensor where there is one. */
export function leavingPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const cardLies = context.pad === 'present';
  const items: BlockOf<'checklist'>['items'] = [];
  if (visit.actor !== null || cardLies) {
    const state = cardLies ? 'here' : context.pad === 'absent' ? 'taken' : 'cannotKnow';
    items.push({ id: 'idCard', label: t('take.id'), state });
  }
  if (visit.card.state === 'settled' && visit.card.end === 'taken') {
    items.push({ id: 'card', label: t('take.card'), state: 'taken' });
  }
  const { print } = visit;
  const printing = print.state === 'printing';
  if (printing) items.push({ id: 'receipt', label: t('take.receipt'), state: 'waiting' });
  if ((print.state === 'settled' && !isNothing(print.outcome)) || (visit.paper && !printing)) {
    items.push({ id: 'receipt', label: t('take.receipt'), state: 'cannotKnow' });
  }
  const pages = pagesToTake(visit);
  if (pages > 0) items.push({ id: 'pages', label: t('take.pages', { n: pages }), state: 'cannotKnow' });
  const hasPaper = items.some((item) => item.id === 'receipt');
  const machine: Block = cardLies
    ? { type: 'machine', part: 'idReader', state: 'take', caption: t('id.caption.take') }
    : printing
      ? { type: 'machine', part: 'receiptPrinter', state: 'printing', caption: t('print.caption.printing') }
      : pages > 0
        ? { type: 'machine', part: 'documentPrinter', state: 'take', caption: t('document.caption.take') }
        : { type: 'machine', part: 'receiptPrinter', state: 'take', caption: t('print.caption.take') };
  return page('G1', pageName(visit, cardLies ? 'G1-card' : 'G1'), t(cardLies ? 'id.left' : 'take.all'), {
    lead: t('take.all.lead'),
    blocks: [...(cardLies || hasPaper || pages > 0 ? [machine] : []), { type: 'checklist', items }],
    actions: cardLies || printing ? {} : { main: kit.action('taken', 'action.taken') },
  });
}
