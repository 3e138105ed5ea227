import { maskAddress, maskIdNumber, maskMobile, maskName } from '../../../contract/mask.ts';
import type { Language } from '../../../contract/text.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { isThere } from './condition.ts';

/** What formatting needs: words of the citizen's language. */
export interface Words {
  readonly texts: Texts;
  readonly language: Language;
}

/** A value as people read it (`Format` of `contract/catalogue/condition.ts`), masked where its format says so. Missing: the text `value.none`. */
export function formatValue(words: Words, value: unknown, format: string): string {
  const { texts, language } = words;
  const t = (key: string) => texts.text(language, key).text;
  if (!isThere(value)) return t('value.none');
  if (Array.isArray(value)) {
    return value.map((part) => formatValue(words, part, format)).join(language === 'en' ? ', ' : '、');
  }
  if (format.startsWith('code:')) {
    const key = `list.${format.slice('code:'.length)}.${String(value)}`;
    return texts.has(key) ? t(key) : String(value);
  }
  const text = typeof value === 'object' && value !== null ? plainObject(value) : String(value);
  switch (format) {
    case 'name':
      return maskName(text);
    case 'idno':
      return maskIdNumber(text);
    case 'mobile':
      return maskMobile(text);
    case 'last4':
      return text.slice(-4);
    case 'address':
      return maskAddress(text);
    case 'date':
      return dateText(text.slice(0, 10), language);
    case 'month':
      return monthText(text.slice(0, 7), language);
    case 'dateTime':
      return dateTimeText(text, language);
    case 'money':
      return moneyText(Number(text));
    case 'percent':
      return `${Number((Number(text) / 100).toFixed(2))}%`;
    case 'count':
      return Number.isFinite(Number(text)) ? group(text) : text;
    case 'distance':
      return distanceText(words, Number(text));
    case 'yesno':
      return t(text === 'yes' || text === 'true' ? 'value.yes' : 'value.no');
    default:
      return text;
  }
}

/** `2026年11月23日`, `23 November 2026`; text that is no day stays as it is (`long-term`). */
export function dateText(day: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return day;
  const [, year, month, date] = match;
  return language === 'en'
    ? `${Number(date)} ${monthName(Number(month))} ${year}`
    : `${year}年${Number(month)}月${Number(date)}日`;
}

/** A month in the words of the language; a text that is no month stays as it is. */
export function monthText(month: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})$/.exec(month);
  if (match === null) return month;
  const [, year, number] = match;
  return language === 'en' ? `${monthName(Number(number))} ${year}` : `${year}年${Number(number)}月`;
}

/** Day and time in the city's zone, which has no summer time. */
export function dateTimeText(iso: string, language: Language): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  const local = new Date(ms + 8 * 3_600_000).toISOString();
  return `${dateText(local.slice(0, 10), language)}${language === 'en' ? ', ' : ' '}${local.slice(11, 16)}`;
}

/** `¥1,234.50` from integer fen. */
export function moneyText(fen: number): string {
  if (!Number.isSafeInteger(fen)) return '¥—';
  const sign = fen < 0 ? '-' : '';
  const plain = Math.abs(fen);
  return `${sign}¥${group(String(Math.floor(plain / 100)))}.${String(plain % 100).padStart(2, '0')}`;
}

/** From metres: in tens below a kilometre, else kilometres with one digit. Nobody walks by the single metre. */
function distanceText({ texts, language }: Words, metres: number): string {
  return metres < 1_000
    ? texts.text(language, 'distance.m', { n: Math.max(10, Math.round(metres / 10) * 10) }).text
    : texts.text(language, 'distance.km', { n: (metres / 1_000).toFixed(1) }).text;
}

function group(digits: string): string {
  const [whole = '', rest] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');
const monthName = (month: number): string => months[month - 1] ?? String(month);

/** Addresses and people that were typed are kept as objects: their words in the order in which they were given. */
function plainObject(value: object): string {
  return Object.values(value)
    .filter((part) => typeof part === 'string')
    .join('');
}
