import { findPlace } from '../city/reference.ts';

/** When a site is open, minutes of the city's day; days 1 = Monday … 7 = Sunday. */
export interface OpenHours {
  readonly days: readonly number[];
  readonly spans: readonly (readonly [from: number, to: number])[];
}

const weekdays = '一二三四五六日';
const wholeWeek = [1, 2, 3, 4, 5, 6, 7];
/** Of a site that has published nothing: what most of the city's sites have. */
export const usualHours: OpenHours = { days: wholeWeek, spans: [[9 * 60, 17 * 60]] };
/** The city keeps one time all year. */
const cityOffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Reads hours as places publish them: `24 小时`, `周一至周五 9:00–12:00 14:00–17:30`. Null = in no form that is known. Pure. */
export function readHours(text: string): OpenHours | null {
  if (/^24\s*小时$/.test(text)) return { days: wholeWeek, spans: [[0, 24 * 60]] };
  const match = /^周([一二三四五六日])至周([一二三四五六日])((?:\s+\d{1,2}:\d\d–\d{1,2}:\d\d)+)$/.exec(text);
  if (match === null) return null;
  const [, from = '', to = '', spans = ''] = match;
  const [first, last] = [weekdays.indexOf(from) + 1, weekdays.indexOf(to) + 1];
  const minutes = (clock: string) => {
    const [hours = 0, rest = 0] = clock.split(':').map(Number);
    return hours * 60 + rest;
  };
  return {
    days: wholeWeek.filter((day) => (first <= last ? day >= first && day <= last : day >= first || day <= last)),
    spans: spans
      .trim()
      .split(/\s+/)
      .map((span) => {
        const [begin = '', end = ''] = span.split('–');
        return [minutes(begin), minutes(end)] as const;
      }),
  };
}

/** Published hours of a machine: those of its place where the city lists it. */
export const hoursOf = (kiosk: string): OpenHours => readHours(findPlace(kiosk)?.hours ?? '') ?? usualHours;

/** Whether a site is open at this moment. @param wallMs milliseconds since 1970 */
export function isOpenAt({ days, spans }: OpenHours, wallMs: number): boolean {
  const city = new Date(wallMs + cityOffsetMs);
  const minute = city.getUTCHours() * 60 + city.getUTCMinutes();
  const day = city.getUTCDay() === 0 ? 7 : city.getUTCDay();
  return days.includes(day) && spans.some(([from, to]) => minute >= from && minute < to);
}

/** Milliseconds of open time between two moments; by days, so that weeks cost no more than minutes. */
export function openMsBetween({ days, spans }: OpenHours, fromMs: number, toMs: number): number {
  let open = 0;
  const firstDay = Math.floor((fromMs + cityOffsetMs) / dayMs);
  // 1970-01-01 was a Thursday.
  for (let day = firstDay; day * dayMs - cityOffsetMs < toMs; day += 1) {
    if (!days.includes(((day + 3) % 7) + 1)) continue;
    const midnight = day * dayMs - cityOffsetMs;
    for (const [from, to] of spans)
      open += Math.max(0, Math.min(toMs, midnight + to * minuteMs) - Math.max(fromMs, midnight + from * minuteMs));
  }
  return open;
}
