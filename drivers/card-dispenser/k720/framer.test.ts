import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { encodeControl, encodeFrame, textBody } from './codec.ts';
import { encodeCardReply } from './commands.ts';
import { K720Framer } from './framer.ts';
import { bytesOf, concat, hasLengthField, hexOf, vectors } from './vectors.test-data.ts';

function framerOf(lengthField = true) {
  const clock = new VirtualClock();
  const framer = new K720Framer({ clock, lengthField });
  const push = (bytes: Uint8Array) => framer.push(bytes).map((piece) => hexOf(piece.bytes));
  return { clock, framer, push };
}

const noise = Uint8Array.of(0xff, 0x30, 0x03, 0x53, 0x46, 0x00);
const status = bytesOf('02 30 30 00 06 53 46 30 30 31 33 03 10');
const oldStatus = bytesOf('02 30 30 53 46 30 30 31 33 03 16');
const ack = bytesOf('06 30 30');

describe('published frames and controls', () => {
  const good = vectors.filter(({ expect: wanted }) => wanted?.error !== 'bcc');
  it.each(good.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const frame = bytesOf(vector.hex);
    const lengthField = hasLengthField(vector);
    const second = lengthField ? status : oldStatus;
    expect(framerOf(lengthField).push(frame)).toEqual([vector.hex]);
    const single = framerOf(lengthField);
    expect(Array.from(frame).flatMap((byte) => single.push(Uint8Array.of(byte)))).toEqual([vector.hex]);
    const noisy = framerOf(lengthField);
    expect(noisy.push(concat(noise, frame, second))).toEqual([vector.hex, hexOf(second)]);
    expect(noisy.framer.dropped).toBe(noise.length);
    expect(noisy.framer.buffered).toBe(0);
  });

  it('a wrong BCC gives nothing, and the frame behind it is found', () => {
    const bad = vectors.find(({ expect: wanted }) => wanted?.error === 'bcc')?.hex ?? '';
    const { framer, push } = framerOf();
    const pieces = framer.pushAll(concat(bytesOf(bad), ack));
    expect(pieces).toMatchObject([
      { type: 'junk', reason: 'bcc', bytes: { length: 13 } },
      { type: 'control', control: 'ack' },
    ]);
    expect(push(status)).toEqual([hexOf(status)]);
  });
});

describe('framing under faults', () => {
  it('ACK and reply in one piece, ACK of another unit, reply cut after every byte', () => {
    const other = encodeControl('ack', 12);
    const stream = concat(ack, status, other, status);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const { push } = framerOf();
      const got = [...push(stream.slice(0, cut)), ...push(stream.slice(cut))];
      expect(got).toEqual([hexOf(ack), hexOf(status), hexOf(other), hexOf(status)]);
    }
  });

  it('the older framing: 03 and the address inside card data do not end the frame early', () => {
    const body = encodeCardReply({ cm: 0x3b, pm: 0x31, error: null, data: Uint8Array.of(3, 3, 0x12, 3) }, true);
    const frame = encodeFrame({ address: 0, body }, false);
    const { push, framer } = framerOf(false);
    expect([...push(frame), ...push(oldStatus)]).toEqual([hexOf(frame), hexOf(oldStatus)]);
    expect(framer.dropped).toBe(0);
    const version = encodeFrame({ address: 3, body: textBody('TTCE_K720_V2.12') }, false);
    expect(push(version)).toEqual([hexOf(version)]);
  });

  it('gives an unfinished frame up after 50 ms of silence, and takes what it had swallowed', async () => {
    const { clock, framer, push } = framerOf();
    // LEN promises 32 bytes that never come; a whole ACK is inside.
    expect(push(concat(bytesOf('02 30 30 00 20'), ack))).toEqual([]);
    expect(framer.deadlineMs).toBe(50);
    await clock.advance(49);
    expect(framer.tick()).toEqual([]);
    await clock.advance(1);
    expect(framer.tick()).toMatchObject([{ type: 'control', control: 'ack' }]);
    expect(framer.deadlineMs).toBeNull();
    expect(framer.dropped).toBe(5);
  });

  it('forgets a half frame on reset', () => {
    const { framer, push } = framerOf();
    push(status.slice(0, 7));
    framer.reset();
    expect(push(status)).toEqual([hexOf(status)]);
    expect(framer.dropped).toBe(7);
  });

  const part = fc.oneof(
    fc.constantFrom(ack, bytesOf('15 30 30')),
    fc
      .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0x30, max: 0x3f }))
      .map(([address, b4]) => encodeFrame({ address, body: textBody(`SF001${String.fromCharCode(b4)}`) }, true)),
    // Noise that cannot be a start.
    fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.map((byte) => (byte < 0x20 ? 0xff : byte))),
  );

  it('gives equal pieces for every chunking (C2) and finds every frame between noise (C3)', () => {
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (parts, cuts) => {
          const stream = concat(...parts);
          const { framer, push } = framerOf();
          const got: string[] = [];
          for (let at = 0, i = 0; at < stream.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            got.push(...push(stream.slice(at, at + size)));
            at += size;
          }
          const sent = parts.filter(([first = 0xff]) => first < 0x20).map(hexOf);
          expect(got).toEqual(sent);
          expect(framer.dropped).toBe(stream.length - bytesOf(sent.join(' ')).length);
        },
      ),
    );
  });

  it('never throws, never invents bytes and keeps its memory bounded on any bytes (C1, C3)', () => {
    const bytes = fc.array(
      fc.oneof(fc.constantFrom(2, 3, 6, 0x30, 0x31, 0x15, 0x53, 0x46), fc.integer({ max: 255, min: 0 })),
      {
        maxLength: 900,
      },
    );
    fc.assert(
      fc.property(bytes, fc.boolean(), (list, lengthField) => {
        const { framer } = framerOf(lengthField);
        const pieces = framer.pushAll(Uint8Array.from(list));
        const out = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
        expect(out + framer.buffered).toBe(list.length);
        expect(framer.buffered).toBeLessThanOrEqual(300);
      }),
    );
  });
});
