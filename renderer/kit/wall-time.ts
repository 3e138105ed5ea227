import type { Language } from '../../contract/text.ts';

/** Time of the terminal to show: its own wall clock with its own offset, whatever the zone of the window. */
export interface WallTime {
  /** 24 hours, `14:03`. */
  readonly clock: string;
  /** Date with weekday in the language of the page. */
  readonly date: string;
  /** Minutes since 1970 on the clock that is shown; for what changes by the minute. */
  readonly minute: number;
  /** Milliseconds until the minute changes, 1 … 60,000. */
  readonly nextMinuteMs: number;
}

const stamp = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})$/;
const minuteMs = 60_000;

/**
 * @param now        ISO 8601 with offset, as the snapshot carries it
 * @param elapsedMs  monotonic time since the snapshot came
 * @returns null where `now` is no such stamp: then no time is shown rather than a wrong one
 */
export function wallTime(now: string, elapsedMs: number, language: Language): WallTime | null {
  const match = stamp.exec(now);
  if (match === null) return null;
  // Read as if it were UTC: the offset is already in the figures.
  const local = Date.parse(`${match[1]}Z`);
  if (Number.isNaN(local)) return null;
  const shown = new Date(local + elapsedMs);
  return {
    clock: shown.toISOString().slice(11, 16),
    date: dateFormat(language).format(shown),
    minute: Math.floor(shown.getTime() / minuteMs),
    nextMinuteMs: minuteMs - (shown.getTime() % minuteMs),
  };
}

const dateFormats = new Map<Language, Intl.DateTimeFormat>();

/** Made once: it takes milliseconds, and every page that is drawn says the time. */
function dateFormat(language: Language): Intl.DateTimeFormat {
  const known = dateFormats.get(language);
  if (known !== undefined) return known;
  // As in every other English date of the machine: day before month (`28 November 2026`).
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  });
  dateFormats.set(language, made);
  return made;
}
