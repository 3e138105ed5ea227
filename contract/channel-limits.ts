import type { RateLimits } from './rate-limit.ts';

/**
 * How many messages may cross each border of processes; sizes stand in `channel.ts` and at each method. Above them the receiver drops what comes or takes the sender for mad.
 */
export const channelLimits = {
  /** Window → shell: two hands reach about 15 touches a second. */
  intent: { perSecond: 20, burst: 40 },
  painted: { perSecond: 60, burst: 120 },
  hello: { perSecond: 1, burst: 10 },
  /** Shell → terminal service: the three above, and words of the shell itself. Dropped. */
  toTerminal: { perSecond: 500, burst: 2_000 },
  /** Terminal service → shell: an answer to each of these, and snapshots. More comes from a loop: it is started anew. */
  fromTerminal: { perSecond: 500, burst: 2_000 },
  /** Either way on the local channel (updater, command line): a few a minute. The connection is ended. */
  local: { perSecond: 200, burst: 1_000 },
  /**
   * Native host → terminal service, in messages plus KiB: all ports of a machine together make less than a tenth, also when a driver hands on byte by byte. The host is ended, and started anew.
   */
  fromNativeHost: { perSecond: 50_000, burst: 100_000 },
} as const satisfies Readonly<Record<string, RateLimits>>;
