import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16, decodeLine, encodeLine, type Line, maxBodyBytes, maxLineBytes } from './codec.ts';
import { LineFramer } from './framer.ts';
import {
  parseChannel,
  parseEvent,
  parseHello,
  parsePong,
  parseReading,
  parseWish,
  replyWords,
  setCommand,
} from './messages.ts';
import { bytesOf, readLineVectors } from './vectors.test-data.ts';

const vectors = readLineVectors();

describe('vectors', () => {
  it.each(vectors)('$name: $meaning', ({ hex, expect: { lines, error } }) => {
    const junk: string[] = [];
    expect(new LineFramer((reason) => junk.push(reason)).push(bytesOf(hex))).toEqual(lines);
    expect(junk).toEqual(error === undefined ? [] : [error]);
  });

  it.each(vectors)(
    '$name, one byte at a time, behind noise and in front of another line',
    ({ hex, expect: { lines } }) => {
      const framer = new LineFramer();
      const next: Line = { kind: 'event', number: 9, body: 'CONTACT door 0' };
      const stream = [0x00, 0xff, 0x3e, ...bytesOf(hex), ...encodeLine(next)];
      expect(stream.flatMap((byte) => framer.push(Uint8Array.of(byte)))).toEqual([...lines, next]);
    },
  );

  it.each(vectors.filter(({ expect: { lines } }) => lines.length > 0))('$name: what the bodies mean', (vector) => {
    const { lines, hello, channel, reading, pong, wish, event } = vector.expect;
    const body = lines[0]?.body ?? '';
    const reply = replyWords(body);
    const words = reply?.ok ? reply.words : [];
    if (hello !== undefined) expect(parseHello(words)).toEqual(hello);
    if (channel !== undefined) expect(parseChannel(words, Number(words[0]))).toEqual(channel);
    if (reading !== undefined) {
      const counts = { contacts: reading.contacts.length, lamps: reading.lamps.length };
      expect(parseReading(words, counts)).toEqual(reading);
      expect(parseReading(words, { ...counts, lamps: counts.lamps + 2 })).toBeNull();
    }
    if (pong !== undefined) expect(parsePong(words)).toEqual(pong);
    if (event !== undefined) expect(parseEvent(body)).toEqual(event);
    if (wish === undefined) return;
    const [, lamp = '', ...rest] = body.split(' ');
    const parsed = parseWish(rest);
    expect(parsed).toEqual(wish);
    if (parsed !== null) expect(setCommand(lamp, parsed, true)).toBe(body);
  });

  it.each(
    vectors.filter(({ hex, expect: { lines } }) => lines.length === 1 && hex.endsWith('0D 0A') && hex.length < 300),
  )('$name: encoded again', ({ name, hex, expect: { lines } }) => {
    const encoded = lines[0] === undefined ? new Uint8Array(0) : encodeLine(lines[0]);
    const bytes = bytesOf(hex);
    expect(encoded.length).toBeLessThanOrEqual(maxLineBytes);
    expect(Buffer.from(bytes.subarray(-encoded.length))).toEqual(Buffer.from(encoded));
    if (!name.startsWith('half')) expect(bytes.length).toBe(encoded.length);
  });
});

describe('lines', () => {
  const line = fc.record({
    kind: fc.constantFrom('command' as const, 'reply' as const, 'event' as const),
    number: fc.nat(255),
    body: fc.stringMatching(/^[ -;=?-~]{1,69}$/).filter((body) => !/[<>!*]/.test(body)),
  });

  it('round trip (C1)', () => {
    fc.assert(
      fc.property(line, (one) => {
        expect(decodeLine(encodeLine(one).subarray(0, -2))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it('every single wrong bit is noticed', () => {
    fc.assert(
      fc.property(line, fc.nat(79), fc.nat(7), (one, at, bit) => {
        const bytes = encodeLine(one);
        const index = at % (bytes.length - 2);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        expect(new LineFramer().push(bytes)).toEqual([]);
      }),
    );
  });

  it('equal lines for every chunking (C2), resynchronised after any noise (C3), memory bounded, never a throw', () => {
    const part = fc.oneof(line.map(encodeLine), fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        line,
        (parts, cuts, last) => {
          const stream = Buffer.concat([...parts, encodeLine(last)]);
          const whole = new LineFramer();
          const expected = whole.push(stream);
          expect(expected.at(-1)).toEqual(last);
          const pieces = new LineFramer();
          const got: Line[] = [];
          for (let at = 0, i = 0; at < stream.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            got.push(...pieces.push(stream.subarray(at, at + size)));
            expect(pieces.buffered).toBeLessThanOrEqual(maxLineBytes);
            at += size;
          }
          expect(got).toEqual(expected);
          expect(pieces.dropped).toBe(whole.dropped);
        },
      ),
    );
  });

  it('parsers take any words without a throw', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('OK', 'ERR', '00', '__proto__', 'constructor', 'L', '-'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.nat(9), (words, count) => {
        const body = words.join(' ');
        replyWords(body);
        parseEvent(body);
        parseWish(words);
        for (const parsed of [parseHello(words), parseChannel(words, count), parsePong(words)]) {
          if (parsed !== null) expect(typeof parsed).toBe('object');
        }
        const reading = parseReading(words, { contacts: count, lamps: count });
        if (reading !== null) expect(reading.contacts).toHaveLength(count);
      }),
    );
  });

  it('a body that cannot be is a bug and thrown', () => {
    for (const body of ['', 'A'.repeat(maxBodyBytes + 1), 'a*b', 'a\nb', 'ä']) {
      expect(() => encodeLine({ kind: 'command', number: 0, body })).toThrow(RangeError);
    }
  });

  it('checksum: the check value of the catalogue', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1);
  });
});
