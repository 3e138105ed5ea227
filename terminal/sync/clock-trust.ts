import type { Clock } from '../../contract/clock.ts';

/** How far the machine's own wall clock may be from the hub's before it is called drifting. Same window as request signatures. */
const driftLimitMs = 300_000;

export type Trust = 'trusted' | 'drifting' | 'untrusted';

/** What this boot knows about the right time. Nothing local is ordered or expired by the wall clock. */
export interface ClockTrust {
  /** Takes the hub's time from a believed reply. @param roundTripMs the hub's time is assumed to be from its middle */
  observe(hubTime: string, roundTripMs: number): void;
  /** Of the last believed reply that did not wait at the hub, milliseconds; null = none in this boot. */
  roundTripMs(): number | null;
  /** The hub's time now as far as known, else the wall clock. */
  nowMs(): number;
  /** Hub time minus wall clock; null = no contact in this boot. */
  offsetMs(): number | null;
  trust(): Trust;
}

/**
 * Anchors the hub's time to the monotonic clock, so that a later jump of the wall clock changes the offset and not the time that we sign with.
 * @param onContact told after every observation where the offset is to be asked from now on
 */
export function makeClockTrust(
  clock: Clock,
  onContact: (offsetMs: () => number | null) => void = () => undefined,
): ClockTrust {
  let anchor: { readonly hubMs: number; readonly monoMs: number } | null = null;
  let lastRoundTripMs: number | null = null;
  const nowMs = () => (anchor === null ? clock.wallMs() : anchor.hubMs + clock.monoMs() - anchor.monoMs);
  const offsetMs = () => (anchor === null ? null : Math.round(nowMs() - clock.wallMs()));
  return {
    observe: (hubTime, roundTripMs) => {
      const hubMs = Date.parse(hubTime);
      if (Number.isNaN(hubMs)) return;
      lastRoundTripMs = Math.round(roundTripMs);
      anchor = { hubMs: hubMs + roundTripMs / 2, monoMs: clock.monoMs() };
      onContact(offsetMs);
    },
    roundTripMs: () => lastRoundTripMs,
    nowMs,
    offsetMs,
    trust: () => {
      const offset = offsetMs();
      if (offset === null) return 'untrusted';
      return Math.abs(offset) > driftLimitMs ? 'drifting' : 'trusted';
    },
  };
}
