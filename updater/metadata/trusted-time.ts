import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isDiskFull, isFileSystemError, writeDurably } from '../../contract/durable-file.ts';

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
 * - what is on the disk: the earliest of what the hub told, the wall clock then, and the expiry of the timestamp that was kept then.
 *
 * A clock that stands behind (a dead battery) opens no hole, then. One that stands ahead finds everything expired as long as it does and leaves nothing behind: no wall clock alone, and no hub
 * alone, raises what is on the disk. Both wrong together (a bad time server of the whole city) must not keep a fleet from updates for years either, hence the expiry: the disk says at most that
 * what was kept has run out, and whatever is signed later runs longer. The price: metadata of between, unseen by this machine and expired since, passes while the battery is dead and the hub silent.
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

  /**
   * The hub's time, of a reply that was verified. Throws what the file system throws, but for a full disk.
   * @param expiryMs of the verified timestamp that is kept, milliseconds since 1970; null = none is
   */
  saw(hubMs: number, expiryMs: () => number | null): void {
    if (!Number.isFinite(hubMs)) return;
    this.#told = { hubMs, monoMs: this.#clock.monoMs() };
    const bothMs = Math.min(hubMs, this.#clock.wallMs());
    if (bothMs < this.#keptMs + writeEveryMs) return;
    const notBeforeMs = Math.min(bothMs, expiryMs() ?? 0);
    if (notBeforeMs <= this.#keptMs) return;
    this.#keptMs = notBeforeMs;
    try {
      writeDurably(
        this.#path,
        `${JSON.stringify({ format, notBefore: new Date(notBeforeMs).toISOString() })}\n`,
        0o644,
      );
    } catch (cause) {
      // ENOENT: nothing was kept yet, so there is nothing that could have run out.
      if (!isDiskFull(cause) && !isAbsent(cause)) throw cause;
    }
  }

  /** @param signedAtMs what the verified timestamp says of itself; 0 = there is none. Milliseconds since 1970. */
  nowMs(signedAtMs: number): number {
    return Math.max(this.#clock.wallMs(), this.#toldMs() ?? 0, this.#keptMs, signedAtMs);
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

/** 0 = nothing there, nothing that we wrote, or a disk that has lost it. */
function readTime(path: string): number {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('notBefore' in value) || !('format' in value)) return 0;
    const ms =
      value.format === format && typeof value.notBefore === 'string' ? Date.parse(value.notBefore) : Number.NaN;
    return Number.isFinite(ms) ? ms : 0;
  } catch (cause) {
    if (cause instanceof SyntaxError || isFileSystemError(cause)) return 0;
    throw cause;
  }
}

const isAbsent = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
