import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TransactionsPage } from '../../contract/console/transactions.ts';
import type { CaseView } from '../../contract/pulls/cases.ts';
import { addDays, cityDay, dueDay, isWorkingDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../city/reference.ts';
import { type Tx, transaction } from '../database/pool.ts';
import { claimsPerYear } from '../departments/answers/skill-certificates.ts';
import { type CityDoc, patchDoc } from '../services/city-facts.ts';
import { application, call, inEnrolmentTime, operator, people, submit, until, view } from '../testing/case-kit.ts';
import { byToken, type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { decideAtMs, notBeforeMs } from './case-clock.ts';
import type { Decision } from './items/item-rule.ts';
import { medEnrol } from './items/medical.ts';
import { permitEndorse, skillSubsidy } from './items/people.ts';
import { untilNextMs } from './worker.ts';

const { liYun, chenZhe, fangYuan, heWan, ouyang } = people;
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
});
afterAll(async () => {
  await f.close();
});

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
  const noonMs = Date.parse(`${holiday}T04:00:00Z`);
  // Due then, and not before: a worker that has read the clock of today and looks only now would decide on today.
  await f.sql`update case_task set next_ms = ${noonMs} where receipt_no = ${body.receiptNo}`;
  f.clock.shiftMs = noonMs + 1000 - Date.now();
  await wake();
  await vi.waitFor(async () => expect((await taskOf(body.receiptNo, 'decide'))?.nextMs).toBeGreaterThan(noonMs), 5000);
  expect(await stateOf(body.receiptNo)).toBe('accepted');
  const moved = (await taskOf(body.receiptNo, 'decide'))?.nextMs ?? 0;
  expect(isWorkingDay(cityCalendar, cityDay(moved))).toBe(true);
  f.clock.shiftMs = moved + 60_000 - Date.now();
  await wake();
  await vi.waitFor(async () => expect(await stateOf(body.receiptNo)).toBe('done'), 8000);
  f.clock.shiftMs = 0;
});

test('an automatic review ends on a holiday too, in its seconds: nobody is told that an officer has it', async () => {
  let holiday = cityDay(Date.now());
  while (isWorkingDay(cityCalendar, holiday)) holiday = addDays(holiday, 1);
  f.clock.shiftMs = Date.parse(`${holiday}T04:00:00Z`) - Date.now();
  machine.wallMs = () => f.clock.wallMs();
  try {
    const answers = { nameCore: '假日', nameTrade: '软件', nameForm: 'ltd', legalRepMobile: '19900000114' };
    const body = application(machine, 'biz.open', fangYuan, answers);
    expect(await submit(machine, body)).toMatchObject({ state: 'accepted', data: { review: 'automatic' } });
    const decided = await until(machine, body.receiptNo, 'inProgress');
    expect(decided.data).toMatchObject({ review: 'automatic', uscc: expect.any(String) });
  } finally {
    f.clock.shiftMs = 0;
    machine.wallMs = Date.now;
  }
});

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
});

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

test('two subsidies that are decided at one moment do not go over what a year allows', async () => {
  const today = cityDay(f.clock.wallMs());
  const claim = { certNo: 'old', level: '5', year: today.slice(0, 4) } as const;
  const skills = ['a', 'b'].map((certNo) => ({ certNo, occupation: certNo, level: '5', issuedDaysAgo: 30 }) as const);
  const claims = Array.from({ length: claimsPerYear - 1 }, (_, i) => ({ ...claim, occupation: `old ${i}` }));
  const { idNumber, name } = liYun;
  await f.sql.begin((tx) => patchDoc(tx, idNumber, { skills, skillClaims: claims }));
  const decide = (tx: Tx, certificate: string) => {
    const known = {
      itemId: 'job.skill.subsidy',
      deviceId: '',
      actorNumber: idNumber,
      actorName: name,
      isOffline: false,
    };
    const none = { readVersion: null, orderId: null, draftId: null };
    const about = {
      receiptNo: certificate,
      idNumber,
      name,
      answers: { certificate },
      ...{ capturedAt: `${today}T00:00:00Z`, takenOn: today },
    };
    const at = { nowMs: f.clock.wallMs(), today, calendar: cityCalendar };
    return skillSubsidy.decide(tx, { ...known, ...none, ...about }, at);
  };
  let second: Promise<Decision> = Promise.reject(new Error('not begun'));
  second.catch(() => undefined);
  const first = await f.sql.begin(async (tx) => {
    const decided = await decide(tx, 'a');
    second = f.sql.begin((other) => decide(other, 'b'));
    // It stands at the lock of the person.
    await vi.waitFor(async () => expect(await f.sql`select 1 from pg_locks where not granted`).not.toEqual([]), 5000);
    return decided;
  });
  expect(first).toMatchObject({ state: 'done' });
  expect(await second).toMatchObject({ state: 'refused', reason: 'claimLimit' });
});

test('a claim counts for the year in which it was handed in: what is decided in January takes nothing of the new year, and the old one stays within its limit', async () => {
  const skills = ['a', 'b', 'c'].map(
    (certNo) => ({ certNo, occupation: certNo, level: '5', issuedDaysAgo: 30 }) as const,
  );
  const earlier = (count: number, year: string) =>
    Array.from({ length: count }, (_, i) => ({ certNo: 'old', level: '5', occupation: `${year} ${i}`, year }) as const);
  const { idNumber, name } = liYun;
  const undone = f.sql.begin(async (tx) => {
    const decide = async (claims: CityDoc['skillClaims'], capturedAt: string, takenOn: string, today: string) => {
      await patchDoc(tx, idNumber, { skills, skillClaims: claims });
      const known = {
        itemId: 'job.skill.subsidy',
        deviceId: '',
        actorNumber: idNumber,
        actorName: name,
        isOffline: true,
      };
      const none = { readVersion: null, orderId: null, draftId: null };
      const about = { receiptNo: 'x', idNumber, name, answers: { certificate: 'a' }, capturedAt, takenOn };
      const at = { nowMs: 0, today, calendar: cityCalendar };
      const { state } = await skillSubsidy.decide(tx, { ...known, ...none, ...about }, at);
      const [row] = await tx<{ doc: CityDoc }[]>`select doc from dept_person where id_number = ${idNumber}`;
      return [state, row?.doc.skillClaims.at(-1)?.year];
    };
    // Handed in in December, when two were left; three of January are decided already.
    const full = earlier(claimsPerYear, '2027');
    expect(await decide(full, '2026-12-30T02:00:00.000Z', '2026-12-30', '2027-01-15')).toEqual(['done', '2026']);
    // The machine was without a network over the new year: the old one had none left.
    const spent = earlier(claimsPerYear, '2026');
    expect(await decide(spent, '2026-12-30T02:00:00.000Z', '2027-01-04', '2027-01-15')).toEqual(['refused', '2026']);
    // Late by more than a month, after something was added: the day on which it was handed in stays what it was.
    expect(await decide(full, '2026-12-10T02:00:00.000Z', '2026-12-10', '2027-02-20')).toEqual(['done', '2026']);
    // A clock that is wrong by a year is not believed.
    expect(await decide(full, '2026-01-02T02:00:00.000Z', '2027-01-04', '2027-01-15')).toEqual(['refused', '2027']);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
});

test('two who were told that a company name is free: the second is refused, and never gets the code of the first one’s company', async () => {
  const apply = ({ idNumber, name }: typeof liYun | typeof chenZhe) => {
    const self = { idNumber, name, by: 'typed' };
    return application(
      machine,
      'biz.open',
      { idNumber, name },
      {
        ...{
          type: 'llc',
          nameRegion: 'district',
          district: '440106',
          nameCore: '双塔',
          nameTrade: 'T01',
          nameForm: 'llc',
        },
        ...{ shareholders: [{ person: self, ratio: '10000' }], legalRep: self, hasStaff: 'no', openFund: 'no' },
        ...{ pickup: 'centre', centre: 'hall-TH', mobile: '19900000026', premisesPhoto: 'captured' },
      },
      { photos: { premisesPhoto: 'AAAA' } },
    );
  };
  const first = apply(liYun);
  const second = apply(chenZhe);
  // Both stand before the gate, which an officer opens.
  expect(await submit(machine, first)).toMatchObject({ state: 'accepted' });
  expect(await submit(machine, second)).toMatchObject({ state: 'accepted' });
  const approve = (receiptNo: string) =>
    operator(f.hub.url, `cases/${receiptNo}/decide`, { state: 'ready', matterId: 'biz.open.licence' });
  const state = async (receiptNo: string) =>
    (await machine.caseState(receiptNo)).body as { readonly data: { readonly uscc?: string } };
  expect((await approve(first.receiptNo)).body).toMatchObject({ state: 'inProgress' });
  expect((await approve(second.receiptNo)).body).toMatchObject({ state: 'refused' });
  expect((await state(first.receiptNo)).data.uscc).toMatch(/^91440199MA9Y/);
  const refused = await state(second.receiptNo);
  expect(refused).toMatchObject({ state: 'refused', reason: 'nameTaken' });
  expect(refused.data.uscc).toBeUndefined();
  expect(await f.sql`select 1 from dept_company where core = '双塔'`).toHaveLength(1);
});

test('a message behind one that is tried again later keeps no lane awake', async () => {
  const now = Date.now();
  // Its own clock stands still: how long the statements take is not the question.
  const clock = { wallMs: () => now };
  const undone = f.sql.begin(async (tx) => {
    // Seen by this transaction alone, so that no lane takes them up.
    await tx`delete from work`;
    await tx`delete from case_task`;
    await tx`insert into work (message_id, device_id, store_epoch, order_key, seq, prio, next_ms)
      values (${randomUUID()}, 'nobody', 'e', 'one-case', 1, 0, ${now + 60_000}), (${randomUUID()}, 'nobody', 'e', 'one-case', 2, 0, 0)`;
    expect(await untilNextMs(tx, clock)).toBe(2000);
    await tx`update work set next_ms = ${now + 1500} where seq = 1`;
    expect(await untilNextMs(tx, clock)).toBe(1500);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
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

test(
  'whoever another application under way enrols already is not enrolled twice, whoever applied; the existing receipt is the answer',
  () =>
    inEnrolmentTime(f, machine, async ({ year }) => {
      const named = (...list: readonly { idNumber: string; name: string }[]) => ({
        year,
        persons: list.map((one) => ({ person: { ...one, by: 'card' }, category: 'elder' })),
      });
      const first = application(machine, 'med.res.enrol', liYun, named(heWan));
      expect(await submit(machine, first)).toMatchObject({ state: 'accepted', data: { people: '1' } });
      const second = application(machine, 'med.res.enrol', heWan, { year });
      expect(await submit(machine, second)).toMatchObject({ state: 'done', existingReceipt: first.receiptNo });
      const third = application(machine, 'med.res.enrol', ouyang, named(heWan, ouyang));
      expect(await submit(machine, third)).toMatchObject({
        state: 'accepted',
        data: { people: '1', left: '1', leftBecause: 'underWay' },
      });
    }),
  30_000,
);

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
});

test('a permit that was endorsed once is endorsed again a year later, as the page says that it can be', async () => {
  const { permit } = (
    await f.sql<{ doc: { permit: NonNullable<CityDoc['permit']> } }[]>`
    select doc from dept_person where id_number = ${chenZhe.idNumber}`
  )[0]?.doc ?? { permit: null };
  if (permit === null) throw new Error('no permit');
  const validTo = addDays(cityDay(Date.now()), 10);
  await transaction(f.sql, (tx) => patchDoc(tx, chenZhe.idNumber, { permit: { ...permit, validTo } }));
  const pulled = await machine.pull('ps.resPermit', chenZhe);
  expect(pulled.body.data).toMatchObject({ validTo, inWindow: true });
  const body = application(machine, 'id.resperm.endorse', chenZhe, { addressSame: 'yes' });
  expect(await submit(machine, body)).toMatchObject({ state: 'accepted' });
  await operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'done' });
  expect((await machine.caseState(body.receiptNo)).body).toMatchObject({ data: { validTo: addDays(validTo, 365) } });
  // Not twice for one year.
  const again = application(machine, 'id.resperm.endorse', chenZhe, { addressSame: 'yes' });
  expect(await submit(machine, again)).toMatchObject({ state: 'refused', reason: 'outsideWindow' });
});

test('what people may only do themselves is refused for somebody else, who learns nothing of their applications; what may be done for others is not', async () => {
  const by = ({ idNumber, name }: typeof liYun | typeof chenZhe) => ({
    docType: 'resident',
    idNumber,
    name,
    level: 'L2' as const,
    at: '',
  });
  const own = application(machine, 'id.resperm.endorse', liYun, {});
  await submit(machine, own);
  const foreign = application(machine, 'id.resperm.endorse', liYun, {}, { actor: by(chenZhe) });
  expect(await submit(machine, foreign)).toMatchObject({ state: 'refused', reason: 'ownOnly', existingReceipt: null });
  const allowed = application(machine, 'ss.card.loss', liYun, { action: 'report' }, { actor: by(chenZhe) });
  expect((await submit(machine, allowed)).reason).not.toBe('ownOnly');
});

test('a queue that was longer than the window of enrolment shuts nobody out, and the day to pay by is the one that was said', async () => {
  const body = application(machine, 'med.res.enrol', ouyang, {}, { capturedAt: '2027-03-30T02:00:00.000Z' });
  const found = await f.sql.begin(async (tx) => {
    const asked = { ...body, ...ouyang, deviceId: 'x', actorNumber: '', actorName: '', isOffline: true };
    const sent = { ...asked, readVersion: null, orderId: null, draftId: null, takenOn: '2027-04-02' };
    return await medEnrol.intake?.(tx, sent, { nowMs: 0, today: '2027-04-02', calendar: cityCalendar });
  });
  expect(found).toMatchObject({ state: 'accepted', data: { year: '2027', payBy: '2027-03-31', people: '1' } });
});

test('a queue that was longer than the window of a residence permit shuts nobody out either', async () => {
  const today = cityDay(f.clock.wallMs());
  // The window closed two days ago.
  const validTo = addDays(today, -62);
  const [row] = await f.sql<{ doc: CityDoc }[]>`select doc from dept_person where id_number = ${chenZhe.idNumber}`;
  const permit = row?.doc.permit ?? null;
  if (permit === null) throw new Error('nobody has a permit');
  const undone = f.sql.begin(async (tx) => {
    await patchDoc(tx, chenZhe.idNumber, { permit: { ...permit, validTo } });
    const handedIn = async (day: string) => {
      const body = application(machine, 'id.resperm.endorse', chenZhe, {}, { capturedAt: `${day}T04:00:00.000Z` });
      const asked = { ...body, ...chenZhe, deviceId: 'x', actorNumber: '', actorName: '', isOffline: true };
      const sent = { ...asked, readVersion: null, orderId: null, draftId: null, takenOn: today };
      return await permitEndorse.intake?.(tx, sent, { nowMs: 0, today, calendar: cityCalendar });
    };
    expect(await handedIn(addDays(today, -3))).toEqual({ state: 'accepted' });
    expect(await handedIn(addDays(today, -1))).toEqual({ state: 'refused', reason: 'outsideWindow' });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
});
