import { maskCardNumber, maskIdNumber, maskName } from '../../contract/mask.ts';
import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { Identity, Visit } from '../session/context.ts';

export interface ReceiptSettings {
  readonly texts: Texts;
  readonly language: Language;
  readonly identity: Identity;
  readonly qrPayload: string;
  /** 0 = first print; n = 补打 n. */
  readonly copy: number;
  readonly cityHotline: string;
}

/**
 * Values for the places of a receipt template (`kiosk-config/receipts`). Pure. Screen and paper say the same words about what is known;
 * the person stands masked (docs/domain/journeys.md §8).
 */
export function receiptFields(visit: Visit, settings: ReceiptSettings): Readonly<Record<string, string>> {
  const { texts, language, identity } = settings;
  const t = (key: string, values?: Readonly<Record<string, string | number>>) => texts.text(language, key, values).text;
  const state = visit.result?.state ?? 'unknown';
  const inForce = state === 'effective' || state === 'duplicate';
  const cards = visit.found?.kind === 'cards' ? visit.found.cards : [];
  const card = cards.find((candidate) => candidate.cardId === visit.answers.card);
  const bank = card === undefined ? null : language === 'en' ? card.bank.nameEn : card.bank.nameZh;
  const bankNext =
    card === undefined
      ? t(`${visit.item.resultTexts}.effective.nextAny`)
      : t(`${visit.item.resultTexts}.effective.next`, { bank: bank ?? '', hotline: card.bank.hotline });
  return {
    title: t('r.title'),
    reprint: settings.copy === 0 ? '' : t('r.reprint', { n: settings.copy }),
    itemTitle: visit.item.title[language],
    stateWord: t(`r.state.${state}`),
    notEffective: inForce || state === 'refused' || state === 'unknown' ? '' : t('r.notEffective'),
    time: receiptTime(visit.capturedAt ?? ''),
    receiptNo: visit.receiptNo ?? '',
    maskedName: maskName(visit.card?.name ?? ''),
    maskedId: maskIdNumber(visit.card?.number ?? ''),
    maskedCard: card === undefined ? '' : maskCardNumber(`0000${card.last4}`),
    promise: t(inForce ? 'r.promise.instant' : 'r.promise.hubAck'),
    fee: t('r.fee.free'),
    hotline: inForce ? '' : `${visit.item.hotline.number} / ${settings.cityHotline}`,
    bankHotline: inForce ? '' : card === undefined ? t('hotline.bank.anyNumber') : `${bank} ${card.bank.hotline}`,
    next: inForce ? bankNext : state === 'unknown' ? t('r.next.unknown') : t('r.next.call'),
    query: t('r.query'),
    machine: `${identity.place} ${identity.kiosk}`,
    keeper: identity.keeperPhone,
    qr: settings.qrPayload,
    disclaimer: t('r.disclaimer'),
  };
}

/** `2026-11-23 14:03:12` in the city's time. */
export function receiptTime(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
