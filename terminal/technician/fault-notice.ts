import type { Clock } from '../../contract/clock.ts';
import { FaultNotice, type FaultReason } from '../../contract/technician/staff.ts';
import { parse } from '../../contract/validate.ts';
import type { SessionContext } from '../session/context.ts';
import type { SessionService } from '../session/session-service.ts';
import type { Store } from '../store/store.ts';
import { cityMinute, type NoticeBack } from './pages/desk.ts';

/** Meta key: the notice that stands; empty = none. */
const noticeKey = 'technician.notice';
/** The wall clock may be set meanwhile: the end is looked for again after this at the latest. */
const longestSleepMs = 60_000;

export interface FaultNotices {
  /** Shows what stands; call it once. */
  start(): void;
  current(): FaultNotice | null;
  /** False: it could not be written, so it is not posted. */
  post(notice: FaultNotice): boolean;
  lift(): boolean;
  stop(): void;
}

/**
 * The notice on the page of citizens. It stands over restarts, until somebody lifts it or the time that was named is over (docs/domain/technician-and-operations.md §9).
 * @param lifted told when its time was over
 */
export function faultNotices(
  o: {
    readonly store: Pick<Store, 'meta' | 'trustedWallMs'>;
    readonly clock: Clock;
    readonly session: Pick<SessionService, 'send'>;
  },
  lifted: () => void,
): FaultNotices {
  const { store, clock, session } = o;
  let current = readKept(store.meta.get(noticeKey));
  let cancel: () => void = () => undefined;

  const write = (notice: FaultNotice | null): boolean => {
    if (!store.meta.set(noticeKey, notice === null ? '' : JSON.stringify(notice)).ok) return false;
    current = notice;
    show();
    return true;
  };
  function show(): void {
    cancel();
    session.send({ type: 'FAULT_NOTICE', notice: current === null ? null : shownNotice(current) });
    watch();
  }
  function watch(): void {
    if (current === null || current.until === null) return;
    const leftMs = Date.parse(current.until) - store.trustedWallMs();
    if (leftMs <= 0) {
      if (write(null)) lifted();
      else cancel = clock.after(longestSleepMs, watch);
      return;
    }
    cancel = clock.after(Math.min(leftMs, longestSleepMs), watch);
  }
  return {
    start: show,
    current: () => current,
    post: (notice) => write(notice),
    lift: () => write(null),
    stop: () => cancel(),
  };
}

/** What citizens read of it: hour and minute of the city; with the day where it is another one than that on which it was posted. */
export function shownNotice({ reason, since, until }: FaultNotice): NonNullable<SessionContext['faultNotice']> {
  if (until === null) return { reason, until: null };
  const [from, to] = [cityMinute(since), cityMinute(until)];
  return { reason, until: from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to.slice(5) };
}

function readKept(text: string | null): FaultNotice | null {
  if (text === null || text === '') return null;
  try {
    const kept = parse(FaultNotice, JSON.parse(text));
    return kept.ok ? kept.value : null;
  } catch {
    return null; // of another version
  }
}

/** The notice as somebody chooses it at this moment, milliseconds since 1970. Expected return: `tomorrow` = at eight in the morning of the city. */
export function noticeOf(reason: FaultReason, back: NoticeBack, nowMs: number): FaultNotice {
  return { reason, since: isoTime(nowMs), until: untilOf(back, nowMs) };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

function untilOf(back: NoticeBack, nowMs: number): string | null {
  switch (back) {
    case 'hour':
      return isoTime(nowMs + 3_600_000);
    case 'twoHours':
      return isoTime(nowMs + 2 * 3_600_000);
    case 'tomorrow': {
      const day = Math.floor((nowMs + 8 * 3_600_000) / 86_400_000) + 1;
      return isoTime(day * 86_400_000);
    }
    case 'unknown':
      return null;
  }
}
