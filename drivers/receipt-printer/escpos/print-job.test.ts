import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceJob, type JobEvent, nextStep, startJob, verdict } from './print-job.ts';
import type { PrinterState } from './printer-state.ts';

const states: readonly PrinterState[] = [
  'ok',
  'near-end',
  'head-hot',
  'paper-out',
  'cover-open',
  'cutter',
  'jam',
  'failed',
  'offline',
];
const anyState = fc.constantFrom(...states);
const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({ type: fc.constant('sent' as const), bytes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ type: fc.constant('status' as const), printer: anyState }),
  fc.record({ type: fc.constant('verified' as const), printer: anyState }),
  fc.constant({ type: 'echo' as const }),
  fc
    .constantFrom('linkLost' as const, 'silent' as const, 'noEcho' as const, 'stalled' as const, 'stillHot' as const)
    .map((type) => ({ type })),
);

test('done is never said without two answers behind the cut, with bytes unsent, or with a fault', () => {
  fc.assert(
    fc.property(anyState, fc.array(anyEvent, { maxLength: 30 }), (first, events) => {
      const end = events.reduce(advanceJob, startJob(100, first));
      if (nextStep(end) !== 'settle' || verdict(end).outcome !== 'done') return;
      expect(end.echoes).toBe(2);
      expect(end.bytesSent).toBe(100);
      expect(['ok', 'near-end', 'head-hot']).toContain(end.printer);
    }),
  );
});

test('a job that is over stays as it ended, whatever comes later', () => {
  fc.assert(
    fc.property(anyState, fc.array(anyEvent, { maxLength: 20 }), fc.array(anyEvent), (first, events, later) => {
      const end = events.reduce(advanceJob, startJob(100, first));
      fc.pre(nextStep(end) === 'settle');
      expect(later.reduce(advanceJob, end)).toEqual(end);
    }),
  );
});

test.each([
  ['nothing sent, cover opened', 0, 'cover-open', null, 'notStarted', 'E_COVER_OPEN'],
  ['half sent, paper out', 50, 'paper-out', null, 'partial', 'E_SUPPLY_OUT'],
  ['all sent, no answer, paper out', 100, 'paper-out', null, 'partial', 'E_SUPPLY_OUT'],
  ['all sent, no answer, all well', 100, 'ok', 'noEcho', 'indeterminate', 'E_IO_TIMEOUT'],
  ['half sent, held up without end', 50, 'ok', 'stalled', 'partial', 'E_IO_TIMEOUT'],
  ['half sent, hot without end', 50, 'head-hot', 'stillHot', 'partial', 'E_OVERHEAT'],
  ['all sent, hot without end', 100, 'head-hot', 'stillHot', 'indeterminate', 'E_OVERHEAT'],
  ['link lost at the first byte', 0, 'ok', 'linkLost', 'indeterminate', 'E_LINK_LOST'],
  ['link lost later', 50, 'ok', 'linkLost', 'indeterminate', 'E_LINK_LOST'],
  ['silent', 50, 'ok', 'silent', 'indeterminate', 'E_IO_TIMEOUT'],
] as const)('%s', (_name, bytes, printer, broken, outcome, code) => {
  let state = startJob(100, 'ok');
  if (bytes > 0) state = advanceJob(state, { type: 'sent', bytes });
  state = advanceJob(state, { type: 'status', printer });
  if (broken !== null) state = advanceJob(state, { type: broken });
  expect(nextStep(state)).toBe('settle');
  expect(verdict(state)).toEqual({ outcome, code });
});
