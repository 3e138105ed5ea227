import { describe, expect, it } from 'vitest';
import type { CaseReply } from '../../../contract/hub-api.ts';
import { noLog } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import type { AwaitedVerdict } from '../../sync/verdict-waiters.ts';
import { newVisit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { confirmPort, resultOfCase } from './confirm-port.ts';
import { itemWith } from './testing/port-rig.test-data.ts';

const reply: CaseReply = {
  receiptNo: 'TH0017-261123-0042-3',
  state: 'done',
  settledAt: '2026-11-23T06:03:41.000Z',
  reason: null,
  existingReceipt: null,
  dueOn: null,
  data: {},
  hubTime: '2026-11-23T06:03:41.000Z',
};

/** What each question to the hub said that is known. */
let asked: ('review' | undefined)[] = [];

async function confirm(
  verdict: AwaitedVerdict,
  attempts: number,
  answers: readonly Result<CaseReply, HubCallError>[],
): Promise<readonly SessionEvent[]> {
  const clock = new VirtualClock();
  const events: SessionEvent[] = [];
  asked = [];
  const port = confirmPort({
    clock,
    log: noLog,
    link: () => ({
      client: {
        onOutcome: () => () => undefined,
        caseState: async (_receiptNo, _waitS, _signal, seen) => {
          const answer = answers[Math.min(asked.length, answers.length - 1)];
          asked.push(seen);
          await clock.advance(4_000);
          if (answer === undefined) throw new Error('not asked for');
          return answer;
        },
      },
      sync: { kick: () => undefined, attempts: () => attempts, waitVerdict: () => Promise.resolve(verdict) },
    }),
  });
  const visit = { ...newVisit('v', itemWith('ss.card.loss')), receiptNo: reply.receiptNo, messageId: 'm' };
  const stop = port(visit, (event) => events.push(event));
  for (let turn = 0; turn < 30; turn += 1) await clock.advance(0);
  stop();
  return events;
}

describe('no success without evidence', () => {
  it('"in force" only on the department’s word', async () => {
    const events = await confirm('accepted', 1, [ok(reply)]);
    expect(events).toEqual([
      { type: 'DELIVERED' },
      { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z', data: {} } },
    ]);
  });

  it('no verdict in time: unknown when it was on the wire, stored when it never left', async () => {
    expect(await confirm('pending', 2, [])).toEqual([{ type: 'RESULT', result: { state: 'unknown' } }]);
    expect(await confirm('pending', 0, [])).toEqual([{ type: 'RESULT', result: { state: 'stored' } }]);
  });

  it('a message that the hub will not take is unknown, never "done", and nobody is told that it is asked for again', async () => {
    for (const verdict of ['rejected', 'conflict', 'tooOld'] as const) {
      const result = { state: 'unknown', isSetAside: true };
      expect(await confirm(verdict, 1, [])).toEqual([{ type: 'RESULT', result }]);
    }
  });

  it('the department is slow: what is known after 15 s stands, and no more', async () => {
    const accepted = ok({ ...reply, state: 'accepted' as const, settledAt: null });
    expect((await confirm('accepted', 1, [accepted])).at(-1)).toEqual({
      type: 'RESULT',
      result: { state: 'accepted', dueOn: null, data: {} },
    });
  });

  it('accepted until a day that is named: nobody is kept waiting for it', async () => {
    const accepted = ok({ ...reply, state: 'accepted' as const, settledAt: null, dueOn: '2026-12-09' });
    const events = await confirm('accepted', 1, [accepted, err({ code: 'timeout' as const, detail: '' })]);
    expect(events.at(-1)).toEqual({
      type: 'RESULT',
      result: { state: 'accepted', dueOn: '2026-12-09', data: {} },
    });
  });

  it('an automatic review is waited for while the hub says that it runs; what it ends with is the hub’s word, and 32 s are enough', async () => {
    const due = { ...reply, settledAt: null, dueOn: '2026-12-09' };
    const running = ok({ ...due, state: 'accepted' as const, data: { review: 'automatic' } });
    const through = ok({ ...due, state: 'inProgress' as const });
    const handed = ok({ ...due, state: 'accepted' as const, data: { review: 'manual' } });
    const endOf = async (...answers: readonly Result<CaseReply, HubCallError>[]) =>
      (await confirm('accepted', 1, answers)).at(-1);
    const five = [running, running, running, running, running];
    expect(await endOf(...five, through)).toMatchObject({ result: { state: 'inProgress' } });
    expect(await endOf(...five, handed)).toMatchObject({ result: { state: 'accepted', data: { review: 'manual' } } });
    expect(await endOf(running)).toMatchObject({ result: { state: 'accepted', data: { review: 'automatic' } } });
  });

  it('every other word of the hub is passed on as it is', () => {
    for (const state of [
      'inProgress',
      'needMore',
      'waitSpouse',
      'waitSign',
      'ready',
      'withdrawn',
      'expired',
    ] as const) {
      expect(resultOfCase({ ...reply, state, data: { code: '7' } })).toEqual({
        state,
        dueOn: null,
        data: { code: '7' },
      });
    }
  });

  it('an automatic review is told when it begins, followed to its end, and asked about as one that is known', async () => {
    const review = { ...reply, state: 'accepted' as const, settledAt: null, dueOn: '2026-11-24' };
    const begun = ok({ ...review, data: { review: 'automatic' } });
    const passed = ok({ ...review, state: 'inProgress' as const });
    const events = await confirm('accepted', 1, [begun, begun, begun, begun, passed]);
    // 20 s: longer than anything else is followed.
    expect(events).toEqual([
      { type: 'DELIVERED' },
      { type: 'UNDER_REVIEW' },
      { type: 'RESULT', result: { state: 'inProgress', dueOn: '2026-11-24', data: {} } },
    ]);
    expect(asked).toEqual([undefined, 'review', 'review', 'review', 'review']);
    const gone = err({ code: 'unreachable' as const, detail: 'gone' });
    expect((await confirm('accepted', 1, [begun, gone])).at(-1)).toEqual({
      type: 'RESULT',
      result: { state: 'accepted', dueOn: '2026-11-24', data: { review: 'automatic' } },
    });
  });

  it('the hub goes away after the verdict: delivered stays delivered', async () => {
    const gone = err({ code: 'unreachable' as const, detail: 'gone' });
    expect((await confirm('duplicate', 1, [gone])).at(-1)).toEqual({ type: 'RESULT', result: { state: 'delivered' } });
  });

  it('the same report a second time names the first receipt instead of a new success', () => {
    expect(resultOfCase({ ...reply, existingReceipt: 'HZ0001-261101-0001-0' })).toEqual({
      state: 'duplicate',
      existingReceipt: 'HZ0001-261101-0001-0',
    });
    // How far the first one is, is said in the hub's words; one that nobody knows here is none.
    const first = { ...reply, existingReceipt: 'HZ0001-261101-0001-0' };
    expect(resultOfCase({ ...first, data: { existingState: 'ready' } })).toMatchObject({ existing: 'ready' });
    expect(resultOfCase({ ...first, data: { existingState: 'archived' } })).not.toHaveProperty('existing');
    expect(resultOfCase({ ...reply, existingReceipt: reply.receiptNo }).state).toBe('effective');
    expect(resultOfCase({ ...reply, state: 'refused', reason: 'cardUnknown' })).toEqual({
      state: 'refused',
      reason: 'cardUnknown',
    });
  });
});
