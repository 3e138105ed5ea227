import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { between, randomBytes, seededRandom } from './random.ts';
import type { CodecSubject, Subject } from './subject.ts';

export interface FuzzReport {
  readonly frames: number;
  readonly bytes: number;
  /** Most that a decoder held back. */
  readonly maxBuffered: number;
  /** The shortest thing that goes wrong, in words and hexadecimal, with the seed that brings it back; or null. */
  readonly problem: { readonly seed: number; readonly what: string } | null;
}

/** Frames that one decoder gets before it must be in sync again. */
const framesOfSession = 40;

/**
 * Feeds random and damaged messages into fresh decoders of a driver: no throw, bounded memory, in sync again afterwards. A property of fast-check over
 * sessions of frames; a failing session is shrunk to the fewest and shortest frames.
 * @param frames how many messages in all; rounded up to whole sessions
 * @param onSession called after each session with the frames so far
 */
export function fuzzCodec(
  subject: Subject,
  o: { readonly seed: number; readonly frames: number; readonly onSession?: (frames: number) => void },
): FuzzReport {
  let frames = 0;
  let bytes = 0;
  let maxBuffered = 0;
  let isShrinking = false;
  const property = fc.property(new SessionArbitrary(subject.codec), (session) => {
    const run = runSession(subject, session);
    if (!isShrinking) {
      frames += session.frames.length;
      bytes += run.bytes;
      maxBuffered = Math.max(maxBuffered, run.maxBuffered);
      o.onSession?.(frames);
    }
    if (run.what === null) return;
    isShrinking = true;
    throw new Error(run.what);
  });
  const details = fc.check(property, { seed: o.seed, numRuns: Math.ceil(o.frames / framesOfSession) });
  if (!details.failed) return { frames, bytes, maxBuffered, problem: null };
  const [shortest] = details.counterexample ?? [];
  const hex = (shortest?.frames ?? []).map((frame) => Buffer.from(frame).toString('hex').slice(0, 400) || '(empty)');
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return { frames, bytes, maxBuffered, problem: { seed: o.seed, what: `${cause}; after ${hex.join(' ')}` } };
}

/** What one decoder gets. */
export interface Session {
  readonly frames: readonly Uint8Array[];
  /** Of the cuts between pieces, and of the undamaged messages behind. */
  readonly seed: number;
}

/** Sessions of damaged and random frames. Shrinks by leaving out frames, then by shortening one. */
class SessionArbitrary extends fc.Arbitrary<Session> {
  readonly #codec: CodecSubject;

  constructor(codec: CodecSubject) {
    super();
    this.#codec = codec;
  }

  override generate(source: fc.Random): fc.Value<Session> {
    // One number of fast-check's for each session, and a fast generator behind it: a session draws thousands.
    const random = seededRandom(source.nextInt(0, 0x7fff_ffff));
    const frames = Array.from({ length: framesOfSession }, () => mutated(this.#codec, random));
    return new fc.Value({ frames, seed: source.nextInt(0, 0x7fff_ffff) }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Session {
    return typeof value === 'object' && value !== null && 'frames' in value && 'seed' in value;
  }

  override shrink(session: Session): fc.Stream<fc.Value<Session>> {
    return fc.stream(shorterSessions(session)).map((value) => new fc.Value(value, undefined));
  }
}

function* shorterSessions({ frames, seed }: Session): IterableIterator<Session> {
  for (const [from, to] of partsOf(frames.length)) {
    if (to - from < frames.length) yield { seed, frames: [...frames.slice(0, from), ...frames.slice(to)] };
  }
  for (const [index, frame] of frames.entries()) {
    for (const [from, to] of partsOf(frame.length)) {
      yield { seed, frames: frames.with(index, joined(frame.slice(0, from), frame.slice(to))) };
    }
  }
}

/** What may be left out of so many: first all, then halves, quarters, … single ones. */
function* partsOf(length: number): IterableIterator<readonly [from: number, to: number]> {
  for (let size = length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < length; from += size) yield [from, Math.min(length, from + size)];
  }
}

function runSession(
  { codec, framing }: Subject,
  { frames, seed }: Session,
): { readonly bytes: number; readonly maxBuffered: number; readonly what: string | null } {
  const random = seededRandom(seed);
  let bytes = 0;
  let maxBuffered = 0;
  try {
    const decoder = codec.decoder();
    for (const frame of frames) {
      bytes += frame.length;
      for (const piece of framing === 'reports' ? [frame] : pieces(frame, random)) {
        decoder.push(piece);
        maxBuffered = Math.max(maxBuffered, decoder.bufferedBytes());
      }
    }
    if (maxBuffered > codec.maxBufferedBytes) {
      return { bytes, maxBuffered, what: `held ${maxBuffered} bytes back, limit ${codec.maxBufferedBytes}` };
    }
    return { bytes, maxBuffered, what: outOfSync(codec, decoder, random) };
  } catch (cause) {
    return { bytes, maxBuffered, what: `threw ${String(cause)}` };
  }
}

/**
 * Whether a decoder understands messages again after junk. A damaged length may swallow up to the longest message, which no framer can know; behind that
 * many undamaged bytes, every message must be told as a fresh decoder tells it. Twice as many are sent, since padding of reports counts as well.
 * @returns what is wrong, or null
 */
export function outOfSync(
  codec: CodecSubject,
  decoder: ReturnType<CodecSubject['decoder']>,
  random: () => number,
): string | null {
  for (let sent = 0; sent <= 2 * codec.maxBufferedBytes; ) {
    const sample = codec.sample(random);
    decoder.push(sample);
    sent += Math.max(1, sample.length);
  }
  decoder.push(codec.sample(random));
  const sample = codec.sample(random);
  const told = decoder.push(sample);
  const fresh = codec.decoder().push(sample);
  if (isDeepStrictEqual(told, fresh)) return null;
  return `out of sync: ${Buffer.from(sample).toString('hex').slice(0, 200)} gave ${told.length} messages instead of ${fresh.length}`;
}

/** A damaged message: what lines, firmware bugs and other devices make of it. */
export function mutated(codec: CodecSubject, random: () => number): Uint8Array {
  const sample = codec.sample(random);
  const at = between(random, 0, Math.max(0, sample.length - 1));
  switch (between(random, 0, 9)) {
    case 0:
      return sample;
    case 1:
      return flipped(sample, between(random, 1, 4), random);
    case 2:
      return sample.slice(0, at);
    case 3:
      return sample.slice(at);
    case 4:
      return joined(sample.slice(0, at), codec.sample(random).slice(at));
    case 5:
      return joined(sample.slice(0, at), sample.slice(at, at + between(random, 1, 16)), sample.slice(at));
    case 6:
      return headChanged(sample, random);
    case 7:
      return joined(sample.slice(0, at), randomBytes(random, between(random, 1, 8)), sample.slice(at));
    case 8:
      return randomBytes(random, between(random, 0, 64));
    default:
      return random() < 0.02 ? randomBytes(random, codec.maxBufferedBytes * 2) : flipped(sample, 1, random);
  }
}

function flipped(sample: Uint8Array, count: number, random: () => number): Uint8Array {
  const copy = sample.slice();
  for (let n = 0; n < count && copy.length > 0; n += 1) {
    const index = between(random, 0, copy.length - 1);
    copy[index] = (copy[index] ?? 0) ^ (1 << between(random, 0, 7));
  }
  return copy;
}

/** Length fields stand near the beginning: one byte there becomes something that hurts. */
function headChanged(sample: Uint8Array, random: () => number): Uint8Array {
  const copy = sample.slice();
  if (copy.length === 0) return copy;
  const index = between(random, 0, Math.min(11, copy.length - 1));
  const before = copy[index] ?? 0;
  copy[index] = [0x00, 0xff, 0x7f, 0x80, before + 1, before - 1][between(random, 0, 5)] ?? 0;
  return copy;
}

/** Cuts bytes into random pieces, none of them empty. */
export function pieces(bytes: Uint8Array, random: () => number): readonly Uint8Array[] {
  const cut: Uint8Array[] = [];
  const longest = random() < 0.5 ? bytes.length : 8;
  for (let from = 0; from < bytes.length; ) {
    const size = between(random, 1, Math.max(1, longest));
    cut.push(bytes.slice(from, from + size));
    from += size;
  }
  return cut;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
