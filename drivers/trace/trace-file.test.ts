import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrace, type TraceEntry, type TraceHeader, traceFormat, traceLine } from './trace-file.ts';

const header: TraceHeader = {
  format: traceFormat,
  driver: 'f2',
  firmware: null,
  transport: '/dev/x',
  redaction: 'codec',
  startedAt: '2026-01-01T00:00:00.000Z',
};

const entry = (us: number): fc.Arbitrary<TraceEntry> =>
  fc.oneof(
    fc.record({
      us: fc.constant(us),
      dir: fc.constantFrom('tx' as const, 'rx' as const),
      hex: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase()),
      text: fc.string(),
    }),
    fc.record({ us: fc.constant(us), dir: fc.constant('event' as const), name: fc.string() }),
  );
const trace = fc.array(fc.nat(1_000), { maxLength: 20 }).chain((steps) => {
  let us = 0;
  return fc.tuple(
    ...steps.map((step) => {
      us += step;
      return entry(us);
    }),
  );
});

describe('trace files', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(trace, (entries) => {
        const text = `${[header, ...entries].map(traceLine).join('\n')}\n`;
        expect(parseTrace(text)).toEqual({ ok: true, value: { header, entries } });
      }),
    );
  });

  it('lose only the line that a power cut left half written', () => {
    fc.assert(
      fc.property(trace, fc.nat(), (entries, at) => {
        const text = `${[header, ...entries].map(traceLine).join('\n')}\n`;
        const first = traceLine(header).length + 1;
        const cut = text.slice(0, first + (at % (text.length - first + 1)));
        const read = parseTrace(cut);
        if (!read.ok) throw new Error(read.error.reason);
        const whole = cut.split('\n').length - 2;
        expect(read.value.entries.slice(0, whole)).toEqual(entries.slice(0, whole));
        expect(read.value.entries.length - whole).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ['an empty file', '', 1],
    ['another format', '{"format":"pcap"}\n', 1],
    ['a header that claims to be unredacted', `${JSON.stringify({ ...header, redaction: 'none' })}\n`, 1],
    ['junk in the middle', `${traceLine(header)}\nxx\n{"us":1,"dir":"event","name":"a"}\n`, 2],
    ['half a byte', `${traceLine(header)}\n{"us":1,"dir":"tx","hex":"ABC","text":""}\n`, 2],
    [
      'time that goes back',
      `${traceLine(header)}\n{"us":5,"dir":"event","name":"a"}\n{"us":4,"dir":"event","name":"b"}\n`,
      3,
    ],
  ])('refuse %s, with the line', (_name, text, line) => {
    expect(parseTrace(text)).toMatchObject({ ok: false, error: { line } });
  });
});
