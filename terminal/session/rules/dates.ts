import { isRealDay } from '../../../contract/id-number.ts';

/** Calendar days and months as text, `YYYY-MM-DD` and `YYYY-MM`. No time zones: they are the city's days. */

/** Completed years on a day; `undefined` where the birth day is not a day. */
export function ageOn(birthDate: string, today: string): number | undefined {
  if (!isRealDay(birthDate) || !isRealDay(today)) return undefined;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/**
 * Day so many later.
 * @param day `2026-11-23`
 * @param days may be below 0
 */
export function addDays(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return new Date(at + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Month so many later.
 * @param month `2026-11`
 * @param months may be below 0
 */
export function addMonths(month: string, months: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  const year = Math.floor(total / 12);
  return `${String(year).padStart(4, '0')}-${String(total - year * 12 + 1).padStart(2, '0')}`;
}

/** The same day so many months away, or the last day of a shorter month. */
function sameDay(day: string, months: number): string {
  const month = addMonths(day.slice(0, 7), months);
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  const same = `${month}-${day.slice(8)}`;
  return same > last ? last : same;
}

/** Whether this is a month such as `2026-11`. */
export const isRealMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/**
 * Day or month behind a limit of `contract/catalogue/condition.ts`: `today-300d`, `month+6`, `2026-11-23`.
 * @param unit what the caller compares with: a day limit for a month field is its month; a month limit for a day field its first (`min`) or last day
 */
export function limitAt(limit: string, today: string, unit: 'day' | 'month', edge: 'min' | 'max'): string {
  const plain = plainLimit(limit, today);
  if (unit === 'month') return plain.slice(0, 7);
  if (plain.length === 10) return plain;
  return edge === 'min' ? `${plain}-01` : addDays(`${addMonths(plain, 1)}-01`, -1);
}

/** A limit in itself, not a reference (`DateLimit` of `contract/catalogue/condition.ts`). */
export const isDateLimit = (bound: string): boolean =>
  /^(today([+-]\d{1,4}[dm])?|month([+-]\d{1,3})?|\d{4}-\d{2}(-\d{2})?)$/.test(bound);

function plainLimit(limit: string, today: string): string {
  const day = /^today(?:([+-]\d+)([dm]))?$/.exec(limit);
  if (day !== null) {
    const count = Number(day[1] ?? 0);
    return day[2] === 'm' ? sameDay(today, count) : addDays(today, count);
  }
  const month = /^month([+-]\d+)?$/.exec(limit);
  if (month !== null) return addMonths(today.slice(0, 7), Number(month[1] ?? 0));
  return limit;
}
