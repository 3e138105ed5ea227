import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isDiskFull, writeDurably } from '../../contract/durable-file.ts';

/** A wall clock further ahead of the hub than this is wrong, milliseconds. */
const aheadMs = 24 * 3600_000;
/** What is on the disk is written anew when it would rise by so much, milliseconds. */
const writeEveryMs = 3600_000;
const format = 'yitiji-trust-time/1';

/**
 * What time it is at least. Expiry is measured by the latest of
 *
 * - the wall clock;
 * - the moment at which the verified timestamp says it was signed;
 * - what the hub has told this process, and the time that went by since;
 * - what is on the disk: the earlier of hub and wall clock, when both had gone so far.
 *
 * A clock that stands behind (a dead battery) opens no hole, then. One that stands ahead finds everything expired as long as it does and leaves nothing behind: no wall clock alone, and no hub
 * alone, raises what is kept. Both wrong together (a bad time server of the whole city) must not keep a fleet from updates for years either: so what is kept counts at most up to the expiry of the
 * timestamp that is kept. That says that the kept one has run out; whatever is published later runs longer.
 */
export class TrustedTime {
  readonly #clock: Clock;
  readonly #path: string;
  #keptMs: number;
  #told: { readonly hubMs: number; readonly monoMs: number } | null = null;

  /** @param folder of the trust; made by whoever keeps metadata in it */
  constructor(folder: string, clock: Clock) {
    this.#clock = clock;
    this.#path = join(folder, 'time.json');
    this.#keptMs = readTime(this.#path);
  }

  /** The hub's time, of a reply that was verified. Throws what the file system throws, but for a full disk. */
  saw(hubMs: number): void {
    if (!Number.isFinite(hubMs)) return;
    this.#told = { hubMs, monoMs: this.#clock.monoMs() };
    const bothMs = Math.min(hubMs, this.#clock.wallMs());
    if (bothMs < this.#keptMs + writeEveryMs) return;
    this.#keptMs = bothMs;
    try {
      writeDurably(this.#path, `${JSON.stringify({ format, notBefore: new Date(bothMs).toISOString() })}\n`, 0o644);
    } catch (cause) {
      // ENOENT: nothing was kept yet, so there is nothing that could have run out.
      if (!isDiskFull(cause) && !isAbsent(cause)) throw cause;
    }
  }

  /** @param timestamp of the timestamp that is kept; null = none. Milliseconds since 1970. */
  nowMs(timestamp: { readonly signedAtMs: number; readonly expiresMs: number } | null): number {
    const kept = timestamp === null ? 0 : Math.max(timestamp.signedAtMs, Math.min(this.#keptMs, timestamp.expiresMs));
    return Math.max(this.#clock.wallMs(), this.#toldMs() ?? 0, kept);
  }

  /** The wall clock is far ahead of what the hub has told. */
  isAhead(): boolean {
    const toldMs = this.#toldMs();
    return toldMs !== null && this.#clock.wallMs() - toldMs > aheadMs;
  }

  #toldMs(): number | null {
    return this.#told === null ? null : this.#told.hubMs + this.#clock.monoMs() - this.#told.monoMs;
  }
}

/** 0 = nothing there, or nothing that we wrote. */
function readTime(path: string): number {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('notBefore' in value) || !('format' in value)) return 0;
    const ms =
      value.format === format && typeof value.notBefore === 'string' ? Date.parse(value.notBefore) : Number.NaN;
    return Number.isFinite(ms) ? ms : 0;
  } catch (cause) {
    if (cause instanceof SyntaxError || isAbsent(cause)) return 0;
    throw cause;
  }
}

const isAbsent = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
