import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { application, call, operator, people, type TestPerson, until } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, setFaults } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const { liYun, wangYi } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 3_600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

/** Statements that wait for a lock. */
const waiting = async () =>
  (await f.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length;
const withdraw = (person: TestPerson, receiptNo: string) =>
  call(machine, `cases/${receiptNo}/acts`, { person, act: 'withdraw', answers: {} });

test('an instant item that is withdrawn while the worker takes it up: neither waits for the other in a circle', async () => {
  await setFaults(f.hub.url, { delayMs: 600_000, outage: false });
  const body = application(machine, 'ss.card.loss', liYun, { action: 'report', card: 'ss-0026-1', reason: 'lost' });
  const message = await machine.message(body, { itemId: body.itemId });
  await machine.batch([message]);
  await until(machine, body.receiptNo, 'accepted');
  let done: ReturnType<typeof withdraw> | null = null;
  try {
    await f.sql.begin(async (tx) => {
      await tx`select 1 from case_file where receipt_no = ${body.receiptNo} for update`;
      done = withdraw(liYun, body.receiptNo);
      await vi.waitFor(async () => expect(await waiting()).toBe(1), 5000);
      // Now it is due. What comes after it in the list is done: so a lane has met it.
      f.clock.shiftMs = 660_000;
      machine.wallMs = () => f.clock.wallMs();
      const slip = { format: 'yitiji-print/1', actId: randomUUID(), receiptNo: '', outcome: 'done', copy: 1 };
      const after = await machine.message(slip, { receiptNo: null, orderKey: 'after', prio: 3 }, 'act.print');
      await machine.batch([after]);
      await vi.waitFor(async () => {
        const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${after.id}`;
        expect(row?.state).toBe('applied');
      }, 10_000);
    });
    expect(await done).toMatchObject({ status: 200, body: { state: 'done' } });
  } finally {
    f.clock.shiftMs = 0;
    machine.wallMs = Date.now;
    await setFaults(f.hub.url, { delayMs: 0, outage: false });
  }
  await vi.waitFor(async () => expect(await f.sql`select 1 from work`).toEqual([]), 5000);
  expect((await machine.caseState(body.receiptNo)).body.state).toBe('withdrawn');
  expect(await f.sql`select state from dept_ss_card where card_id = 'ss-0026-1'`).toEqual([{ state: 'normal' }]);
  expect(f.logLines.filter((line) => line.includes('hub.work.failed'))).toEqual([]);
});

test('a card that is not made any more, while another application of its holder is looked at: person before cards for both', async () => {
  const answers = { applicantType: 'self', bank: 'DEMO1', delivery: 'outlet', pickPlace: 'bank-LW-1' };
  const body = application(machine, 'ss.card.apply', wangYi, answers);
  await machine.batch([await machine.message(body, { itemId: body.itemId })]);
  await until(machine, body.receiptNo, 'accepted');
  let done: ReturnType<typeof withdraw> | null = null;
  // As `lockCards` of every item about cards.
  await f.sql.begin(async (tx) => {
    await tx`select 1 from dept_person where id_number = ${wangYi.idNumber} for update`;
    done = withdraw(wangYi, body.receiptNo);
    await vi.waitFor(async () => expect(await waiting()).toBe(1), 5000);
    expect(await tx`select 1 from dept_ss_card where id_number = ${wangYi.idNumber} for update`).toHaveLength(1);
  });
  expect(await done).toMatchObject({ status: 200, body: { state: 'done' } });
  expect(await f.sql`select 1 from dept_ss_card where id_number = ${wangYi.idNumber}`).toEqual([]);
  expect((await operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'done' })).status).toBe(400);
});
