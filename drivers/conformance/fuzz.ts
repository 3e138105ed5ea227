import { isDeepStrictEqual } from 'node:util';
import { between, randomBytes, seededRandom } from './random.ts';
import type { CodecSubject, Subject } from './subject.ts';

export interface FuzzReport {
  readonly frames: number;
  readonly bytes: number;
  /** Most that a decoder held back. */
  readonly maxBuffered: number;
  /** The first thing that went wrong with the seed that brings it back (soak: `--schedules 0 --frames 40 --seed …`), or null. */
  readonly problem: { readonly seed: number; readonly what: string } | null;
}

/** Frames that one decoder gets before it must be in sync again. */
const framesOfSession = 40;

/**
 * Feeds random and damaged messages into fresh decoders of a driver: no throw, bounded memory, in sync again afterwards.
 * @param frames how many messages in all; rounded up to whole sessions
 * @param onSession called now and then with the frames so far
 */
export function fuzzCodec(
  subject: Subject,
  o: { readonly seed: number; readonly frames: number; readonly onSession?: (frames: number) => void },
): FuzzReport {
  let frames = 0;
  let bytes = 0;
  let maxBuffered = 0;
  for (let seed = o.seed; frames < o.frames; seed += 1) {
    const session = fuzzSession(subject, seed);
    frames += framesOfSession;
    bytes += session.bytes;
    maxBuffered = Math.max(maxBuffered, session.maxBuffered);
    if (session.what !== null) return { frames, bytes, maxBuffered, problem: { seed, what: session.what } };
    o.onSession?.(frames);
  }
  return { frames, bytes, maxBuffered, problem: null };
}

function fuzzSession(
  { codec, framing }: Subject,
  seed: number,
): { readonly bytes: number; readonly maxBuffered: number; readonly what: string | null } {
  const random = seededRandom(seed);
  const decoder = codec.decoder();
  let bytes = 0;
  let maxBuffered = 0;
  let last: Uint8Array = new Uint8Array(0);
  try {
    for (let frame = 0; frame < framesOfSession; frame += 1) {
      last = mutated(codec, random);
      bytes += last.length;
      for (const piece of framing === 'reports' ? [last] : pieces(last, random)) {
        decoder.push(piece);
        maxBuffered = Math.max(maxBuffered, decoder.bufferedBytes());
      }
    }
    if (maxBuffered > codec.maxBufferedBytes) {
      return { bytes, maxBuffered, what: `held ${maxBuffered} bytes back, limit ${codec.maxBufferedBytes}` };
    }
    return { bytes, maxBuffered, what: outOfSync(codec, decoder, random) };
  } catch (cause) {
    return { bytes, maxBuffered, what: `threw ${String(cause)} on ${Buffer.from(last).toString('hex').slice(0, 400)}` };
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
