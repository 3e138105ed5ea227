import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WorkEvidence, waitingNotes } from '../../../contract/technician/work-orders.ts';
import { line as checkLine } from '../../checks/line.ts';
import { mayClose, type OrderWork, recordOfWork, stepWork, type WorkEvent } from './order-life.ts';

const evidence = (verdict: WorkEvidence['verdict']): WorkEvidence => ({
  ...{ at: '2026-11-28T08:00:00.000Z', device: null, counters: {}, verdict },
  lines: [checkLine('device.link', 'receiptPrinter', verdict === 'fail' ? 'fail' : 'pass')],
});
const verdict = fc.constantFrom('pass', 'fail', 'unknown') as fc.Arbitrary<WorkEvidence['verdict']>;
const anyEvent: fc.Arbitrary<WorkEvent> = fc.oneof(
  fc.record({
    type: fc.constant('begin' as const),
    orderId: fc.constant(7),
    kind: fc.constant('test:receiptPrinter'),
    staff: fc.constantFrom('100001', '200001'),
    before: verdict.map(evidence),
  }),
  fc.record({ type: fc.constant('tick' as const), step: fc.constantFrom('open', 'close') }),
  fc.record({ type: fc.constant('wait' as const), note: fc.constantFrom(...waitingNotes) }),
  fc.record({ type: fc.constant('resume' as const), staff: fc.constantFrom('100001', '200001') }),
  fc.constant<WorkEvent>({ type: 'fixed' }),
  verdict.map((said): WorkEvent => ({ type: 'tested', after: evidence(said) })),
  fc.constant<WorkEvent>({ type: 'closed' }),
  fc.constant<WorkEvent>({ type: 'left' }),
);

test('whatever is pressed in whatever order: closed only after a passed test, and by nothing that came after it', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let work: OrderWork | null = null;
      for (const event of events) {
        const before: OrderWork | null = work;
        work = stepWork(before, event);
        if (before === null && work !== null) expect(event.type).toBe('begin');
        if (before !== null) {
          expect(work?.before).toBe(before.before);
          // Nothing leads out of closed.
          if (before.stage === 'closed') expect(work).toBe(before);
        }
        if (work?.stage === 'verified') expect(work.after?.verdict).toBe('pass');
        if (work?.stage === 'verified' && before?.stage !== 'verified') expect(event.type).toBe('tested');
        if (work?.stage === 'closed' && before?.stage !== 'closed') {
          expect([before?.stage, event.type, work.after?.verdict]).toEqual(['verified', 'closed', 'pass']);
        }
        if (work?.stage === 'waitingPart') expect(work.note).not.toBeNull();
        expect(mayClose(work)).toBe(work?.stage === 'verified');
      }
    }),
  );
});

test('a test that did not pass leaves the order where it is, and it can wait for a reason', () => {
  const begun = stepWork(null, {
    ...{ type: 'begin', orderId: 7, kind: 'test:receiptPrinter', staff: '100001' },
    before: evidence('fail'),
  });
  const failed = stepWork(stepWork(begun, { type: 'fixed' }), { type: 'tested', after: evidence('fail') });
  expect(failed).toMatchObject({ stage: 'onSite', after: { verdict: 'fail' } });
  expect(stepWork(failed, { type: 'closed' })).toBe(failed);
  const waiting = stepWork(failed, { type: 'wait', note: 'part' });
  if (waiting === null) throw new Error('no work');
  const at = { id: 'r', at: '2026-11-28T09:00:00.000Z', publicKey: 'k' };
  expect(recordOfWork(waiting, 'waitingPart', at)).toMatchObject({ note: 'part', after: { verdict: 'fail' } });
  expect(stepWork(waiting, { type: 'resume', staff: '200001' })).toMatchObject({
    stage: 'onSite',
    note: null,
    after: null,
  });
});

test('a passed test of an hour ago closes nothing: who has left comes back to a new one', () => {
  const begun = stepWork(null, {
    ...{ type: 'begin', orderId: 7, kind: 'test:receiptPrinter', staff: '100001' },
    before: evidence('fail'),
  });
  const verified = stepWork(stepWork(begun, { type: 'fixed' }), { type: 'tested', after: evidence('pass') });
  expect(verified?.stage).toBe('verified');
  expect(stepWork(verified, { type: 'left' })).toMatchObject({ stage: 'onSite', after: null });
});
