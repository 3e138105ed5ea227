import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { reportCodecs as codecs, type HidFraming } from '../../simulators/sdt-hid-simulator.ts';
import { commandBytes, encodeCommand, encodeReply, type SdtCommand } from './codec.ts';
import { SdtFramer } from './framer.ts';
import { decodeWrappedRequest, encodeWrapped, WrappedReports } from './hid-wrapped.ts';
import type { ReportCodec } from './report-codec.ts';
import { bytesOf, hexOf } from './vectors.test-data.ts';

const hidReports = (framing: HidFraming, frame: Uint8Array) => codecs[framing]().encodeReply(frame);
const framings = ['raw', 'wrapped'] as const;
const reply = fc
  .record({ sw3: fc.nat(255), data: fc.uint8Array({ maxLength: 2_400 }) })
  .map(({ sw3, data }) => encodeReply({ sw1: 0, sw2: 0, sw3, data }));

function framesOf(codec: ReportCodec, reports: readonly Uint8Array[]): { frames: Uint8Array[]; dropped: number } {
  const framer = new SdtFramer({ clock: new VirtualClock() });
  const frames = reports.flatMap((report) => framer.push(codec.decode(report.slice()).bytes));
  return { frames, dropped: framer.dropped };
}

describe.each(framings)('%s reports', (framing) => {
  it('give back every reply, one after the other, without a byte of noise (C1)', () => {
    fc.assert(
      fc.property(fc.array(reply, { minLength: 1, maxLength: 4 }), (replies) => {
        const codec = codecs[framing]();
        const reports = replies.flatMap((one) => hidReports(framing, one));
        expect(framesOf(codec, reports)).toEqual({ frames: replies, dropped: 0 });
        expect(codec.isMidReply).toBe(false);
      }),
    );
  });

  it('hand out views that cover every byte of the reply, so that wiping them wipes it', () => {
    const reports = hidReports(
      framing,
      encodeReply({ sw1: 0, sw2: 0, sw3: 0x90, data: new Uint8Array(300).fill(0x77) }),
    );
    const codec = codecs[framing]();
    for (const report of reports) {
      codec.decode(report).bytes.fill(0);
      expect(report.subarray(8, 62).includes(0x77)).toBe(false);
    }
  });

  it('of any bytes never throw and never give a frame that was not sent (C1)', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 30 }), (reports) => {
        const codec = codecs[framing]();
        for (const report of reports) {
          const { bytes } = codec.decode(report);
          expect(bytes.length).toBeLessThanOrEqual(report.length);
        }
        codec.reset();
        expect(codec.isMidReply).toBe(false);
      }),
    );
  });

  it('after a lost report and a reset, the next reply is read (C3)', () => {
    fc.assert(
      fc.property(reply, reply, fc.nat(50), (broken, next, lost) => {
        const codec = codecs[framing]();
        const reports = hidReports(framing, broken);
        reports.splice(lost % reports.length, 1);
        for (const report of reports) codec.decode(report);
        codec.reset();
        expect(framesOf(codec, hidReports(framing, next)).frames).toEqual([next]);
      }),
    );
  });

  it('carry every command in one report with number 00', () => {
    for (const command of Object.keys(commandBytes) as SdtCommand[]) {
      const frame = encodeCommand(command);
      const report = codecs[framing]().encode(frame);
      expect(report.length).toBe(65);
      expect(report[0]).toBe(0);
      expect(codecs[framing]().decodeCommand(report)).toEqual(frame);
    }
  });
});

it('a wrapped request is the documented one', () => {
  const frame = bytesOf('AA AA AA 96 69 00 03 12 FF EE');
  expect(hexOf(encodeWrapped(frame))).toBe('88 00 00 0B 00 B1 AA AA AA 96 69 00 03 12 FF EE BB 05');
});

it('the sum of a packet that is not full may stand behind the data or at the end; a wrong one is refused', () => {
  const frame = encodeReply({ sw1: 0, sw2: 0, sw3: 0x90, data: new Uint8Array(0) });
  const [atEnd = new Uint8Array()] = hidReports('wrapped', frame);
  const behind = atEnd.slice();
  behind.copyWithin(8 + frame.length, 62);
  behind.fill(0, 8 + frame.length + 2);
  for (const packet of [atEnd, behind]) {
    expect(new WrappedReports().decode(packet.slice())).toEqual({ bytes: frame, isPart: true });
    for (let at = 3; at < 8 + frame.length; at += 1) {
      const damaged = packet.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(new WrappedReports().decode(damaged).isPart).toBe(false);
    }
  }
});

it('a request with a wrong sum, length or mark is none', () => {
  const packet = encodeWrapped(encodeCommand('findCard'));
  for (const at of [0, 3, 4, 5, 9, packet.length - 1]) {
    const damaged = packet.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x21;
    expect(decodeWrappedRequest(damaged)).toBeNull();
  }
});
