import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEscpos } from '../render/render-receipt.ts';
import { testProfile } from '../render/render-rig.test-data.ts';
import { escposTraceCodec } from './trace-codec.ts';

describe('recording an ESC/POS line', () => {
  it('never shows what stands on the paper, in text, glyph or code (C15)', () => {
    const receipt = renderEscpos(
      '^黎赟 4401\n|地址 测试路1号\n{code:440199199203150026;option:qrcode,3,m}',
      testProfile,
    );
    if (!receipt.ok) throw new Error('not printable');
    const stream = escposTraceCodec.stream('tx');
    const messages = [...stream.push(receipt.value.bytes), ...stream.flush()];
    const shown = Buffer.concat(messages.map(({ bytes }) => bytes));
    expect(shown).toHaveLength(receipt.value.bytes.length);
    const decoded = new TextDecoder('gb18030').decode(shown);
    expect(decoded).not.toMatch(/黎|测试路|4401|号/);
    expect(decoded).toMatch(/＊＊/);
    const pictures = messages.filter(({ text }) => text.startsWith('GS v'));
    expect(pictures.length).toBeGreaterThan(0);
    for (const { bytes } of pictures) expect(bytes.subarray(8).every((byte) => byte === 0)).toBe(true);
    expect(messages.every(({ isValid }) => isValid)).toBe(true);
  });

  it.each(['tx', 'rx'] as const)('loses and makes up no byte of %s, whatever comes in which pieces', (direction) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 }), (pieces) => {
        const stream = escposTraceCodec.stream(direction);
        const messages = [...pieces.flatMap((piece) => stream.push(piece)), ...stream.flush()];
        const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
        expect(messages.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(total);
      }),
      { numRuns: 300 },
    );
  });

  it('tells status bytes apart inside an automatic report', () => {
    const stream = escposTraceCodec.stream('rx');
    const texts = stream.push(Uint8Array.of(0x12, 0x10, 0x00, 0x13, 0x03, 0x00, 0x03)).map(({ text }) => text);
    expect(texts).toEqual(['status 12', 'XOFF', 'automatic status 10 00 03 00', 'answer in order 03']);
  });
});
