import { type Clock, sleep } from '../../contract/clock.ts';
import { missingFiles, type ReleaseFile, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { type FetchError, type FetchLimits, fetchFile, usualLimits } from '../files/fetch-file.ts';
import { type FileStore, filesAtOnce } from '../files/file-store.ts';
import { LineShare } from '../files/line-share.ts';
import type { WorkEnd } from './agent-steps.ts';
import { type Fraction, fullJitterMs, pauses } from './back-off.ts';

/** Tries of one file in a row that brought nothing; then the whole release pauses. */
const triesOfAFile = 5;

export interface FetchReleaseOptions {
  readonly manifest: ReleaseManifest;
  /** With a slash at its end. */
  readonly baseUrl: string;
  readonly store: FileStore;
  readonly clock: Clock;
  readonly random: Fraction;
  readonly signal: AbortSignal;
  readonly limits?: FetchLimits;
  readonly fetch?: typeof fetch;
  /** Told after each chunk: bytes that came over the line. */
  onBytes?(count: number): void;
}

/** What came: files and bytes over the line. */
export interface Fetched {
  readonly end: WorkEnd;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Brings every file of a release that is not here yet, several at a time over one share of the line; each is tried again by itself and goes on where it was cut. What came stays, however it ends.
 */
export async function fetchRelease(options: FetchReleaseOptions): Promise<Fetched> {
  const { manifest, store, clock, signal, limits = usualLimits } = options;
  const queue = [...missingFiles(manifest, (sha256) => store.has(sha256))];
  const line = new LineShare(clock, limits.capBytesPerSecond);
  const others = new AbortController();
  const stop = () => others.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let bytes = 0;
  let files = 0;
  let end: WorkEnd = { is: 'done' };
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined && end.is === 'done'; file = queue.shift()) {
      const failure = await bring(file);
      if (failure === null) files += 1;
      else if (end.is === 'done') {
        end = failure;
        // One that is full or forged is so for all.
        stop();
      }
    }
  };
  const bring = async ({ sha256, size }: ReleaseFile): Promise<WorkEnd | null> => {
    let failures = 0;
    let isSecond = false;
    for (;;) {
      const before = store.partialSize(sha256);
      const came = await fetchFile({
        ...{ url: `${options.baseUrl}files/${sha256.slice(0, 2)}/${sha256}`, sha256, size, store, clock, limits, line },
        ...{ signal: others.signal, onBytes: (count) => count > 0 && took(count) },
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      });
      if (came.ok) return null;
      // Nothing is kept of it, so the next try begins anew: what was behind a page of somebody else on the line was no forgery.
      const isDoubtful: boolean = isOtherThanPromised(came.error) && !isSecond;
      isSecond ||= isDoubtful;
      const given: WorkEnd = isDoubtful ? { is: 'later', code: came.error.code } : endOf(came.error);
      if (given.is !== 'later' || others.signal.aborted) return given;
      // A line that breaks every minute and brings something each time is no failure.
      failures = store.partialSize(sha256) > before ? 0 : failures + 1;
      if (failures >= triesOfAFile) return given;
      await sleep(clock, fullJitterMs(pauses.baseMs, pauses.ceilingMs, failures, options.random()), others.signal);
    }
  };
  const took = (count: number) => {
    bytes += count;
    options.onBytes?.(count);
  };
  try {
    await Promise.all(Array.from({ length: filesAtOnce }, worker));
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return { end, files, bytes };
}

const isOtherThanPromised = ({ code }: FetchError): boolean => code === 'wrongBytes' || code === 'tooLong';

function endOf({ code }: FetchError): WorkEnd {
  switch (code) {
    case 'full':
      return { is: 'refused', cause: 'full' };
    case 'tooLong':
      return { is: 'refused', cause: 'tooLarge' };
    case 'wrongBytes':
      return { is: 'refused', cause: 'forged' };
    case 'unreachable':
    case 'badStatus':
    case 'tooSlow':
    case 'aborted':
      return { is: 'later', code };
  }
}
