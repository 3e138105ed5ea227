import { type EndedVisit, visitsAtMost } from '../../contract/heartbeat-facts.ts';

/** What a look at the session shows of visits. No person. */
export interface VisitLook {
  readonly monoMs: number;
  /** Nobody is there: the page that waits for somebody. */
  readonly isIdle: boolean;
  /** Null = no visit is open. */
  readonly visit: {
    readonly id: string;
    readonly item: string;
    /** State of the journey, such as `question`. */
    readonly page: string;
    /** Name of the page that stands. */
    readonly screen: string;
    /** It has come to its end: a receipt was given, or its last page stands. */
    readonly isDone: boolean;
    /** Papers that were photographed. */
    readonly papers: number;
  } | null;
  /** Monotonic time of the last touch; null = none. */
  readonly touchedAtMs: number | null;
}

interface OpenVisit {
  readonly id: string;
  readonly item: string;
  readonly startedMs: number;
  readonly page: string;
  readonly screen: string;
  readonly isDone: boolean;
  readonly papers: number;
  readonly touches: number;
  readonly pages: number;
}

export interface VisitCounts {
  readonly started: number;
  readonly completed: number;
  readonly abandoned: number;
  /** Stays in which something was touched and nothing was completed. */
  readonly touches: number;
  /** Ended, and not told yet; oldest first. */
  readonly ended: readonly EndedVisit[];
  readonly open: OpenVisit | null;
  readonly stay: { readonly isCompleted: boolean } | null;
  readonly touchedAtMs: number | null;
}

export const noVisits: VisitCounts = {
  ...{ started: 0, completed: 0, abandoned: 0, touches: 0, ended: [], open: null, stay: null, touchedAtMs: null },
};

/** What is kept while the hub is away: the oldest are let go, and the counts stay right. */
const mostEnded = 512;
/** On the last page somebody reads; how long nobody knows. */
const lastReadMs = 30_000;

/** One look more. Pure. */
export function lookedAt(before: VisitCounts, look: VisitLook): VisitCounts {
  const isTouched = look.touchedAtMs !== before.touchedAtMs;
  let counts: VisitCounts = { ...before, touchedAtMs: look.touchedAtMs };
  const { visit } = look;
  if (counts.open !== null && counts.open.id !== visit?.id) counts = closed(counts, counts.open, look.monoMs);
  if (visit !== null) {
    const open = counts.open ?? {
      ...{ id: visit.id, item: visit.item, startedMs: look.monoMs, page: visit.page, screen: '' },
      ...{ isDone: false, papers: 0, touches: 0, pages: 0 },
    };
    if (counts.open === null) counts = { ...counts, started: counts.started + 1 };
    counts = {
      ...counts,
      open: {
        ...open,
        // The page on which it is asked whether to leave is not the one that was left.
        page: visit.page === 'leaving' ? open.page : visit.page,
        screen: visit.screen,
        isDone: open.isDone || visit.isDone,
        papers: Math.max(open.papers, visit.papers),
        touches: open.touches + (isTouched ? 1 : 0),
        pages: open.pages + (visit.screen === open.screen ? 0 : 1),
      },
    };
  }
  if (look.isIdle) {
    const wasted = counts.stay !== null && !counts.stay.isCompleted;
    return { ...counts, stay: null, touches: counts.touches + (wasted ? 1 : 0) };
  }
  return { ...counts, stay: counts.stay ?? { isCompleted: false } };
}

function closed(counts: VisitCounts, open: OpenVisit, nowMs: number): VisitCounts {
  const end = open.isDone ? 'completed' : 'abandoned';
  const touchedMs = Math.max(open.startedMs, counts.touchedAtMs ?? open.startedMs);
  const endMs = Math.min(nowMs, touchedMs + (open.isDone ? lastReadMs : 0));
  const visit: EndedVisit = {
    ...{ n: counts.completed + counts.abandoned + 1, item: open.item, end, page: open.page.slice(0, 32) },
    seconds: Math.min(86_400, Math.round(Math.max(0, endMs - open.startedMs) / 1000)),
    ...{ touches: Math.min(10_000, open.touches), pages: Math.min(10_000, open.pages) },
    papers: Math.min(100, open.papers),
  };
  return {
    ...counts,
    ...{ open: null, ended: [...counts.ended, visit].slice(-mostEnded) },
    completed: counts.completed + (open.isDone ? 1 : 0),
    abandoned: counts.abandoned + (open.isDone ? 0 : 1),
    stay: { isCompleted: open.isDone || counts.stay?.isCompleted === true },
  };
}

/** What the next heartbeat tells. Pure. */
export const toTell = ({ ended }: VisitCounts): EndedVisit[] => ended.slice(0, visitsAtMost);

/** A heartbeat that told up to number `last` was answered. Pure. */
export const withTold = (counts: VisitCounts, last: number): VisitCounts => ({
  ...counts,
  ended: counts.ended.filter(({ n }) => n > last),
});
