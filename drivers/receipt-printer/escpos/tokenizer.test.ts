import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Token, Tokenizer } from './tokenizer.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

function chunksOf(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0, i = 0; from < stream.length; i += 1) {
    const size = sizes[i % Math.max(1, sizes.length)] ?? 1;
    chunks.push(stream.subarray(from, from + size));
    from += size;
  }
  return chunks;
}

test('any bytes in any pieces give the same replies, and nothing throws', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (stream, sizes) => {
      const whole = new Tokenizer();
      const pieces = new Tokenizer();
      expect(chunksOf(stream, sizes).flatMap((chunk) => pieces.push(chunk))).toEqual(whole.push(stream));
      expect(pieces.dropped).toBe(whole.dropped);
    }),
  );
});

/** Bytes that a token stands for, so that none is counted twice or lost. */
function length(token: Token): number {
  if (token.kind === 'asb') return 4;
  return token.kind === 'text' ? token.text.length + 2 : 1;
}

test('every byte is in a reply, dropped, or waiting: endless junk keeps no memory', () => {
  fc.assert(
    fc.property(bytes, (stream) => {
      const tokenizer = new Tokenizer();
      const known = tokenizer.push(stream).reduce((sum, token) => sum + length(token), 0);
      const waiting = stream.length - known - tokenizer.dropped;
      expect(waiting).toBeGreaterThanOrEqual(0);
      expect(waiting).toBeLessThanOrEqual(82);
      tokenizer.reset();
      expect(stream.length - known - tokenizer.dropped).toBe(0);
    }),
  );
});

test('a status block that lost a byte does not swallow the next one', () => {
  const tokenizer = new Tokenizer();
  const tokens = tokenizer.push(Uint8Array.of(0x10, 0x00, 0x18, 0x00, 0x0f, 0x00));
  expect(tokens).toEqual([{ kind: 'asb', bytes: [0x18, 0x00, 0x0f, 0x00] }]);
  expect(tokenizer.dropped).toBe(2);
});
