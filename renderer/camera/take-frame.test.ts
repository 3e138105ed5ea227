import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfBase64 } from './take-frame.ts';

test('a frame is measured by its bytes, not by its letters', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(bytesOfBase64(Buffer.from(bytes).toString('base64'))).toBe(bytes.length);
    }),
  );
});
