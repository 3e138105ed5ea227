import type { DeviceHealth, HealthFacts } from '../../contract/update-health.ts';

/**
 * The health gate of a release on probation (docs/updates.md, "Health gate"). Pure: facts and elapsed time in, verdict out. It says only what stands now; that it must stand for a while is
 * `health-watch.ts`.
 */
export interface HealthPolicy {
  /** Release that is on probation: facts of another one prove nothing about it. Null = whichever runs. */
  readonly release: string | null;
  /** Longest that a release may take to prove itself, milliseconds since it was started. */
  readonly limitMs: number;
  /** A hub that was away before the switch gets this long to answer after it; six heartbeats. */
  readonly offlineAfterMs: number;
  /** How long everything must stand without a break. Longer than a dead page, a crash loop with its pauses or a flapping link can look well. */
  readonly steadyMs: number;
}

export const healthPolicy = { limitMs: 600_000, offlineAfterMs: 60_000, steadyMs: 15_000 } as const;

/** Why a release has failed. Codes are API: add, never rename. */
export const healthFaults = [
  /** The terminal service does not answer on its socket. */
  'service',
  /** Another release than the one on probation answers. */
  'release',
  /** The store does not open, has failed, is not durable, or lost the probe row. */
  'store',
  /** No shell has said hello. */
  'shell',
  /** The page of the newest snapshot is not on the screen. */
  'page',
  /** A process with native bindings is down. */
  'host',
  /** A device that worked before the switch works less. */
  'device',
  /** The hub knew this machine before and does not any more, or its answers are not believed. */
  'hubRefused',
  /** The hub answered before the switch and is silent since, although the machine has an uplink. */
  'hubLost',
  /** Everything was well at times, never long enough. */
  'unsteady',
] as const;
export type HealthFault = (typeof healthFaults)[number];

/**
 * One thing that is not well. `wait`: it may still become well; `fail`: it will not, whatever one waits; `offline`: the hub is not there, and the allowance covers it.
 * `what` names it in words of the machine: a role, a code.
 */
export interface Finding {
  readonly fault: HealthFault;
  readonly weight: 'wait' | 'fail' | 'offline';
  readonly what: string;
}

export type HealthVerdict = 'pass' | 'passOffline' | 'wait' | { readonly fail: HealthFault; readonly what: string };

/**
 * @param before facts from before the switch; null = nobody took them: no device can be compared, and the hub must answer
 * @param facts as they stand; null = the terminal service is away
 * @param elapsedMs since the release was started, by a monotonic clock
 */
export function judge(
  before: HealthFacts | null,
  facts: HealthFacts | null,
  elapsedMs: number,
  policy: HealthPolicy,
): HealthVerdict {
  const found = findings(before, facts, elapsedMs, policy);
  const isOver = elapsedMs >= policy.limitMs;
  const worst = found.find(({ weight }) => weight === 'fail') ?? found.find(({ weight }) => weight === 'wait');
  if (worst === undefined) return found.length === 0 ? 'pass' : 'passOffline';
  return worst.weight === 'fail' || isOver ? { fail: worst.fault, what: worst.what } : 'wait';
}

/** Everything that is not well, the weightiest parts first; none = healthy. Parameters as `judge`. */
export function findings(
  before: HealthFacts | null,
  facts: HealthFacts | null,
  elapsedMs: number,
  policy: HealthPolicy,
): readonly Finding[] {
  const waiting = (fault: HealthFault, what: string): Finding => ({ fault, weight: 'wait', what });
  if (facts === null) return [waiting('service', 'away')];
  if (policy.release !== null && facts.release !== policy.release) return [waiting('release', facts.release ?? 'none')];
  return [
    ...storeFindings(facts.store),
    ...(facts.page.isShellUp ? [] : [waiting('shell', 'away')]),
    ...(facts.page.state === 'drawn' ? [] : [waiting('page', facts.page.state)]),
    ...facts.hosts.filter(({ state }) => state === 'down').map(({ name }) => waiting('host', name)),
    ...(before === null ? [] : before.devices)
      .filter((device) => rank(device) > rank(sameDevice(facts.devices, device)))
      .map(({ role, driver }) => waiting('device', `${role}/${driver}`)),
    ...hubFindings(before, facts.hub, elapsedMs, policy),
  ];
}

/** A store that has given up stays so until its next start, and a row that was lost is lost: there is nothing to wait for. */
function storeFindings({ fault, isDurable, probe }: HealthFacts['store']): readonly Finding[] {
  const failed = (what: string): Finding => ({ fault: 'store', weight: 'fail', what });
  if (fault !== null) return [failed(fault)];
  if (!isDurable) return [failed('notDurable')];
  if (probe === 'failed') return [failed('probe')];
  return probe === 'ok' ? [] : [{ fault: 'store', weight: 'wait', what: 'probe' }];
}

/**
 * An accepted heartbeat is the proof. Without it: a release that cuts a machine off from the hub can never be mended from afar, so a hub that was there before must be there again, and a silence
 * that begins with the switch fails the release at the limit (a wrong guess costs one return to a proven release; `hubLost` is pardoned when the release before finds no hub either). The allowance
 * is for what no release can have done: the hub was away before already, or the system itself has no way out. A refusal is an answer, so it is never excused by a bad line.
 */
function hubFindings(
  before: HealthFacts | null,
  hub: HealthFacts['hub'],
  elapsedMs: number,
  policy: HealthPolicy,
): readonly Finding[] {
  if (hub.isAccepted) return [];
  const isIdentityLost = !hub.isEnrolled && before?.hub.isEnrolled !== false;
  const wasAway = before !== null && !before.hub.isOnline;
  const isRefused = isIdentityLost || hub.last === 'refused';
  const what = isIdentityLost ? 'notEnrolled' : hub.last;
  // What refused the release before as well is no deed of this one.
  const isAnswered = isRefused && before?.hub.last !== 'refused';
  const isExcused = wasAway
    ? !isAnswered && elapsedMs >= policy.offlineAfterMs
    : !isRefused && !hub.isUplinkUp && elapsedMs >= noUplinkAfterMs(policy);
  const fault = isRefused ? 'hubRefused' : 'hubLost';
  return [{ fault, weight: isExcused && !isIdentityLost ? 'offline' : 'wait', what }];
}

/** A machine without a way out waits as long as it may; the rest of the time is for the steadiness. */
export const noUplinkAfterMs = ({ limitMs, steadyMs }: HealthPolicy): number => Math.max(0, limitMs - steadyMs);

/** Same role and same driver: a role that is suddenly served by another driver is not the device that stood there. */
const sameDevice = (devices: readonly DeviceHealth[], { role, driver }: DeviceHealth) =>
  devices.find((one) => one.role === role && one.driver === driver);

/** `busy` says nothing yet: a device that starts up must end somewhere, and one that was busy before has promised nothing. */
function rank(device: DeviceHealth | undefined): number {
  switch (device?.availability) {
    case 'ready':
      return 2;
    case 'limited':
      return 1;
    default:
      return 0;
  }
}
