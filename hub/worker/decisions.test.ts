import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TransactionsPage } from '../../contract/console/transactions.ts';
import type { CaseView } from '../../contract/pulls/cases.ts';
import { addDays, cityDay, dueDay, isWorkingDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../city/reference.ts';
import { application, call, operator, people, submit, until, view } from '../testing/case-kit.ts';
import { byToken, type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { decideAtMs, notBeforeMs } from './case-clock.ts';

const { liYun, chenZhe, heWan, ouyang } = people;
const dayMs = 86_400_000;
let f: HubFixture;
let machine: TestMachine;
let isDying = false;
beforeAll(async () => {
  f = await openHubFixture({
    decisionDelayMs: null,
    catalogueDir: `${import.meta.dirname}/../../kiosk-config/catalogue`,
    beforeCommit: (item) => {
      if (isDying && item.step === 'task') throw new Error('killed here');
    },
  });
  machine = await f.machine();
}, 60_000);
afterAll(async () => {
  await f.close();
}, 60_000);

const wake = () => f.sql`select pg_notify('yitiji', 'work')`;
const stateOf = async (receiptNo: string) =>
  (await f.sql<{ state: string }[]>`select state from case_file where receipt_no = ${receiptNo}`)[0]?.state;
const taskOf = async (receiptNo: string, step: string) => {
  const [row] = await f.sql<{ next_ms: string; attempts: number }[]>`
    select next_ms, attempts from case_task where receipt_no = ${receiptNo} and step = ${step}`;
  return row === undefined ? null : { nextMs: Number(row.next_ms), attempts: row.attempts };
};

test('nothing is decided on a weekend or holiday, and the promise counts working days', async () => {
  const body = application(machine, 'job.skill.subsidy', liYun, { certificate: 'G44199200264' });
  const taken = await submit(machine, body);
  expect(taken.dueOn).toBe(dueDay(cityCalendar, cityDay(Date.now()), 20));
  const planned = await taskOf(body.receiptNo, 'decide');
  expect(isWorkingDay(cityCalendar, cityDay(planned?.nextMs ?? 0))).toBe(true);
  expect(cityDay(planned?.nextMs ?? 0) <= String(taken.dueOn)).toBe(true);

  // The next Saturday that is not worked, at noon, with the decision due.
  let holiday = cityDay(Date.now());
  while (isWorkingDay(cityCalendar, holiday)) holiday = addDays(holiday, 1);
  await f.sql`update case_task set next_ms = 0 where receipt_no = ${body.receiptNo}`;
  f.clock.shiftMs = Date.parse(`${holiday}T04:00:00Z`) - Date.now();
  await wake();
  await vi.waitFor(async () => expect((await taskOf(body.receiptNo, 'decide'))?.nextMs).toBeGreaterThan(0), 5000);
  expect(await stateOf(body.receiptNo)).toBe('accepted');
  const moved = (await taskOf(body.receiptNo, 'decide'))?.nextMs ?? 0;
  expect(isWorkingDay(cityCalendar, cityDay(moved))).toBe(true);
  f.clock.shiftMs = moved + 60_000 - Date.now();
  await wake();
  await vi.waitFor(async () => expect(await stateOf(body.receiptNo)).toBe('done'), 8000);
  f.clock.shiftMs = 0;
}, 30_000);

test('a worker that dies between effect and state leaves neither; afterwards both are there, once', async () => {
  const permit = async () =>
    (
      await f.sql<
        { doc: { permit: { validTo?: string } } }[]
      >`select doc from dept_person where id_number = ${chenZhe.idNumber}`
    )[0]?.doc.permit;
  const body = application(machine, 'id.resperm.endorse', chenZhe, { addressSame: 'yes' });
  await submit(machine, body);
  isDying = true;
  let workday = cityDay(Date.now());
  while (!isWorkingDay(cityCalendar, workday)) workday = addDays(workday, 1);
  f.clock.shiftMs = Date.parse(`${workday}T03:00:00Z`) - Date.now();
  await f.sql`update case_task set next_ms = 0 where receipt_no = ${body.receiptNo} and step = 'decide'`;
  await wake();
  await vi.waitFor(async () => expect((await taskOf(body.receiptNo, 'decide'))?.attempts).toBeGreaterThan(0), 8000);
  expect(await permit()).not.toHaveProperty('validTo');
  expect(await stateOf(body.receiptNo)).toBe('accepted');
  isDying = false;
  await vi.waitFor(async () => expect(await stateOf(body.receiptNo)).toBe('done'), 15_000);
  expect(await permit()).toHaveProperty('validTo');
  f.clock.shiftMs = 0;
  // Deciding again by hand changes nothing.
  const again = await operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'done' });
  expect(again.status).toBe(400);
}, 40_000);

test('the clerk and the citizen at the same moment: one of them is first, and the effect fits the state', async () => {
  for (let i = 0; i < 5; i += 1) {
    const body = application(machine, 'med.res.change', liYun, { mobile: `1990000010${i}` });
    await submit(machine, body);
    await Promise.all([
      operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'done' }),
      call(machine, `cases/${body.receiptNo}/acts`, { person: liYun, act: 'withdraw', answers: {} }),
    ]);
    const state = await stateOf(body.receiptNo);
    expect(['done', 'withdrawn']).toContain(state);
    const [row] = await f.sql<{ mobile: string }[]>`
      select doc -> 'record' ->> 'mobile' as mobile from dept_person where id_number = ${liYun.idNumber}`;
    expect(row?.mobile === `1990000010${i}`).toBe(state === 'done');
  }
});

test('an instant item is not held up by the calendar', async () => {
  const body = application(machine, 'ss.card.loss', liYun, { action: 'report', card: 'ss-0026-1', reason: 'lost' });
  await submit(machine, body);
  await until(machine, body.receiptNo, 'done');
});

test('whenever it was accepted, the day of the decision is worked and not after the promise', () => {
  const deps = { decisionDelayMs: null, calendar: cityCalendar };
  const start = Date.UTC(2026, 0, 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 30 }), fc.nat(dayMs), (day, days, ms) => {
      const nowMs = start + day * dayMs + ms;
      const atMs = decideAtMs(deps, days, nowMs);
      expect(atMs).toBeGreaterThan(nowMs);
      expect(notBeforeMs(deps, atMs)).toBeNull();
      expect(cityDay(atMs) <= dueDay(cityCalendar, cityDay(nowMs), days)).toBe(true);
    }),
  );
});

test('whoever another application under way enrols already is not enrolled twice, whoever applied; the existing receipt is the answer', async () => {
  const named = (...list: readonly { idNumber: string; name: string }[]) => ({
    year: '2027',
    persons: list.map((one) => ({ person: { ...one, by: 'card' }, category: 'elder' })),
  });
  const first = application(machine, 'med.res.enrol', liYun, named(heWan));
  expect(await submit(machine, first)).toMatchObject({ state: 'accepted', data: { people: '1' } });
  const second = application(machine, 'med.res.enrol', heWan, { year: '2027' });
  expect(await submit(machine, second)).toMatchObject({ state: 'done', existingReceipt: first.receiptNo });
  const third = application(machine, 'med.res.enrol', ouyang, named(heWan, ouyang));
  expect(await submit(machine, third)).toMatchObject({
    state: 'accepted',
    data: { people: '1', left: '1', leftBecause: 'underWay' },
  });
}, 30_000);

test('a repeated application is void: its number leads to the first, which alone is listed; operators see both; once the first is refused, the next one is taken', async () => {
  const apply = () => application(machine, 'civil.elder.card', heWan, {});
  const first = apply();
  expect(await submit(machine, first)).toMatchObject({ state: 'accepted' });
  const again = apply();
  expect(await submit(machine, again)).toMatchObject({ state: 'done', existingReceipt: first.receiptNo });
  const { receiptNo } = first;
  expect(await view(machine, again.receiptNo, heWan)).toMatchObject({ receiptNo, level: 'detail', state: 'accepted' });
  expect(await view(machine, again.receiptNo, null)).toMatchObject({ receiptNo, level: 'status' });
  const listed = (await machine.pull('case.list', heWan)).body.data as { readonly cases: readonly CaseView[] };
  const elder = listed.cases.filter(({ itemId }) => itemId === 'civil.elder.card');
  expect(elder.map((one) => one.receiptNo)).toEqual([receiptNo]);
  const { rows } = (await (
    await fetch(`${f.hub.url}/v1/console/transactions`, { headers: byToken })
  ).json()) as TransactionsPage;
  const shown = (number: string) => rows.find((row) => row.receiptNo === number)?.existingReceipt;
  expect([shown(receiptNo), shown(again.receiptNo)]).toEqual([null, receiptNo]);
  await operator(f.hub.url, `cases/${receiptNo}/decide`, { state: 'refused', reason: 'photoUnclear' });
  expect(await submit(machine, apply())).toMatchObject({ state: 'accepted', existingReceipt: null });
}, 30_000);
