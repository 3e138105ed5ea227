import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandBytes, decodeCommand, decodeResponse, encodeCommand, instructions, swText } from './apdu.ts';

const byte = fc.integer({ min: 0, max: 255 });
const command = fc.record({
  cla: byte,
  ins: byte,
  p1: byte,
  p2: byte,
  data: fc.uint8Array({ maxLength: 255 }),
  le: fc.option(fc.integer({ min: 1, max: 256 })),
});

describe('commands', () => {
  it('what is encoded is decoded again (C1)', () => {
    fc.assert(
      fc.property(command, (one) => {
        expect(decodeCommand(commandBytes(one))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it('any bytes are decoded or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const decoded = decodeCommand(bytes);
        if (decoded.ok) expect(commandBytes(decoded.value)).toEqual(bytes);
      }),
    );
  });

  it('VERIFY, EXTERNAL AUTHENTICATE and GET CHALLENGE cannot be sent', () => {
    for (const ins of [0x20, 0x82, 0x84]) {
      const forbidden = { cla: 0, ins, p1: 0, p2: 0, data: new Uint8Array(0), le: null };
      // @ts-expect-error the type refuses it too
      expect(() => encodeCommand(forbidden)).toThrow('may not be sent');
    }
    expect(Object.values(instructions)).toEqual([0xa4, 0xb2, 0xc0]);
  });
});

describe('answers', () => {
  it('data and status word', () => {
    expect(decodeResponse(Uint8Array.of(3, 4, 0x90, 0))).toEqual({
      ok: true,
      value: { data: Uint8Array.of(3, 4), sw: 0x9000 },
    });
    expect(decodeResponse(Uint8Array.of(0x6a, 0x82))).toEqual({
      ok: true,
      value: { data: new Uint8Array(0), sw: 0x6a82 },
    });
    expect(swText(0x6a82)).toBe('6A 82');
  });

  it('an empty answer (card pulled out, measured) and an oversize one are refused', () => {
    expect(decodeResponse(new Uint8Array(0))).toEqual({ ok: false, error: 'short' });
    expect(decodeResponse(Uint8Array.of(0x90))).toEqual({ ok: false, error: 'short' });
    expect(decodeResponse(new Uint8Array(259))).toEqual({ ok: false, error: 'long' });
  });
});
