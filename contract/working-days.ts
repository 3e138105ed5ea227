/**
 * The city's working-day clock (docs/domain/catalogue.md §4.2 rule 8): Monday to Friday, less public holidays, plus make-up working days (调休).
 * Day 1 is the next working day after acknowledgement. Days are `YYYY-MM-DD` of the city, never instants; `cityDay` makes one from an instant.
 */
export interface WorkingCalendar {
  /** Public holidays. A day in both lists is a working day: make-up days are announced later than holidays. */
  readonly holidays: readonly string[];
  /** Saturdays and Sundays that are worked. */
  readonly workdays: readonly string[];
}

const dayMs = 86_400_000;
/** The city has one time zone, UTC+8, and no summer time. */
const cityOffsetMs = 8 * 3_600_000;
/** No limit of an item is near this; a calendar without working days ends in an error instead of a hang. */
const farthestDays = 4000;

/** The day in the city at this instant (milliseconds since 1970-01-01T00:00:00Z). */
export function cityDay(wallMs: number): string {
  return new Date(wallMs + cityOffsetMs).toISOString().slice(0, 10);
}

/** Whether this is a day of the calendar as it is written here: `2026-11-31` is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The calendar day `days` later; negative = earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Outside the years that the calendar lists, Monday to Friday are worked. */
export function isWorkingDay(calendar: WorkingCalendar, day: string): boolean {
  if (calendar.workdays.includes(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !calendar.holidays.includes(day);
}

/**
 * Last day of a limit of `count` working days for what was acknowledged on `acknowledged`.
 * @param count 0 = the day itself
 */
export function dueDay(calendar: WorkingCalendar, acknowledged: string, count: number): string {
  let day = acknowledged;
  let left = count;
  for (let i = 0; i < farthestDays && left > 0; i += 1) {
    day = addDays(day, 1);
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  if (left > 0) throw new Error('the calendar has no working days');
  return day;
}

/** Working days used until the end of `until`: what was acknowledged today has used 0 today and 1 on the next working day. */
export function workingDaysUsed(calendar: WorkingCalendar, acknowledged: string, until: string): number {
  let used = 0;
  let day = acknowledged;
  for (let i = 0; i < farthestDays && day < until; i += 1) {
    day = addDays(day, 1);
    if (isWorkingDay(calendar, day)) used += 1;
  }
  return used;
}
