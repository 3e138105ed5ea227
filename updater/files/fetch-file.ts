import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isDiskFull, syncFolder } from '../../contract/durable-file.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { hashFile } from '../../contract/sha256.ts';
import { type FileStore, unsureBytes } from './file-store.ts';
import { LineShare } from './line-share.ts';

/** One write; a chunk of the network may be larger. */
const writeBytes = 32 * 1024;
/** After so many bytes they are made durable, so that never more than `unsureBytes` are not. */
const syncEveryBytes = unsureBytes - writeBytes;

export interface FetchLimits {
  /** Bytes a second that may be used; null = as fast as it goes. Citizens' requests go over the same line. */
  readonly capBytesPerSecond: number | null;
  /** Slower than this over `patienceMs`, and it is given up (what is here is kept): a server that drips must not hold an update for ever. */
  readonly leastBytesPerSecond: number;
  readonly patienceMs: number;
}

export const usualLimits: FetchLimits = { capBytesPerSecond: 256 * 1024, leastBytesPerSecond: 512, patienceMs: 60_000 };

export interface FetchError {
  /**
   * `unreachable`: no connection, or it broke; `badStatus`: the server says no; `tooSlow`; `tooLong`: more bytes than promised; `wrongBytes`: all there, and not what was promised; `full`: no room
   * on the disk; `aborted`. After `tooLong` and `wrongBytes` nothing of it is kept, after any other error what came is used by the next try.
   */
  readonly code: 'unreachable' | 'badStatus' | 'tooSlow' | 'tooLong' | 'wrongBytes' | 'full' | 'aborted';
  readonly detail: string;
}

export interface FetchFileOptions {
  readonly url: string;
  readonly sha256: string;
  /** Bytes that the verified manifest promises. */
  readonly size: number;
  readonly store: FileStore;
  readonly clock: Clock;
  readonly limits?: FetchLimits;
  /** Shared with other files; left out = the cap of `limits` is for this one. */
  readonly line?: LineShare;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  /** Told after each chunk. */
  onBytes?(count: number): void;
}

/**
 * Brings one file into the store: the rest of what an earlier try has left (RFC 9110 §14, `Range`), or all of it where the server knows no ranges. Never reads more than was promised.
 * @returns bytes that came over the line
 */
export async function fetchFile(options: FetchFileOptions): Promise<Result<number, FetchError>> {
  const { store, sha256, size } = options;
  if (store.has(sha256)) return ok(0);
  if (store.partialSize(sha256) > size) store.dropPartial(sha256);
  let file: FileHandle | undefined;
  try {
    const partial = store.partialPathOf(sha256);
    if (store.partialSize(sha256) === size && hashFile(partial).sha256 === sha256) return keep(options, ok(0));
    const from = store.trustedSize(sha256);
    // r+ and not a: a position is written to, and the system appends whatever position is named.
    file = await open(partial, from > 0 ? 'r+' : 'w', 0o644);
    // Bytes that are durable in a file without a name are lost all the same.
    if (from === 0) syncFolder(dirname(partial));
    else await file.truncate(from);
    const came = await theRest(options, file, from);
    await file.close();
    file = undefined;
    if (!came.ok) {
      if (came.error.code === 'tooLong') store.dropPartial(sha256);
      return came;
    }
    return keep(options, came);
  } catch (cause) {
    if (isDiskFull(cause)) return err({ code: 'full', detail: 'no room on the disk' });
    throw cause;
  } finally {
    await file?.close();
  }
}

function keep({ store, sha256, size, url }: FetchFileOptions, came: Result<number, FetchError>) {
  return store.accept(sha256, size) ? came : err({ code: 'wrongBytes', detail: `${url} is not ${sha256}` } as const);
}

async function theRest(options: FetchFileOptions, file: FileHandle, from: number): Promise<Result<number, FetchError>> {
  const { url, clock, signal, limits = usualLimits } = options;
  const controller = new AbortController();
  const end = () => controller.abort();
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  const pace = watchPace(clock, limits, end);
  const { line = new LineShare(clock, limits.capBytesPerSecond) } = options;
  let at = from;
  let came = 0;
  let unsynced = 0;
  const failure = (cause: unknown): Result<number, FetchError> => {
    if (isDiskFull(cause)) return err({ code: 'full', detail: 'no room on the disk' });
    if (signal?.aborted === true) return err({ code: 'aborted', detail: 'given up by the caller' });
    if (pace.isTooSlow())
      return err({ code: 'tooSlow', detail: `less than ${limits.leastBytesPerSecond} bytes a second` });
    if (!(cause instanceof Error)) throw cause;
    return err({ code: 'unreachable', detail: codeOf(cause) });
  };
  try {
    const reply = await (options.fetch ?? fetch)(url, {
      headers: { ...(from > 0 ? { range: `bytes=${from}-` } : {}), 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: controller.signal,
    });
    if (reply.status === 416) options.store.dropPartial(options.sha256);
    if (reply.status !== 200 && reply.status !== 206) return err({ code: 'badStatus', detail: `HTTP ${reply.status}` });
    // A server without ranges begins anew; one that answers another range than was asked for is not followed.
    if (reply.status === 200) at = 0;
    else if (!(reply.headers.get('content-range') ?? '').startsWith(`bytes ${from}-`)) {
      return err({ code: 'badStatus', detail: 'another range than was asked for' });
    }
    if (at === 0) await file.truncate(0);
    options.store.wrote(options.sha256, at);
    if (reply.body !== null) {
      for await (const chunk of reply.body) {
        if (at + chunk.byteLength > options.size) {
          return err({ code: 'tooLong', detail: `more than ${options.size} bytes` });
        }
        for (let done = 0; done < chunk.byteLength; done += writeBytes) {
          const part = chunk.subarray(done, done + writeBytes);
          await writeAll(file, part, at);
          at += part.byteLength;
          unsynced += part.byteLength;
          if (unsynced >= syncEveryBytes) {
            await file.datasync();
            unsynced = 0;
          }
          options.store.wrote(options.sha256, at);
        }
        came += chunk.byteLength;
        options.onBytes?.(chunk.byteLength);
        pace.took(chunk.byteLength);
        await line.took(chunk.byteLength, controller.signal);
        if (controller.signal.aborted) return failure(new Error('aborted'));
      }
    }
    await file.datasync();
    return at === options.size
      ? ok(came)
      : err({ code: 'unreachable', detail: `ended after ${at} of ${options.size} bytes` });
  } catch (cause) {
    return failure(cause);
  } finally {
    pace.cancel();
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** Sees whether enough comes. */
function watchPace(clock: Clock, limits: FetchLimits, giveUp: () => void) {
  const { leastBytesPerSecond, patienceMs } = limits;
  const least = (leastBytesPerSecond * patienceMs) / 1000;
  let inWindow = 0;
  let isTooSlow = false;
  let cancel: () => void = () => undefined;
  const look = () => {
    if (inWindow < least) {
      isTooSlow = true;
      giveUp();
      return;
    }
    inWindow = 0;
    cancel = clock.after(patienceMs, look);
  };
  cancel = clock.after(patienceMs, look);
  return {
    isTooSlow: () => isTooSlow,
    cancel: () => cancel(),
    took: (bytes: number) => {
      inWindow += bytes;
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

function codeOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
