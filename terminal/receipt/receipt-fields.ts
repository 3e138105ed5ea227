import { maskCardNumber, maskIdNumber, maskName } from '../../contract/mask.ts';
import type { Language } from '../../contract/text.ts';
import { templateFields } from '../../drivers/receipt-printer/render/fill-template.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { Identity, ResultState, SessionContext, Visit } from '../session/context.ts';
import { bankOf, type PageKit, pageKit } from '../session/pages/page-kit.ts';
import { isSetAside, ownPrefixes, resultPrefixes, resultValues, wordOf } from '../session/pages/result-pages.ts';
import { feeOf } from '../session/rules/fee.ts';
import { dateText, moneyText } from '../session/rules/format.ts';
import { resolveIn } from '../session/rules/line.ts';
import { numberInForce } from '../session/rules/number-in-force.ts';
import { factLines, factSource, matterLines } from './slip-lines.ts';

export interface ReceiptSettings {
  readonly texts: Texts;
  readonly context: SessionContext;
  readonly language: Language;
  readonly identity: Identity;
  readonly qrPayload: string;
  /** 0 = first print; n = 补打 n. */
  readonly copy: number;
  readonly cityHotline: string;
}

/**
 * Values for the places of a receipt template (`kiosk-config/receipts`): those that the template has and no other. Pure. Screen and paper say the same
 * words about what is known; the person stands masked (docs/domain/journeys.md §8).
 */
export function receiptFields(
  template: string,
  visit: Visit,
  settings: ReceiptSettings,
): Readonly<Record<string, string>> {
  const all = allFields(visit, settings);
  return Object.fromEntries(templateFields(template).map(({ name }) => [name, all[name] ?? '']));
}

/** Every value that some template may name; an empty one is not printed. */
export function allFields(visit: Visit, settings: ReceiptSettings): Readonly<Record<string, string>> {
  const { texts, identity, language } = settings;
  const context = { ...settings.context, language, visit };
  const kit = pageKit(context, texts, { cityHotline: settings.cityHotline }, { find: () => [] });
  const t = (key: string, values?: Readonly<Record<string, string | number>>) => kit.t(key, values).text;
  const state = visit.result?.state ?? null;
  const person = visit.subject ?? visit.actor;
  const data = visit.result !== null && 'data' in visit.result ? visit.result.data : {};
  const isWaiting = state !== null && !isInForce(visit, state);
  return {
    title: t('r.title'),
    reprint: settings.copy === 0 ? '' : t('r.reprint', { n: settings.copy }),
    // Others read the paper too: sensitive services stand there under their neutral name.
    itemTitle: (visit.item.receiptTitle ?? visit.item.title)[language],
    stateWord: stateWord(kit, visit, state),
    pendingWord: visit.identityPending ? t('r.pending') : '',
    subsidyPending: state === null ? '' : firstText(kit, visit, state, '.pending'),
    notEffective: actsAtOnce(visit) && isOpen(state) ? t('r.notEffective') : '',
    time: receiptTime(visit.capturedAt ?? '') || context.today,
    receiptNo: numberInForce(visit) ?? '',
    maskedName: maskName(person?.name ?? ''),
    maskedId: maskIdNumber(person?.idNumber ?? ''),
    maskedCard: maskedCard(kit, visit),
    ...appointment(kit, visit, data),
    promise: promise(kit, visit, state),
    fee: feeText(kit, visit),
    hotline: isWaiting ? `${visit.item.hotline.number} / ${settings.cityHotline}` : '',
    bankHotline: isWaiting && asksForBank(kit, visit) ? bankText(kit, visit) : '',
    next: [nextText(kit, visit, state), refundText(kit, visit)].filter((text) => text !== '').join(' '),
    // A booking is no case: its number is looked up where it was made.
    query: t(visit.item.receipt === 'appointment' ? 'r.query.booking' : 'r.query'),
    machine: `${identity.place} ${identity.kiosk}`,
    keeper: identity.keeperPhone,
    matters: matterLines(kit, visit).join('\n'),
    facts: factLines(kit, visit).join('\n'),
    source: factSource(kit, visit),
    qr: settings.qrPayload,
    disclaimer: t('r.disclaimer'),
  };
}

const actsAtOnce = (visit: Visit): boolean => visit.item.sla.unit === 'instant';
const isOpen = (state: ResultState | null): boolean =>
  state === 'stored' || state === 'delivered' || state === 'accepted' || state === 'inProgress';

/** What the citizen came for is done, or is on its way with the department in a service that takes its days. */
function isInForce(visit: Visit, state: ResultState): boolean {
  if (state === 'effective' || state === 'duplicate' || state === 'ready') return true;
  return !actsAtOnce(visit) && (state === 'accepted' || state === 'inProgress');
}

/** Money without a card goes back, and the paper says so. */
const refundText = (kit: PageKit, { card }: Visit): string =>
  card.state === 'settled' && card.refund ? kit.t('card.refund').text : '';

/** The first wording of an item for this end of a result's key; nothing where there is none. */
function firstText(kit: PageKit, visit: Visit, word: string, end: string): string {
  const key = ownPrefixes(kit, visit, word)
    .map((prefix) => `${prefix}.${word}${end}`)
    .find((candidate) => kit.texts.has(candidate));
  return key === undefined || visit.result === null ? '' : kit.t(key, resultValues(kit, visit, visit.result)).text;
}

function stateWord(kit: PageKit, visit: Visit, state: ResultState | null): string {
  if (state === null) return kit.t('r.state.none').text;
  const own = firstText(kit, visit, wordOf(visit, state), '.word');
  return own === '' ? kit.t(`r.state.${state}`).text : own;
}

function maskedCard(kit: PageKit, visit: Visit): string {
  const last4 = resolveIn({ context: kit.context, visit }, 'chosen/card/last4', kit.context.language);
  return visit.item.sensitive || typeof last4 !== 'string' ? '' : maskCardNumber(`0000${last4}`);
}

/** Where and when to come: what was booked, or the chosen place of collection. */
function appointment(kit: PageKit, visit: Visit, data: Readonly<Record<string, string>>) {
  const scope = { context: kit.context, visit };
  const { language } = kit.context;
  const chosen = (key: string) => resolveIn(scope, `chosen/${key}/nameZh`, language);
  const place = data.place ?? [chosen('pickPlace'), chosen('centre')].find((name) => typeof name === 'string') ?? '';
  const address = data.address === undefined ? '' : ` ${data.address}`;
  const words = typeof place === 'string' ? `${place}${address}` : '';
  const slot = data.from === undefined ? '' : `${data.from}–${data.to ?? ''}`;
  return {
    place: words,
    date: data.date === undefined ? '' : dateText(data.date, language),
    slot,
    window: data.window ?? '',
    bring: words === '' ? '' : kit.t('r.bring').text,
  };
}

function promise(kit: PageKit, visit: Visit, state: ResultState | null): string {
  const { result } = visit;
  // Nobody promises a day for a card that was not made, nor for what has ended without it.
  if (state !== null && (wordOf(visit, state) !== state || hasFailed.includes(state))) return '';
  if (actsAtOnce(visit))
    return kit.t(state === 'effective' || state === 'duplicate' ? 'r.promise.instant' : 'r.promise.hubAck').text;
  // The days of the first application began when that one was taken in.
  if (state === 'duplicate') return '';
  if (result !== null && 'dueOn' in result && result.dueOn !== null) {
    return kit.t('result.due', { date: dateText(result.dueOn, kit.context.language) }).text;
  }
  const { unit, value } = visit.item.sla;
  return kit.first([`intro.sla.${unit}.${value}`, `intro.sla.${unit}`], { n: value }).text;
}

const hasFailed: readonly ResultState[] = ['refused', 'withdrawn', 'expired'];

function feeText(kit: PageKit, visit: Visit): string {
  const fee = feeOf({ context: kit.context, visit });
  return fee === 0 ? kit.t('r.fee.free').text : moneyText(fee);
}

/** Services that block or change a card tell the bank's number: their wording has a place for it. */
const asksForBank = (kit: PageKit, visit: Visit): boolean =>
  resultPrefixes(kit, visit).some((prefix) => kit.texts.has(`${prefix}.effective.nextAny`));

function bankText(kit: PageKit, visit: Visit): string {
  const bank = bankOf(kit, visit);
  return bank === null ? kit.t('hotline.bank.anyNumber').text : `${bank.name} ${bank.hotline}`;
}

function nextText(kit: PageKit, visit: Visit, state: ResultState | null): string {
  if (state === 'unknown') return kit.t(isSetAside(visit.result) ? 'r.next.setAside' : 'r.next.unknown').text;
  if (actsAtOnce(visit) && isOpen(state) && visit.item.outputs.includes('sms')) return kit.t('r.next.call').text;
  const bank = bankOf(kit, visit);
  const word = state === null ? '' : wordOf(visit, state);
  for (const prefix of ownPrefixes(kit, visit, word)) {
    const key = `${prefix}.${word}.next`;
    const chosen = bank === null && kit.texts.has(`${key}Any`) ? `${key}Any` : key;
    if (visit.result === null || !kit.texts.has(chosen)) continue;
    const values = resultValues(kit, visit, visit.result);
    return kit.t(chosen, { ...values, ...(bank === null ? {} : { bank: bank.name, hotline: bank.hotline }) }).text;
  }
  if (visit.result?.state === 'duplicate') return kit.t('r.next.earlier').text;
  if (state === 'refused' || state === 'expired')
    return kit.t('r.next.hotline', { hotline: visit.item.hotline.number }).text;
  return kit.t(state === 'effective' || state === 'withdrawn' ? 'r.next.done' : 'r.next.follow').text;
}

/** `2026-11-23 14:03:12` in the city's time. */
function receiptTime(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
