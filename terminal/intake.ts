import { statfs } from 'node:fs/promises';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import type { SessionContext } from './session/context.ts';
import type { Ballast } from './store/ballast.ts';
import type { Store } from './store/store.ts';

export type IntakeClosed = SessionContext['intakeClosed'];

/** F-4, F-5, F-22 (docs/domain/journeys.md §6): placeholders of the city. */
export const intakeLimits = {
  pending: 500,
  oldestMs: 24 * 3_600_000,
  diskUsed: 0.9,
  /** Where the keeper is told, and where that ends. */
  diskLow: 0.85,
  diskLowEnds: 0.83,
  clockOffMs: 3_600_000,
  /** What a clock may have gone back while nobody tells the time, before days and ages are not trusted any more. */
  clockDoubtMs: 120_000,
} as const;

export interface IntakeFacts {
  readonly pending: number;
  readonly oldestAgeMs: number | null;
  /** Part of the disk that is used, 0–1; null = cannot be asked. */
  readonly diskUsed: number | null;
  /** A write that the disk did not take, or the ballast given up: what has begun is finished, nothing new begins. */
  readonly isDiskFailing: boolean;
  /** Hub time minus wall clock; null = no contact in this boot. */
  readonly hubOffsetMs: number | null;
  /** How far the wall clock stands before a moment that it has shown already; null where the hub has told the time since. */
  readonly wentBackMs: number | null;
  /** The hub does not know this machine's key any more. */
  readonly isKeyRefused: boolean;
}

/** Why nothing new is taken in; null = intake is open. What is full for good goes first. Pure. */
export function intakeClosedBy(facts: IntakeFacts): IntakeClosed {
  const { pending, oldestAgeMs, diskUsed, isDiskFailing, hubOffsetMs, wentBackMs, isKeyRefused } = facts;
  if (isDiskFailing || (diskUsed !== null && diskUsed > intakeLimits.diskUsed)) return 'disk';
  if (isKeyRefused) return 'key';
  if (pending > intakeLimits.pending || (oldestAgeMs ?? 0) > intakeLimits.oldestMs) return 'queue';
  if (Math.abs(hubOffsetMs ?? 0) > intakeLimits.clockOffMs) return 'clock';
  // What the hub has told is anchored to the monotonic clock: while it is known, a wrong wall clock counts no day wrongly.
  if (hubOffsetMs !== null || wentBackMs === null || wentBackMs <= intakeLimits.clockDoubtMs) return null;
  return wentBackMs > intakeLimits.clockOffMs ? 'clock' : 'deadline';
}

/** Meta key: the latest wall clock that this machine has seen, so that one that goes back is noticed after a restart too. */
const lastWallKey = 'clock.lastWall';
const lookMs = 10_000;
/** How often the moment is written down. */
const writeMs = 600_000;

export interface IntakeWatchOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  hubOffsetMs(): number | null;
  isKeyRefused(): boolean;
  readonly ballast?: Pick<Ballast, 'state'>;
  /** Told at every look. */
  onDisk?(used: number | null): void;
  report(closed: IntakeClosed): void;
  /** For tests; default: the file system that the data folder is on. */
  readonly diskUsed?: (dir: string) => Promise<number | null>;
}

/** Looks at the gauges every ten seconds and reports each change. Returns the end of watching. */
export function watchIntake(options: IntakeWatchOptions): () => void {
  const { store, clock, log, dataDir, diskUsed = diskUsedOf } = options;
  let shown: IntakeClosed | undefined;
  let cancel: () => void = () => undefined;
  let isStopped = false;
  let isLow = false;
  let wroteMs = Number.NEGATIVE_INFINITY;
  const lastWall = () => Number(store.meta.get(lastWallKey) ?? '0');

  const look = async () => {
    const used = await diskUsed(dataDir);
    // The store may be closed by now.
    if (isStopped) return;
    options.onDisk?.(used);
    const isNowLow = used !== null && used >= (isLow ? intakeLimits.diskLowEnds : intakeLimits.diskLow);
    if (isNowLow && !isLow) log('store.disk.low', { usedPercent: Math.round(used * 100) });
    isLow = isNowLow;
    const { pending, oldestWallMs } = store.outbox.counts();
    const wallMs = clock.wallMs();
    const facts: IntakeFacts = {
      pending,
      oldestAgeMs: oldestWallMs === null ? null : Math.max(0, store.trustedWallMs() - oldestWallMs),
      diskUsed: used,
      isDiskFailing: store.durability() === 'failed' || options.ballast?.state() === 'released',
      hubOffsetMs: options.hubOffsetMs(),
      wentBackMs: Math.max(0, lastWall() - wallMs),
      isKeyRefused: options.isKeyRefused(),
    };
    const isTimeKnown = facts.hubOffsetMs !== null || wallMs >= lastWall();
    if (isTimeKnown && clock.monoMs() - wroteMs >= writeMs) {
      wroteMs = clock.monoMs();
      store.meta.set(lastWallKey, String(Math.floor(wallMs + (facts.hubOffsetMs ?? 0))));
    }
    const closed = intakeClosedBy(facts);
    if (closed !== (shown ?? null)) log('terminal.intake.changed', { state: closed ?? 'open', pending });
    if (closed !== shown) {
      shown = closed;
      options.report(closed);
    }
    cancel = clock.after(lookMs, () => void look());
  };
  void look();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** Part of the disk below a folder that is used, 0–1; null = it cannot be asked. */
export async function diskUsedOf(dir: string): Promise<number | null> {
  try {
    const { blocks, bavail } = await statfs(dir);
    return blocks === 0 ? null : 1 - bavail / blocks;
  } catch {
    return null; // a folder that is away is noticed by the store
  }
}
