/** A day or a month as three wheels hold it. `day` is null where only the month is asked. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number | null;
}
export type Wheel = 'year' | 'month' | 'day';

/** Reads `YYYY-MM-DD` or `YYYY-MM`; null where the text is neither. */
export function readDate(text: string): DateParts | null {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (match === null) return null;
  return { year: Number(match[1]), month: Number(match[2]), day: match[3] === undefined ? null : Number(match[3]) };
}

/** The form that the Intent carries. */
export function writeDate({ year, month, day }: DateParts): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}${day === null ? '' : `-${two(day)}`}`;
}

/** Days of a month of the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The nearest date inside `min` … `max` that exists: 31 becomes the last day of its month. */
export function clampDate(parts: DateParts, min: string, max: string): DateParts {
  const month = Math.min(12, Math.max(1, parts.month));
  const day = parts.day === null ? null : Math.min(daysIn(parts.year, month), Math.max(1, parts.day));
  const real = { year: parts.year, month, day };
  // Both forms compare as text. A limit given as a month limits days too.
  const at = writeDate(real);
  if (at < min) return readDate(min) ?? real;
  if (at.slice(0, max.length) > max) return readDate(max) ?? real;
  return real;
}

/** What the wheel shows `by` steps on: months and days turn round, years do not. Null = outside the limits, the wheel does not go there. */
export function turnWheel(parts: DateParts, wheel: Wheel, by: number, min: string, max: string): DateParts | null {
  const wanted = turned(parts, wheel, by);
  const got = clampDate(wanted, min, max);
  return got[wheel] === wanted[wheel] && got.year === wanted.year ? got : null;
}

function turned(parts: DateParts, wheel: Wheel, by: number): DateParts {
  switch (wheel) {
    case 'year':
      return { ...parts, year: parts.year + by };
    case 'month':
      return { ...parts, month: round(parts.month + by, 12) };
    case 'day':
      return parts.day === null ? parts : { ...parts, day: round(parts.day + by, daysIn(parts.year, parts.month)) };
  }
}

/** 1 … `count`, turning round. */
function round(value: number, count: number): number {
  return ((((value - 1) % count) + count) % count) + 1;
}

/**
 * Where the wheels stand first: the value of the page, else today, else the nearest limit.
 * @param today  the terminal's day, `YYYY-MM-DD…`, or undefined
 */
export function firstDate(
  unit: 'day' | 'month',
  value: string | null,
  today: string | undefined,
  min: string,
  max: string,
): DateParts {
  const length = unit === 'day' ? 10 : 7;
  const parts = readDate(value ?? '') ?? readDate((today ?? max).slice(0, length)) ?? readDate(max.slice(0, length));
  const known = parts ?? { year: 2000, month: 1, day: 1 };
  const shaped = { ...known, day: unit === 'month' ? null : (known.day ?? 1) };
  return clampDate(shaped, min.slice(0, length), max.slice(0, length));
}
