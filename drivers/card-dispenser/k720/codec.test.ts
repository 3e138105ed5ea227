import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlOf, decodeFrame, encodeControl, encodeFrame, maxBodyBytes, textBody } from './codec.ts';
import { commandOf, decodeCardReply, encodeCardReply } from './commands.ts';
import { bytesOf, hasLengthField, hexOf, isControl, vectors } from './vectors.test-data.ts';

const named = (list: typeof vectors) => list.map((vector) => [vector.name, vector] as const);
const frames = vectors.filter((vector) => !isControl(vector));

describe('published frames', () => {
  it.each(named(frames.filter(({ text }) => text !== undefined)))('command %s', (_name, vector) => {
    const { text = '', hex } = vector;
    const decoded = decodeFrame(bytesOf(hex), hasLengthField(vector));
    expect(decoded.ok && commandOf(decoded.value.body)).toBe(text);
    const address = decoded.ok ? decoded.value.address : -1;
    expect(hexOf(encodeFrame({ address, body: textBody(text) }, hasLengthField(vector)))).toBe(hex);
    expect(address).toBe(vector.name.endsWith('address-15') ? 15 : 0);
  });

  it.each(named(vectors.filter(isControl)))('control %s', (name, { hex }) => {
    const control = controlOf(bytesOf(hex)[0]);
    expect(control).toBe(name);
    if (control !== null) expect(hexOf(encodeControl(control, 0))).toBe(hex);
  });

  it.each(named(frames.filter(({ expect: wanted }) => wanted?.cm !== undefined)))('card reply %s', (_name, vector) => {
    const frame = decodeFrame(bytesOf(vector.hex), true);
    const reply = frame.ok ? decodeCardReply(frame.value.body) : frame;
    const { cm = '', pm = '', result, error } = vector.expect ?? {};
    expect(reply).toEqual({
      ok: true,
      value: {
        cm: Number.parseInt(cm, 16),
        pm: Number.parseInt(pm, 16),
        error: result === 'P' ? null : Number.parseInt(error ?? '', 16),
        data: new Uint8Array(0),
      },
    });
  });

  it('a wrong BCC is told as such', () => {
    const [bad] = frames.filter(({ expect: wanted }) => wanted?.error === 'bcc');
    expect(decodeFrame(bytesOf(bad?.hex ?? ''), true)).toEqual({ ok: false, error: 'bcc' });
  });
});

describe('any frame', () => {
  const body = fc.uint8Array({ minLength: 2, maxLength: maxBodyBytes(true) });
  const address = fc.integer({ min: 0, max: 15 });

  it('round-trips with and without a length field (C1)', () => {
    fc.assert(
      fc.property(address, body, fc.boolean(), (at, data, lengthField) => {
        const frame = encodeFrame({ address: at, body: data }, lengthField);
        expect(frame.length).toBeLessThanOrEqual(300);
        expect(decodeFrame(frame, lengthField)).toEqual({ ok: true, value: { address: at, body: data } });
      }),
    );
  });

  it('is refused when one byte is damaged, and nothing makes a decoder throw (C1)', () => {
    fc.assert(
      fc.property(address, body, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, data, n, xor, len) => {
        const frame = encodeFrame({ address: at, body: data }, len);
        const index = n % frame.length;
        frame[index] = (frame[index] ?? 0) ^ xor;
        expect(decodeFrame(frame, len).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 320 }), fc.boolean(), (bytes, len) => {
        expect(decodeFrame(bytes, len).ok && bytes.length > 300).toBe(false);
        decodeCardReply(bytes);
      }),
    );
  });

  it('card replies are read in both printed orders', () => {
    const reply = fc.record({
      cm: fc.constantFrom(0x3b, 0x3c, 0x3d, 0x47, 0x48),
      pm: fc.integer({ min: 0x30, max: 0x3b }),
      error: fc.option(fc.integer({ min: 0, max: 0x4f })),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(reply, fc.boolean(), (value, markFirst) => {
        expect(decodeCardReply(encodeCardReply(value, markFirst))).toEqual({ ok: true, value });
      }),
    );
  });
});
