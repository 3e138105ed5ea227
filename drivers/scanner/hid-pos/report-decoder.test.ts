import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportsOf } from '../../simulators/scanner-hid-simulator.ts';
import { decodeAll } from '../decode-all.test-data.ts';
import { bytesOfHex } from '../hex-string.ts';
import { piecesOf, readScanVectors } from '../vectors.test-data.ts';
import { commandOf, commandReport } from './command-report.ts';
import { hidPosModels } from './profile.ts';
import { HidPosDecoder } from './report-decoder.ts';

const layouts = { plain: hidPosModels.newland.layout, aim: hidPosModels.honeywell.layout } as const;

function decoder(layout: keyof typeof layouts = 'plain') {
  return new HidPosDecoder({ layout: layouts[layout], gapMs: 500, maxScanBytes: 4_096, stripsTerminator: true });
}

describe('reports of a HID-POS scanner', () => {
  it.each(readScanVectors('hid-pos-reports'))('$name: $meaning', (vector) => {
    const got = decodeAll(decoder(vector.profile?.layout === 'aim' ? 'aim' : 'plain'), piecesOf(vector));
    expect(got.scans.map(({ text, charset, symbology }) => ({ text, charset, symbology }))).toEqual(
      vector.expect?.scans,
    );
    expect(got.dropped).toEqual(vector.expect?.dropped ?? []);
  });

  it('every content comes back from its reports, in both layouts (C1)', () => {
    fc.assert(
      fc.property(
        fc
          .uint8Array({ minLength: 1, maxLength: 4_096 })
          .filter((bytes) => bytes.at(-1) !== 0x0d && bytes.at(-1) !== 0x0a),
        fc.constantFrom('plain' as const, 'aim' as const),
        (content, layout) => {
          const pieces = reportsOf(content, layouts[layout], ']C0').map((bytes) => ({ pauseMs: 0, bytes }));
          const [scan] = decodeAll(decoder(layout), pieces).scans;
          expect(scan).toMatchObject({ bytes: content, symbology: layout === 'aim' ? ']C0' : null });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never throws, holds 4,096 bytes at most, and reads the next scan after any reports (C1, C3)', () => {
    const report = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.record({ length: fc.nat(255), flags: fc.nat(255) }).map(({ length, flags }) => {
        const bytes = new Uint8Array(64).fill(0x41);
        bytes.set([2, length]);
        bytes[63] = flags;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ pauseMs: fc.constantFrom(0, 100, 499, 500), bytes: report })), (pieces) => {
        const one = decoder();
        decodeAll(one, pieces);
        expect(one.buffered).toBe(0);
        const next = reportsOf(new TextEncoder().encode('next'), layouts.plain).map((bytes) => ({ pauseMs: 0, bytes }));
        expect(decodeAll(one, next).scans).toMatchObject([{ text: 'next' }]);
      }),
    );
  });

  it('endless "more follows" is bounded and reported when it stops', () => {
    const one = decoder();
    const report = new Uint8Array(64).fill(0x41);
    report.set([2, 56]);
    report[63] = 1;
    for (let i = 0; i < 10_000; i += 1) {
      one.push(report, i);
      expect(one.buffered).toBeLessThanOrEqual(4_096);
    }
    expect(one.tick(20_000)).toEqual([{ type: 'dropped', reason: 'tooLong', bytes: 560_000 }]);
  });
});

describe('command reports', () => {
  it('Newland and QUIO: report 04; Honeywell: report FD', () => {
    const command = bytesOfHex('16 54 0D');
    const report = commandReport(0x04, command, 64);
    expect(report).toHaveLength(64);
    expect([...report.subarray(0, 6)]).toEqual([0x04, 0x03, 0x16, 0x54, 0x0d, 0x00]);
    expect(commandReport(0xfd, command, 64)[0]).toBe(0xfd);
    expect(commandOf(report)).toEqual(command);
    expect(commandOf(Uint8Array.of(4, 9, 1))).toBeNull();
  });

  it('a command that does not fit is a mistake of the profile', () => {
    expect(() => commandReport(4, new Uint8Array(63), 64)).toThrow(RangeError);
  });
});
