import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAll } from '../decode-all.test-data.ts';
import { bytesOfHex } from '../hex-string.ts';
import { textOf } from '../text.ts';
import { piecesOf, readScanVectors, type ScanVector } from '../vectors.test-data.ts';
import { maxReplyBytes, type ReplyStyle } from './command-replies.ts';
import { type SerialScannerProfile, serialScannerModels } from './profile.ts';
import type { Framing } from './scan-framer.ts';
import { SerialScanDecoder } from './serial-decoder.ts';

function decoder(o: { readonly framing?: Framing; readonly replies?: ReplyStyle } = {}) {
  return new SerialScanDecoder({
    framing: 'auto',
    silenceMs: 80,
    incompleteMs: 2_000,
    maxBytes: 4_096,
    replies: 'newland',
    ...o,
  });
}

function decoderOf({ profile }: ScanVector) {
  return decoder({ framing: profile?.framing as Framing, replies: profile?.replies as ReplyStyle });
}

function check(vector: ScanVector, got: ReturnType<typeof decodeAll>) {
  const { scans = [], dropped = [], replies = [] } = vector.expect ?? {};
  expect(got.scans.map(({ text }) => text ?? null)).toEqual(scans.map(({ text }) => text));
  for (const [i, { charset, hex }] of scans.entries()) {
    if (charset !== undefined) expect(got.scans[i]?.charset).toBe(charset);
    if (hex !== undefined) expect(got.scans[i]?.bytes).toEqual(bytesOfHex(hex));
  }
  expect(got.dropped).toEqual(dropped);
  expect(got.replies).toEqual(replies);
}

const vectors = readScanVectors('serial-scans');

describe('scans of a serial line', () => {
  it.each(vectors)('$name: $meaning', (vector) => {
    check(vector, decodeAll(decoderOf(vector), piecesOf(vector)));
  });

  it.each(vectors)('$name, one byte at a time', (vector) => {
    const single = piecesOf(vector).flatMap(({ pauseMs, bytes }) =>
      Array.from(bytes, (byte, i) => ({ pauseMs: i === 0 ? pauseMs : 0, bytes: Uint8Array.of(byte) })),
    );
    check(vector, decodeAll(decoderOf(vector), single));
  });

  it.each(vectors)('$name, behind another scan and in front of another', (vector) => {
    const other = { pauseMs: 5_000, bytes: new TextEncoder().encode('other\r') };
    // With silence framing the terminator belongs to the code.
    const otherText = vector.profile?.framing === 'silence' ? 'other\r' : 'other';
    const [first, ...rest] = piecesOf(vector);
    const got = decodeAll(decoderOf(vector), [
      other,
      { bytes: new Uint8Array(0), ...first, pauseMs: 5_000 },
      ...rest,
      other,
    ]);
    expect(got.scans.map(({ text }) => text ?? null)).toEqual([
      otherText,
      ...(vector.expect?.scans ?? []).map(({ text }) => text),
      otherText,
    ]);
  });
});

describe('commands of the models', () => {
  it.each(readScanVectors('serial-commands'))('$name', ({ model, key, hex }) => {
    const profile: SerialScannerProfile | undefined = Object.entries(serialScannerModels).find(
      ([name]) => name === model,
    )?.[1];
    const value = profile?.[key as keyof SerialScannerProfile];
    const commands = Array.isArray(value) ? value : [value];
    expect(commands.map((command) => bytesOfHex(String(command)))).toContainEqual(bytesOfHex(hex));
  });

  it.each(['', '1', '16 5', 'GG', '16 54 0D;'])(
    'a string %j that is no bytes is refused when the device is made',
    (text) => {
      expect(() => bytesOfHex(text)).toThrow(RangeError);
    },
  );
});

describe('replies without a mark (Honeywell)', () => {
  const reply = Uint8Array.from([...Buffer.from('PAPHHF'), 0x06, 0x21]);

  it('are replies only while one is awaited', () => {
    const honeywell = decoder({ replies: 'honeywell' });
    honeywell.expectReply(true);
    expect(honeywell.push(reply, 0)).toEqual([{ type: 'reply', reply: { verdict: 'ok', tag: 'PAPHHF' } }]);
    honeywell.expectReply(false);
    expect(decodeAll(honeywell, [{ pauseMs: 0, bytes: reply }]).scans).toMatchObject([{ text: 'PAPHHF\x06!' }]);
  });

  it('a scan that comes while one is awaited is nobody’s', () => {
    const honeywell = decoder({ replies: 'honeywell' });
    honeywell.expectReply(true);
    expect(honeywell.push(new TextEncoder().encode('GZ-01'), 0)).toEqual([]);
    honeywell.expectReply(false);
    expect(decodeAll(honeywell, [])).toMatchObject({ events: [] });
  });
});

describe('any bytes', () => {
  const styles: readonly ReplyStyle[] = ['none', 'newland', 'honeywell', 'oem'];
  const framings: readonly Framing[] = ['auto', 'terminator', 'silence'];
  /** Bytes that mean something to a decoder, more often than chance has them. */
  const byte = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0x02, 0x01, 0x30, 0x00, 0x03, 0x06, 0x3b, 0x0d, 0x0a, 0x21) },
    fc.nat(255),
  );

  it('give equal scans for every chunking within one moment (C2)', () => {
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 400 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        fc.constantFrom(...styles),
        fc.constantFrom(...framings),
        (list, cuts, replies, framing) => {
          const bytes = Uint8Array.from(list);
          const pieces: { pauseMs: number; bytes: Uint8Array }[] = [];
          for (let from = 0, i = 0; from < bytes.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            pieces.push({ pauseMs: 0, bytes: bytes.slice(from, from + size) });
            from += size;
          }
          const whole = decodeAll(decoder({ replies, framing }), [{ pauseMs: 0, bytes }]);
          expect(decodeAll(decoder({ replies, framing }), pieces).events).toEqual(whole.events);
        },
      ),
    );
  });

  it('never throw, keep memory bounded, invent no byte (C1, C3)', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ pauseMs: fc.constantFrom(0, 30, 79, 80, 500, 3_000), bytes: fc.array(byte, { maxLength: 60 }) }),
        ),
        fc.constantFrom(...styles),
        fc.constantFrom(...framings),
        (list, replies, framing) => {
          const one = decoder({ replies, framing });
          const pieces = list.map(({ pauseMs, bytes }) => ({ pauseMs, bytes: Uint8Array.from(bytes) }));
          const got = decodeAll(one, pieces);
          const sent = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
          const out = [...got.scans.map(({ bytes }) => bytes.length), ...got.dropped.map(({ bytes }) => bytes)];
          expect(out.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(sent);
          expect(one.buffered).toBe(0);
        },
      ),
    );
  });

  it('endless junk without an end is held in 4,096 bytes and one reply', () => {
    for (const filler of [0x41, 0x02, 0x30]) {
      const one = decoder({ framing: 'terminator' });
      one.push(Uint8Array.from([0x02, 0x01, 0x30, 0x30, 0x30, 0x30]), 0);
      for (let i = 0; i < 1_000; i += 1) {
        one.push(new Uint8Array(100).fill(filler), i);
        expect(one.buffered).toBeLessThanOrEqual(4_096 + maxReplyBytes + 1);
      }
    }
  });

  it('round trip: every text comes back, in both charsets and with every terminator (C1)', () => {
    const texts = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !['\r', '\n', '\u0002', '\ufeff'].some((mark) => text.includes(mark)));
    fc.assert(
      fc.property(texts, fc.constantFrom('\r', '\n', '\r\n', ''), (text, suffix) => {
        const bytes = new TextEncoder().encode(text + suffix);
        const [scan] = decodeAll(decoder(), [{ pauseMs: 0, bytes }]).scans;
        expect(scan).toMatchObject({
          charset: 'utf-8',
          text: new TextDecoder().decode(new TextEncoder().encode(text)),
        });
      }),
    );
  });

  it('text: bytes that are no charset are null, and the decoders hold nothing over (S4)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        textOf(bytes);
        expect(textOf(new TextEncoder().encode('广州'))).toEqual({ text: '广州', charset: 'utf-8' });
        expect(textOf(Uint8Array.of(0xb9, 0xe3, 0xd6, 0xdd))).toEqual({ text: '广州', charset: 'gb18030' });
      }),
    );
  });
});
