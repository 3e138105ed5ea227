/**
 * Where an alert begins, each with its source in docs/design/sync-and-fleet.md §10 and docs/domain/technician-and-operations.md §5 and §10. Times in milliseconds.
 */
export const alertLimits = {
  /** Wall clock against the hub's. */
  clockMs: 5 * 60_000,
  metadataMs: 7 * 86_400_000,
  certificateDays: 30,
  messageMs: 4 * 3_600_000,
  /** A quiet day's queue is below 50; this is a machine that does not get rid of what it takes in. */
  queue: 200,
  diskPercent: 85,
  /** Hottest sensor of the computer, degrees Celsius: what it throttles at, less ten. */
  temperature: 85,
  /** A sign that three heartbeats in a row say: two intervals of a minute, less the jitter. */
  settleMs: 100_000,
  /** Three missed heartbeats of a minute. */
  silentMs: 180_000,
  /** A machine that was heard within this time proves that its site has a line: one and a half heartbeats. */
  freshMs: 90_000,
  /** Two rounds of the watch missed: the hub itself was away, and silence counts from its return. */
  hubAwayMs: 150_000,
  /** Longest time that "under maintenance", as last heard, keeps a silent machine quiet. */
  maintenanceMs: 4 * 3_600_000,
  /** A machine that serves nobody, without a notice that says so. */
  noticeMs: 15 * 60_000,
  /** A release that was assigned and does not run. */
  driftMs: 24 * 3_600_000,
} as const;
