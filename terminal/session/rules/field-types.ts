import type { ItemField } from '../../../contract/catalogue/field.ts';
import type { AnswerValue } from '../../../contract/envelope.ts';
import { isRealDay, parseIdNumber } from '../../../contract/id-number.ts';
import { isReceiptNumber } from '../../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { boundAt } from './condition.ts';
import { isRealMonth } from './dates.ts';
import type { Scope } from './scope.ts';

/** A field of an item, or of one row of a repeated group: the same shape without `fields` and `sums`. */
export type AskedField = Omit<ItemField, 'fields' | 'sums' | 'rowLabel'>;

/**
 * Whether a value may stand as the answer of a field, and how it is written then (docs/domain/catalogue.md §1.6). Error: key of the text that says so.
 * Choices are checked against what is offered by `options.ts`, since that depends on the visit.
 */
export function checkValue(scope: Scope, field: AskedField, value: AnswerValue): Result<AnswerValue, string> {
  if (typeof value !== 'string') return checkComposite(field, value);
  const text = value.trim();
  if (text === '') return err(`error.${field.type}`);
  switch (field.type) {
    case 'constant':
    case 'consent':
    case 'docphoto':
    case 'select':
    case 'sign':
    case 'pin':
    case 'pay':
      return ok(text);
    case 'yesno':
      return text === 'yes' || text === 'no' ? ok(text) : err('error.yesno');
    case 'int':
      return /^-?\d{1,9}$/.test(text) ? inRange(field, Number(text), String(Number(text))) : err('error.int');
    case 'money':
      return /^\d{1,15}$/.test(text) ? inRange(field, Number(text), String(Number(text))) : err('error.money');
    case 'percent':
      return /^\d{1,5}$/.test(text) && Number(text) <= 10_000 ? ok(String(Number(text))) : err('error.percent');
    case 'digits':
      return /^\d+$/.test(text) ? inRange(field, text.length, text) : err('error.digits');
    case 'text':
      return new RegExp(`^[${field.alphabet ?? '\\s\\S'}]+$`, 'u').test(text)
        ? inRange(field, [...text].length, text)
        : err('error.text');
    case 'name':
      return checkName(text);
    case 'idno': {
      const parsed = parseIdNumber(text, scope.context.today);
      return parsed.ok && parsed.value.normalised.length === 18 ? ok(parsed.value.normalised) : err('error.idno');
    }
    case 'uscc':
      return isUscc(text.toUpperCase()) ? ok(text.toUpperCase()) : err('error.uscc');
    case 'mobile':
      return /^1[3-9]\d{9}$/.test(text) ? ok(text) : err('error.mobile');
    case 'sms6':
      return text === verified || /^\d{6}$/.test(text) ? ok(text) : err('error.sms6');
    case 'date':
      return isRealDay(text) ? inDates(scope, field, text, 'day') : err('error.date');
    case 'month':
      return isRealMonth(text) ? inDates(scope, field, text, 'month') : err('error.month');
    case 'bankacct':
      return /^\d{12,19}$/.test(text) && passesLuhn(text) ? ok(text) : err('error.bankacct');
    case 'receiptNo':
      return isReceiptNumber(text.toUpperCase()) ? ok(text.toUpperCase()) : err('error.receiptNo');
    case 'region5':
    case 'person':
    case 'multi':
    case 'records':
      return err(`error.${field.type}`);
    case 'address':
      // Plain text only where the city knows the address; what a citizen gives is chosen and has its parts.
      return [...text].length <= 200 ? ok(text) : err('error.address');
  }
}

/** Answer of an `sms6` field once the hub has agreed: the code itself is kept nowhere. */
export const verified = 'verified';

/** Characters behind the key of a number's field that make the key of its code's field: `mobile`, `mobileCode`. */
export const codeSuffix = 'Code';

/** Levels of a chosen region, outermost first; the answer keeps the code of each, `names` what is shown, an address also its `detail`. */
export const regionLevels = ['province', 'city', 'district', 'street', 'community'] as const;

function checkComposite(field: AskedField, value: Exclude<AnswerValue, string>): Result<AnswerValue, string> {
  const error = err(`error.${field.type}`);
  if (Array.isArray(value)) {
    if (field.type !== 'multi' && field.type !== 'records') return error;
    const least = field.min ?? 1;
    return value.length >= least && value.length <= (field.max ?? 64) ? ok(value) : error;
  }
  const parts = value as Readonly<Record<string, unknown>>;
  const has = (key: string) => typeof parts[key] === 'string' && parts[key] !== '';
  switch (field.type) {
    case 'region5':
      return regionLevels.every(has) ? ok(value) : error;
    case 'address': {
      const detail = typeof parts.detail === 'string' ? [...parts.detail.trim()].length : 0;
      return regionLevels.every(has) && detail >= 2 && detail <= 60 ? ok(value) : error;
    }
    case 'person':
      return has('name') && has('idNumber') ? ok(value) : error;
    default:
      return error;
  }
}

/** Names of people: Han, Latin, space, hyphen, apostrophe and the middle dot, which is written in several ways and kept in one. */
function checkName(text: string): Result<string, string> {
  const name = text.replace(/(?<=\p{Script=Han})[•・.‧∙](?=\p{Script=Han})/gu, '\u00b7').replace(/\s+/g, ' ');
  const length = [...name].length;
  return length >= 1 && length <= 50 && /^[\p{Script=Han}\p{Script=Latin} '\-\u00b7]+$/u.test(name)
    ? ok(name)
    : err('error.name');
}

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/** Unified social credit code. Source: GB 32100-2015, check value (31 − sum mod 31) mod 31. */
export function isUscc(code: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{18}$/.test(code)) return false;
  const sum = usccWeights.reduce((total, weight, i) => total + weight * usccAlphabet.indexOf(code.charAt(i)), 0);
  return usccAlphabet.charAt((31 - (sum % 31)) % 31) === code.charAt(17);
}

/** Check digit of bank cards (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    const weighted = i % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

function inRange(field: AskedField, measure: number, text: string): Result<string, string> {
  return measure >= (field.min ?? -Infinity) && measure <= (field.max ?? Infinity)
    ? ok(text)
    : err(`error.${field.type}`);
}

function inDates(scope: Scope, field: AskedField, text: string, unit: 'day' | 'month'): Result<string, string> {
  const { min, max } = dateLimits(scope, field, unit);
  return text >= min && text <= max ? ok(text) : err(`error.${field.type}`);
}

/** What the date page may offer. A bound whose reference leads nowhere does not limit. */
export function dateLimits(scope: Scope, field: AskedField, unit: 'day' | 'month'): { min: string; max: string } {
  const open = unit === 'day' ? { min: '1900-01-01', max: '2100-12-31' } : { min: '1900-01', max: '2100-12' };
  return {
    min: (field.from === undefined ? undefined : boundAt(scope, field.from, unit, 'min')) ?? open.min,
    max: (field.to === undefined ? undefined : boundAt(scope, field.to, unit, 'max')) ?? open.max,
  };
}
