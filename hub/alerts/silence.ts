import { alertLimits } from './limits.ts';

/** A machine that is late with its heartbeat, with what the rest of its site does. */
export interface LateMachine {
  readonly deviceId: string;
  readonly kiosk: string;
  readonly place: string;
  readonly heardMs: number;
  /** Milliseconds between heartbeats that it was told. */
  readonly paceMs: number;
  /** Machines of the site that have ever been heard. */
  readonly ofSite: number;
  /** The newest heartbeat of any machine of the site. */
  readonly siteHeardMs: number;
}

export interface SilentSite {
  readonly place: string;
  readonly sinceMs: number;
  readonly kiosks: readonly string[];
}

/**
 * Which machines are silent, and which sites: one alert for a site whose machines have all fallen silent, however many they are. A machine is an alert of its own only while another one
 * of its site proves that the line is there; until that is known (the others are late, too, and not yet silent) nothing is said. Pure.
 * @param watchingSinceMs since when the hub could have heard them: nobody is called silent for the time that the hub was away
 */
export function silenceOf(
  late: readonly LateMachine[],
  { nowMs, watchingSinceMs }: { readonly nowMs: number; readonly watchingSinceMs: number },
): { readonly machines: readonly LateMachine[]; readonly sites: readonly SilentSite[] } {
  const silent = late.filter(
    ({ heardMs, paceMs }) => nowMs - Math.max(heardMs, watchingSinceMs) > Math.max(alertLimits.silentMs, 3 * paceMs),
  );
  const machines: LateMachine[] = [];
  const sites: SilentSite[] = [];
  for (const [place, of] of Map.groupBy(silent, (machine) => machine.place)) {
    const [first] = of;
    if (first === undefined) continue;
    if (first.ofSite > 1 && of.length === first.ofSite) {
      const kiosks = of.map(({ kiosk }) => kiosk).sort();
      sites.push({ place, kiosks, sinceMs: Math.max(...of.map(({ heardMs }) => heardMs)) });
    } else if (first.ofSite === 1 || nowMs - first.siteHeardMs <= Math.max(alertLimits.freshMs, 1.5 * first.paceMs)) {
      machines.push(...of);
    }
  }
  return { machines, sites };
}
