import { expect, it } from 'vitest';
import type { CaseReply } from '../../../contract/hub-api.ts';
import { err, type Result as Outcome, ok } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import type { Result } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { cardCasePort, cardWordMs } from './card-case-port.ts';
import { away, itemWith, visitAt } from './testing/port-rig.test-data.ts';

const before = { state: 'inProgress', dueOn: null, data: {} } as const satisfies Result;
const visit = visitAt(itemWith('ss.card.replace'), 'issueCard', { receiptNo: 'TH0017-261123-0042-3', result: before });
const reply = (state: CaseReply['state'], reason: string | null = null): Outcome<CaseReply, HubCallError> =>
  ok({
    receiptNo: 'TH0017-261123-0042-3',
    state,
    existingReceipt: null,
    reason,
    dueOn: null,
    settledAt: '2026-11-23T06:03:00.000Z',
    data: {},
    hubTime: '2026-11-23T06:03:01.000Z',
  } as CaseReply);

async function follow(answers: readonly Outcome<CaseReply, HubCallError>[]) {
  const clock = new VirtualClock();
  const events: SessionEvent[] = [];
  const waits: number[] = [];
  let kicks = 0;
  const caseState = async (_: string, waitS: number) => {
    waits.push(waitS);
    const answer = answers[Math.min(waits.length - 1, answers.length - 1)] ?? err(away);
    if (answer.ok && answer.value.state === 'inProgress') await clock.advance(waitS * 1000);
    return answer;
  };
  const link = { client: { caseState }, sync: { kick: () => (kicks += 1) } };
  cardCasePort({ link: () => link, clock })(visit, (event) => events.push(event));
  for (let i = 0; i < 10; i += 1) await clock.advance(0);
  return { events, waits, kicks };
}

it('a card is in force when the department says so; its report goes at once', async () => {
  const { events, kicks } = await follow([reply('inProgress'), reply('done')]);
  expect(events).toEqual([
    { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:00.000Z', data: {} } },
  ]);
  expect(kicks).toBe(1);
});

it('a card that was taken back is refused by the department, with its reason', async () => {
  const { events } = await follow([reply('refused', 'cardCaptured')]);
  expect(events).toEqual([{ type: 'RESULT', result: { state: 'refused', reason: 'cardCaptured' } }]);
});

it('no word in 15 s, or a hub that is away: what was known before stands, nothing more', async () => {
  const slow = await follow([reply('inProgress')]);
  expect(slow.events).toEqual([{ type: 'RESULT', result: before }]);
  expect(slow.waits.reduce((sum, seconds) => sum + seconds, 0) * 1000).toBe(cardWordMs);
  expect((await follow([err(away)])).events).toEqual([{ type: 'RESULT', result: before }]);
});

it('a hub that answers at once, since the case has its day, is asked once a second: hundreds of questions would be refused, and the report of the card with them', async () => {
  const clock = new VirtualClock();
  const asked: number[] = [];
  const events: SessionEvent[] = [];
  const caseState = () => {
    asked.push(clock.monoMs());
    const isOver = clock.monoMs() >= 4_500 || asked.length > 100;
    return Promise.resolve(reply(isOver ? 'done' : 'inProgress'));
  };
  const link = { client: { caseState }, sync: { kick: () => undefined } };
  cardCasePort({ link: () => link, clock })(visit, (event) => events.push(event));
  for (let ms = 0; ms < cardWordMs; ms += 500) await clock.advance(500);
  expect(asked.length).toBeLessThanOrEqual(7);
  expect(events).toMatchObject([{ type: 'RESULT', result: { state: 'effective' } }]);
});
