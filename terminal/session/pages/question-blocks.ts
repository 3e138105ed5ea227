import { maskMobile } from '../../../contract/mask.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import { fitsQuery } from '../../catalogue/search.ts';
import type { Visit } from '../context.ts';
import { districtLetters } from '../machine/answering.ts';
import type { Asked } from '../machine/asked.ts';
import { isThere } from '../rules/condition.ts';
import { type AskedField, dateLimits } from '../rules/field-types.ts';
import { dateText, moneyText, monthText } from '../rules/format.ts';
import { type Option, optionsOf } from '../rules/options.ts';
import { descend, resolveList } from '../rules/ref.ts';
import { withRow } from '../rules/scope.ts';
import { cameraBlock, codeBlock } from './identify-pages.ts';
import { choicesPerPage, notice, type PageKit, paged } from './page-kit.ts';

/** What stands on the page of one question: its control, and what the action bar needs for it. */
export interface Piece {
  readonly blocks: readonly Block[];
  readonly actions?: Partial<Screen['actions']>;
}

/** The control of each type of field. */
export function fieldBlocks(kit: PageKit, visit: Visit, asked: Asked, state: string): Piece {
  const { field, part } = asked;
  const error = errorOf(kit, visit, asked);
  if (part === 'letters') return letterChoice(kit, visit, asked, error, state);
  switch (field.type) {
    case 'select':
    case 'yesno':
      return choice(kit, visit, asked, error);
    case 'multi':
      return multi(kit, visit, asked, error);
    case 'date':
    case 'month':
      return { blocks: [dateBlock(kit, asked, error)] };
    case 'int': {
      // As many places as the largest answer has.
      const places = field.max === undefined ? 9 : String(field.max).length;
      return {
        blocks: [
          (field.max ?? 100) - (field.min ?? 0) <= 30
            ? counter(kit, asked, error)
            : digits(kit, asked, error, places, [places]),
        ],
      };
    }
    case 'sms6':
      return smsCode(kit, visit, asked, error);
    case 'mobile':
      return { blocks: [...known(kit, asked), digits(kit, asked, error, 11, [3, 4, 4])], ...keepAction(kit, asked) };
    case 'idno':
      return { blocks: [digits(kit, asked, error, 18, [6, 8, 4], true)] };
    case 'bankacct':
      return { blocks: [digits(kit, asked, error, 19, [4, 4, 4, 4, 3])] };
    case 'receiptNo':
      return {
        blocks: [
          ...forgedNotice(kit, visit),
          digits(kit, asked, isForged(visit) ? {} : error, 15, [4, 6, 4, 1]),
          ...scanHint(kit, state),
        ],
      };
    case 'digits':
      return { blocks: [digits(kit, asked, error, Math.min(32, field.max ?? 32)), ...scanHint(kit, state)] };
    case 'docphoto':
      return photo(kit, asked, error);
    case 'consent':
      return consent(kit, asked, error);
    default:
      return { blocks: [text(kit, asked, error), ...scanHint(kit, state)] };
  }
}

/** The error beside the field, with the limits that it names. */
export function errorOf(kit: PageKit, visit: Visit, asked: Asked): { readonly error?: Text } {
  if (visit.fieldError === null) return {};
  const { field, scope } = asked;
  const { language } = kit.context;
  const unit = field.type === 'date' ? 'day' : 'month';
  const dates = field.type === 'date' || field.type === 'month' ? dateLimits(scope, field, unit) : null;
  const show = (value: string) => (unit === 'day' ? dateText(value, language) : monthText(value, language));
  const number = (value: number | undefined) =>
    value === undefined ? '' : field.type === 'money' ? moneyText(value) : String(value);
  return {
    error: kit.t(visit.fieldError, {
      min: dates === null ? number(field.min ?? (field.type === 'multi' ? 1 : undefined)) : show(dates.min),
      max: dates === null ? number(field.max) : show(dates.max),
    }),
  };
}

const next = (kit: PageKit) => kit.action('continue', 'action.continue');

function letterChoice(
  kit: PageKit,
  visit: Visit,
  asked: Asked,
  error: { readonly error?: Text },
  state: string,
): Piece {
  const { rows, pager } = paged(kit, districtLetters, visit.page, choicesPerPage(kit));
  const options = rows.map((letters) => ({
    id: letters,
    label: kit.value('district', letters),
    detail: kit.t(`list.districtLetters.${letters}`),
  }));
  return {
    blocks: [
      notice('information', kit.t('receiptNo.letters')),
      ...forgedNotice(kit, visit),
      { type: 'choice', name: asked.field.key, selected: null, options, ...(isForged(visit) ? {} : error), ...pager },
      ...scanHint(kit, state),
    ],
  };
}

const isForged = (visit: Visit): boolean => visit.fieldError === 'progress.badSignature';

/** What was held before the scanner is no receipt of this city: whom to ask, above all else on the page. */
function forgedNotice(kit: PageKit, visit: Visit): readonly Block[] {
  if (!isForged(visit)) return [];
  return [notice('attention', kit.t('progress.badSignature.lead'), kit.t('progress.badSignature'))];
}

function scanHint(kit: PageKit, state: string): readonly Block[] {
  if (state !== 'scanning') return [];
  return [{ type: 'machine', part: 'scanner', state: 'place', caption: kit.t('scan.caption') }];
}

function choice(kit: PageKit, visit: Visit, asked: Asked, error: { readonly error?: Text }): Piece {
  const { field, value } = asked;
  const { rows, pager, search } = optionRows(kit, visit, asked);
  return {
    blocks: [
      ...search,
      {
        type: 'choice',
        name: field.key,
        selected: typeof value === 'string' ? value : null,
        options: rows.map((option) => optionView(kit, asked, option)),
        ...error,
        ...pager,
      },
    ],
    actions: { main: next(kit) },
  };
}

function multi(kit: PageKit, visit: Visit, asked: Asked, error: { readonly error?: Text }): Piece {
  const { field, value } = asked;
  const { rows, pager, search } = optionRows(kit, visit, asked);
  return {
    blocks: [
      ...search,
      {
        type: 'multi',
        name: field.key,
        selected: Array.isArray(value) ? value.filter((code) => typeof code === 'string') : [],
        options: rows.map((option) => optionView(kit, asked, option)),
        ...error,
        ...pager,
      },
    ],
    actions: { main: next(kit) },
  };
}

/** Options of one page of the list; long lists of the city are searched. */
function optionRows(kit: PageKit, visit: Visit, asked: Asked) {
  const { field, scope } = asked;
  const all = optionsOf(scope, field);
  const size = choicesPerPage(kit);
  const by = field.options?.search;
  const isLong = by !== undefined && all.length > size;
  const fitting = isLong ? all.filter((option) => fits(kit, asked, option, by, visit.query)) : all;
  const search: Block[] = isLong
    ? [
        {
          type: 'search',
          label: kit.t('question.search'),
          query: visit.query,
          hint: kit.t('question.search.hint'),
          words: [],
          found: fitting.length,
          ...(fitting.length === 0 ? { none: kit.t('question.search.none') } : {}),
        },
      ]
    : [];
  return { ...paged(kit, fitting, visit.page, size), search };
}

function fits(kit: PageKit, asked: Asked, option: Option, by: string, query: string): boolean {
  if (query.trim() === '') return true;
  const words = descend(option.entry, [by]);
  if (typeof words === 'string' && fitsQuery(words, query)) return true;
  return asked.field.options?.personal !== true && fitsQuery(optionView(kit, asked, option).label.text, query);
}

function optionView(kit: PageKit, asked: Asked, option: Option): BlockOf<'choice'>['options'][number] {
  const { field, scope } = asked;
  if (field.options === undefined) {
    const label = field.type === 'yesno' ? kit.t(`value.${option.id}`) : kit.t(`list.${field.list?.name}.${option.id}`);
    return {
      ...{ id: option.id, label },
      ...(option.greyed === null ? {} : { disabledBecause: kit.line(scope, option.greyed) }),
    };
  }
  const row = withRow(scope, option.entry);
  const { label, detail, personal } = field.options;
  const mark = (text: Text): Text => {
    const { personal: _old, ...plain } = text;
    return personal ? { ...plain, personal: true } : plain;
  };
  return {
    id: option.id,
    label: mark(kit.line(row, label)),
    ...(detail === undefined ? {} : { detail: mark(kit.line(row, detail)) }),
    ...(option.greyed === null ? {} : { disabledBecause: mark(kit.line(row, option.greyed)) }),
  };
}

function dateBlock(kit: PageKit, asked: Asked, error: { readonly error?: Text }): BlockOf<'date'> {
  const { field, scope, value } = asked;
  const unit = field.type === 'date' ? 'day' : 'month';
  return {
    type: 'date',
    name: field.key,
    label: kit.t(field.label),
    unit,
    ...dateLimits(scope, field, unit),
    value: typeof value === 'string' ? value : null,
    submit: next(kit),
    ...error,
  };
}

function counter(kit: PageKit, asked: Asked, error: { readonly error?: Text }): BlockOf<'counter'> {
  const { field, value } = asked;
  const min = field.min ?? 0;
  return {
    type: 'counter',
    name: field.key,
    label: kit.t(field.label),
    min,
    max: field.max ?? 100,
    value: typeof value === 'string' ? Number(value) : min,
    submit: next(kit),
    ...error,
  };
}

function digits(
  kit: PageKit,
  asked: Asked,
  error: { readonly error?: Text },
  maxLength: number,
  groups: readonly number[] = [4, 4, 4, 4, 4, 4, 4, 4],
  allowX = false,
): BlockOf<'digits'> {
  const { field } = asked;
  return {
    type: 'digits',
    name: field.key,
    label: kit.t(field.label),
    maxLength,
    groups: [...groups],
    allowX,
    submit: next(kit),
    ...error,
  };
}

/** The number on file stands masked and is taken with one touch; another one may be typed. */
function known(kit: PageKit, asked: Asked): readonly Block[] {
  if (typeof asked.value !== 'string') return [];
  const value = kit.personal('mobile', maskMobile(asked.value));
  return [{ type: 'facts', rows: [{ id: 'known', label: kit.t('mobile.known'), value }] }];
}
function keepAction(kit: PageKit, asked: Asked): Pick<Piece, 'actions'> {
  return typeof asked.value === 'string' ? { actions: { main: kit.action('continue', 'mobile.keep') } } : {};
}

function smsCode(kit: PageKit, visit: Visit, asked: Asked, error: { readonly error?: Text }): Piece {
  const { sms } = visit.identify;
  if (sms === null) {
    // Nothing is on its way any more where it is said why not.
    if (error.error === undefined)
      return { blocks: [notice('waiting', kit.t('verify.sms.asking.lead'), kit.t('verify.sms.asking'))] };
    return {
      blocks: [notice('attention', error.error)],
      actions: { other: [kit.action('resend', 'sms.resend')] },
    };
  }
  const to = { ...kit.t('verify.sms.to', { to: sms.to }), personal: true };
  return {
    blocks: [notice('information', to), { ...codeBlock(kit, asked.field.key, null), ...error }],
    actions: { other: [kit.action('resend', 'sms.resend')] },
  };
}

/** Typed words. The keyboard that fits the field stands first. */
function text(kit: PageKit, asked: Asked, error: { readonly error?: Text }): BlockOf<'text'> {
  const { field, scope, value } = asked;
  const suggested = field.suggest === undefined ? [] : (resolveList(scope, field.suggest) ?? []);
  const phrases = [
    ...suggested.flatMap((word, i) =>
      typeof word === 'string' ? [{ id: `suggest:${i}`, text: kit.value('suggestion', word) }] : [],
    ),
    ...(field.phrases ?? []).map((key, i) => ({ id: `phrase:${i}`, text: kit.t(key) })),
  ];
  const isNumber = field.type === 'money' || field.type === 'percent';
  const alphabet = isNumber ? '0-9.' : field.type === 'uscc' ? '0-9A-Za-z' : field.alphabet;
  return {
    type: 'text',
    name: field.key,
    label: kit.t(field.label),
    minLength: 0,
    maxLength: maxLengthOf(field),
    layout: layoutOf(field),
    ...(alphabet === undefined ? {} : { alphabet }),
    phrases,
    value: typedValue(field, value),
    submit: next(kit),
    ...error,
  };
}

function maxLengthOf(field: AskedField): number {
  if (field.type === 'uscc') return 18;
  if (field.type === 'name') return 50;
  if (field.type === 'money') return 16;
  return field.type === 'percent' ? 6 : Math.min(200, Math.max(1, field.max ?? 100));
}

function layoutOf(field: AskedField): BlockOf<'text'>['layout'] {
  if (field.type === 'money' || field.type === 'percent') return 'digits';
  if (field.type === 'uscc') return 'latin';
  return field.alphabet !== undefined && !/\\u|\\p|[\u4e00-\u9fff]/.test(field.alphabet) ? 'latin' : 'pinyin';
}

/** What stands in the field already: what the citizen typed before, amounts with their point. Names of people are never shown unmasked. */
function typedValue(field: AskedField, value: unknown): string {
  if (!isThere(value) || typeof value !== 'string' || field.type === 'name') return '';
  if (field.type === 'money' || field.type === 'percent') return (Number(value) / 100).toFixed(2);
  return field.sensitive === true ? '' : value;
}

function photo(kit: PageKit, asked: Asked, error: { readonly error?: Text }): Piece {
  const { field, value } = asked;
  if (value === undefined) {
    const why = error.error === undefined ? [] : [notice('attention', error.error)];
    return { blocks: [cameraBlock(kit, field.key, 'document'), ...why] };
  }
  return {
    blocks: [notice('done', kit.t('photo.taken.text'), kit.t('photo.taken'))],
    actions: { main: next(kit), other: [kit.action('retake', 'photo.retake')] },
  };
}

function consent(kit: PageKit, asked: Asked, error: { readonly error?: Text }): Piece {
  const { field } = asked;
  const label = kit.t(field.label);
  // Without words of its own the declaration is in the heading already.
  const says = kit.texts.has(`${field.label}.text`)
    ? notice('information', kit.t(`${field.label}.text`), label)
    : notice('information', label);
  const why = error.error === undefined ? [] : [notice('attention', error.error)];
  return {
    blocks: [says, ...why],
    actions: {
      back: kit.action('disagree', 'action.disagree'),
      main: kit.action('agree', 'action.agree'),
      equal: true,
    },
  };
}
