import type { Action } from '../../../contract/blocks/parts.ts';
import type { Line } from '../../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Keeper } from '../../../contract/kiosk-config.ts';
import type { Block, BlockOf, Screen, ScreenCode } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import type { ItemSearch } from '../../catalogue/search.ts';
import type { Texts, TextValues } from '../../catalogue/texts.ts';
import type { SessionContext, Visit } from '../context.ts';
import { canGoBack } from '../machine/moves.ts';
import { formatValue, type Words } from '../rules/format.ts';
import { lineText, resolveIn } from '../rules/line.ts';
import { isPersonalRef } from '../rules/ref.ts';
import { type Scope, scopeOf } from '../rules/scope.ts';
import { stepPosition } from '../rules/visit-steps.ts';

/** What pages need besides the context. `cityHotline` and the like come from configuration. */
export interface PageSettings {
  readonly cityHotline: string;
  /** Who looks after this machine, besides the phone that comes with enrolment. */
  readonly keeper?: Keeper | undefined;
  /** QR symbol of the address where the city's services are on a phone, for the idle page. */
  readonly phoneService?: Pick<BlockOf<'code'>['qr'], 'size' | 'modules'> | undefined;
}

/** Values of a text by reference, as items name them. */
export type RefValues = Readonly<Record<string, { readonly ref: string; readonly format: string }>>;

/** Small vocabulary for building pages: texts in the citizen's language, actions by id. Pure. */
export interface PageKit {
  readonly context: SessionContext;
  readonly settings: PageSettings;
  readonly texts: Texts;
  readonly words: Words;
  readonly search: ItemSearch;
  t(key: string, values?: TextValues): Text;
  /** The first of these keys that has a text; the last must have one. */
  first(keys: readonly string[], values?: TextValues): Text;
  value(key: string, text: string): Text;
  /** A value of class C2, already masked. */
  personal(key: string, text: string): Text;
  line(scope: Scope, line: Line): Text;
  refValues(scope: Scope, values: RefValues | undefined): { readonly values: TextValues; readonly personal: boolean };
  action(id: string, key: string, values?: TextValues): Action;
  keeperPhone(): string;
  title(item: ServiceItem): Text;
}

/** What all pages are made with: texts of the language, settings, search. */
export function pageKit(context: SessionContext, texts: Texts, settings: PageSettings, search: ItemSearch): PageKit {
  const { language } = context;
  const words: Words = { texts, language };
  const t = (key: string, values?: TextValues) => texts.text(language, key, values);
  return {
    context,
    settings,
    texts,
    words,
    search,
    t,
    first: (keys, values) => t(keys.find((key) => texts.has(key)) ?? keys.at(-1) ?? '', values),
    value: (key, text) => texts.value(key, text),
    personal: (key, text) => texts.value(key, text, true),
    line: (scope, line) => lineText(words, scope, line),
    refValues: (scope, given) => {
      const entries = Object.entries(given ?? {});
      return {
        values: Object.fromEntries(
          entries.map(([name, { ref, format }]) => [name, formatValue(words, resolveIn(scope, ref, language), format)]),
        ),
        personal: entries.some(([, { ref }]) => isPersonalRef(ref)),
      };
    },
    action: (id, key, values) => ({ id, label: t(key, values) }),
    keeperPhone: () => context.identity?.keeperPhone ?? settings.cityHotline,
    title: (item) => texts.localised(language, `item.${item.id}.title`, item.title),
  };
}

/** What conditions see in this visit. */
export const scopeFor = (kit: PageKit, visit: Visit): Scope => scopeOf(kit.context, visit);

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

/** Where the visit stands: step n of so many. */
export function stepWords(kit: PageKit, visit: Visit): NonNullable<Screen['step']> {
  const { n, of } = stepPosition(scopeFor(kit, visit));
  return { n, of, label: kit.t('step.label', { n, of }) };
}

/** The back button, where there is something to go back to. */
export const backAction = (kit: PageKit): { readonly back?: Action } =>
  canGoBack(kit.context) ? { back: kit.action('back', 'action.back') } : {};

/** The department's hotline, the city's and, where it is known, that of the bank behind the chosen card or account. */
export function hotlines(kit: PageKit, visit: Visit): BlockOf<'hotlines'> {
  const lines = [{ label: kit.t(visit.item.hotline.label), number: visit.item.hotline.number }];
  const bank = bankOf(kit, visit);
  if (bank !== null) lines.push({ label: kit.value('bank', bank.name), number: bank.hotline });
  const { cityHotline } = kit.settings;
  // One number stands once, under the name that the item gives it.
  if (lines.every(({ number }) => number !== cityHotline))
    lines.push({ label: kit.t('hotline.city'), number: cityHotline });
  return { type: 'hotlines', lines };
}

/** The bank that this visit is about: that of the chosen card, or of the account on file; null where none is known. */
export function bankOf(kit: PageKit, visit: Visit): { readonly name: string; readonly hotline: string } | null {
  const scope = scopeFor(kit, visit);
  for (const root of ['chosen/card/bank', 'pull/bank.ssAccount/bank']) {
    const name = resolveIn(scope, `${root}/nameZh`, kit.context.language);
    const hotline = resolveIn(scope, `${root}/hotline`, kit.context.language);
    if (typeof name === 'string' && typeof hotline === 'string') return { name, hotline };
  }
  return null;
}

/** A notice. @param title left out = the text alone */
export function notice(tone: BlockOf<'notice'>['tone'], text: Text, title?: Text): Block {
  return title === undefined ? { type: 'notice', tone, text } : { type: 'notice', tone, title, text };
}

/** How many choices stand on one page (docs/domain/screens.md §1). */
export const choicesPerPage = (kit: PageKit): number => (kit.context.modes.largeText ? 4 : 6);
/** Services stand closer than answers; large text counts them like answers. */
export const tilesPerPage = (kit: PageKit): number => (kit.context.modes.largeText ? 4 : 12);
/** The guide has every service in one list: the leaves of the panel divide it, and only a catalogue of hundreds comes in pages besides. */
export const guideTilesPerPage = 30;
export const rowsPerPage = 12;

/**
 * One page of a long list and the buttons to turn it; the number of the page is kept within the list.
 * @param dealt what is chosen from is dealt evenly, as on leaves: thirteen services stand as seven and six, not as twelve and a lonely one
 */
export function paged<T>(
  kit: PageKit,
  list: readonly T[],
  pageAt: number,
  size: number,
  dealt = false,
): { readonly rows: readonly T[]; readonly pager: { readonly pager?: NonNullable<BlockOf<'table'>['pager']> } } {
  const of = Math.max(1, Math.ceil(list.length / size));
  const n = Math.min(Math.max(0, pageAt), of - 1);
  const edge = (at: number) => (dealt ? Math.floor((at * list.length) / of) : at * size);
  const rows = list.slice(edge(n), edge(n + 1));
  if (of === 1) return { rows, pager: {} };
  return {
    rows,
    pager: {
      pager: {
        words: kit.t('pager.words', { n: n + 1, of }),
        ...(n > 0 ? { previous: kit.action('page:previous', 'pager.previous') } : {}),
        ...(n < of - 1 ? { next: kit.action('page:next', 'pager.next') } : {}),
      },
    },
  };
}
