import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { decodeEscpos } from './escpos-decoder.ts';
import { slipLines } from './escpos-paper.ts';
import { EscposSimulator } from './escpos-simulator.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const linesOf = (bytes: Uint8Array): readonly string[] => decodeEscpos(bytes, 48).slips.flatMap(slipLines);

test('a four-byte code comes out as digits, as on real printers: a missed fallback fails a test', () => {
  const { slips, problems } = decodeEscpos(latin1('\x1b@\x1c&\x81\x30\x84\x36\n'), 48);
  expect(slips.flatMap(slipLines)).toEqual(['06']);
  expect(problems).toEqual(['junk 1', 'junk 1']);
});

test('two-byte text needs Chinese mode', () => {
  expect(linesOf(latin1('\x1b@\x1c&\xc0\xe8\n'))).toEqual(['黎']);
  expect(linesOf(latin1('\x1b@\xc0\xe8\n'))).toEqual(['\uFFFD\uFFFD']);
});

test('characters that Windows fonts have not come out as junk', () => {
  expect(linesOf(latin1('\x1b@\x1c&\xfe\x9f\xa2\xe3\n'))).toEqual(['\uFFFD\uFFFD']);
});

test('anything may come in, in any pieces: no throw, the same paper', () => {
  const noise = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          '\x1b@',
          '\x1c&',
          '\x1dv0\x00\x02\x00\x02\x00abcd',
          '\x1b*\x21\x02\x00abcdef',
          '\n',
          '\x1dVB\x00',
          '\xc0\xe8',
          'text',
        )
        .map(latin1),
    ),
  );
  fc.assert(
    fc.property(noise, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (parts, sizes) => {
      const bytes = Buffer.concat(parts);
      const run = (chunked: boolean) => {
        const replies: number[] = [];
        const sim = new EscposSimulator({ clock: new VirtualClock(), send: (reply) => void replies.push(...reply) });
        for (let from = 0, i = 0; from < bytes.length; i += 1) {
          const size = chunked ? (sizes[i % sizes.length] ?? 1) : bytes.length;
          sim.receive(bytes.subarray(from, from + size));
          from += size;
        }
        return { slips: sim.slips, hanging: sim.hanging, problems: sim.problems, replies };
      };
      expect(run(true)).toEqual(run(false));
    }),
  );
});
