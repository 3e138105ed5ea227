import type { Action, Block, BlockOf, Screen, ScreenCode } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import type { Texts, TextValues } from '../../catalogue/texts.ts';
import type { SessionContext, Visit } from '../context.ts';
import { stepPosition } from '../steps.ts';

/** What pages need besides the context. `cityHotline` and the like come from configuration. */
export interface PageSettings {
  readonly cityHotline: string;
}

/** Small vocabulary for building pages: texts in the citizen's language, actions by id. Pure. */
export interface PageKit {
  readonly context: SessionContext;
  readonly settings: PageSettings;
  readonly texts: Texts;
  t(key: string, values?: TextValues): Text;
  value(key: string, text: string): Text;
  /** A value of class C2, already masked. */
  personal(key: string, text: string): Text;
  action(id: string, key: string, values?: TextValues): Action;
  keeperPhone(): string;
}

export function pageKit(context: SessionContext, texts: Texts, settings: PageSettings): PageKit {
  const t = (key: string, values?: TextValues) => texts.text(context.language, key, values);
  return {
    context,
    settings,
    texts,
    t,
    value: (key, text) => texts.value(key, text),
    personal: (key, text) => texts.value(key, text, true),
    action: (id, key, values) => ({ id, label: t(key, values) }),
    keeperPhone: () => context.identity?.keeperPhone ?? settings.cityHotline,
  };
}

/** A page with the usual defaults: nothing personal, exit offered, no buttons. */
export function page(
  code: ScreenCode,
  name: string,
  heading: Text,
  rest: Partial<Omit<Screen, 'code' | 'name' | 'heading' | 'actions'>> & {
    readonly actions?: Partial<Screen['actions']>;
  },
): Screen {
  return {
    blocks: [],
    personal: false,
    canExit: true,
    ...rest,
    code,
    name,
    heading,
    actions: { other: [], ...rest.actions },
  };
}

/** `ss.card.loss/D1`: names a page of a journey for tests, journals and pictures. */
export function pageName(visit: Visit, suffix: string): string {
  return `${visit.item.id}/${suffix}`;
}

export function stepWords(kit: PageKit, visit: Visit): NonNullable<Screen['step']> {
  const { n, of } = stepPosition(visit);
  return { n, of, label: kit.t('step.label', { n, of }) };
}

/** The department's hotline, the city's and, where the card is known, its bank's. */
export function hotlines(kit: PageKit, visit: Visit, withBank: boolean): BlockOf<'hotlines'> {
  const lines = [{ label: kit.t(visit.item.hotline.label), number: visit.item.hotline.number }];
  const bank = chosenBank(kit, visit);
  if (withBank && bank !== null) lines.push({ label: kit.value('bank', bank.name), number: bank.hotline });
  lines.push({ label: kit.t('hotline.city'), number: kit.settings.cityHotline });
  return { type: 'hotlines', lines };
}

/** Bank of the card that is being blocked; null when no card is known (offline). */
export function chosenBank(kit: PageKit, visit: Visit): { readonly name: string; readonly hotline: string } | null {
  if (visit.found?.kind !== 'cards') return null;
  const cards = visit.found.cards;
  const card = cards.find((candidate) => candidate.cardId === visit.answers.card) ?? onlyOne(cards);
  if (card === null || card === undefined) return null;
  return { name: kit.context.language === 'en' ? card.bank.nameEn : card.bank.nameZh, hotline: card.bank.hotline };
}

function onlyOne<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

export function notice(tone: BlockOf<'notice'>['tone'], text: Text, title?: Text): Block {
  return title === undefined ? { type: 'notice', tone, text } : { type: 'notice', tone, title, text };
}
