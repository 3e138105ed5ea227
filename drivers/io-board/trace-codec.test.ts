import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeLine } from './codec.ts';
import { ioBoardTraceCodec } from './trace-codec.ts';
import { bytesOf, readLineVectors } from './vectors.test-data.ts';

it.each(readLineVectors())('$name in a recording', ({ hex, expect: { lines } }) => {
  const stream = ioBoardTraceCodec.stream('rx');
  const messages = [...stream.push(bytesOf(hex)), ...stream.flush()];
  expect(messages.filter(({ isValid }) => isValid).map(({ bytes }) => Buffer.from(bytes))).toEqual(
    lines.map((line) => Buffer.from(encodeLine(line))),
  );
});

it('noise is blanked and bounded, lines behind it stay', () => {
  const line = { kind: 'event', number: 7, body: 'CONTACT door 1' } as const;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
      const stream = ioBoardTraceCodec.stream('rx');
      const messages = [...chunks.flatMap((chunk) => [...stream.push(chunk)]), ...stream.push(encodeLine(line))];
      expect(messages.at(-1)).toMatchObject({ text: '7 CONTACT door 1', isValid: true });
      for (const { bytes, isValid } of messages) if (!isValid) expect(bytes.every((byte) => byte === 0x2e)).toBe(true);
      expect(stream.flush()).toEqual([]);
    }),
  );
});
