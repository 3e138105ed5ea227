import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerValue } from '../../contract/envelope.ts';
import { cityDay, dueDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../city/reference.ts';
import { countArrivals } from '../fleet/arrivals.ts';
import { application, call, operator, people, submit, type TestPerson, until, view } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const { liYun, chenZhe, fangYuan, heWan } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  // Nothing is decided by the clock while a test looks.
  f = await openHubFixture({ decisionDelayMs: 3_600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

const say = (receiptNo: string, word: object) => operator(f.hub.url, `cases/${receiptNo}/decide`, word);
const ofPart = (receiptNo: string, part: string, word: object) =>
  say(receiptNo, { matterId: `biz.open.${part}`, ...word });
const mend = async (receiptNo: string, person: TestPerson, section?: string) => {
  const act = { person, act: 'supplement', answers: { note: 'x' }, ...(section === undefined ? {} : { section }) };
  return (await call(machine, `cases/${receiptNo}/acts`, act)).body.state;
};
const dueOn = async (receiptNo: string) => (await machine.caseState(receiptNo)).body.dueOn;
const inDays = (days: number) => dueDay(cityCalendar, cityDay(f.clock.wallMs()), days);
const stepsOf = async (receiptNo: string) =>
  (await f.sql<{ step: string }[]>`select step from case_task where receipt_no = ${receiptNo} order by step`).map(
    ({ step }) => step,
  );

/** What the phone of the application was told. */
const told = async (receiptNo: string) =>
  (await f.sql<{ text: string }[]>`select text from dept_sms where receipt_no = ${receiptNo} order by id`).map(
    ({ text }) => text.replace(/^.*办件 \S+ /, ''),
  );

/** A company of one founder, with a photo that an officer looks at: it stands before the gate. */
async function founded(core: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const answers = {
    ...{ mobile: '19900000114' },
    ...{ type: 'llcSole', nameCore: core, nameTrade: 'T01', nameForm: 'llc', nameRegion: 'city' },
    ...{ premisesPhoto: 'captured', hasStaff: 'no', openFund: 'no', pickup: 'centre', centre: 'hall-TH' },
    ...more,
  };
  const body = application(machine, 'biz.open', fangYuan, answers, { photos: { premisesPhoto: 'AAAA' } });
  expect(await submit(machine, body)).toMatchObject({ state: 'accepted', data: { review: 'manual' } });
  return body.receiptNo;
}

test('a joint application that a clerk has ended is ended in each of its parts, and told as what was done: nobody is told to send entries again for a company that exists', async () => {
  const receiptNo = await founded('云岭');
  await ofPart(receiptNo, 'licence', { state: 'ready' });
  await ofPart(receiptNo, 'tax', { state: 'refused', reason: 'payer' });
  expect((await view(machine, receiptNo, fangYuan))?.may).toContain('supplement');
  expect((await say(receiptNo, { state: 'expired' })).body).toMatchObject({ state: 'ready' });
  const ended = await view(machine, receiptNo, fangYuan);
  expect(ended).toMatchObject({ state: 'ready', nextZh: '请带身份证领取' });
  expect(ended?.matters.map(({ state }) => state)).toEqual(['ready', 'expired', 'refused']);
  expect(await told(receiptNo)).toEqual(['已办好的可领取，请带身份证；其余请扫回执查看。']);
  expect(ended?.may).not.toContain('supplement');
  expect(await mend(receiptNo, fangYuan, 'tax')).toBe('notAllowed');
  expect(await stepsOf(receiptNo)).toEqual([]);
  // What lies there is collected as ever.
  expect((await say(receiptNo, { state: 'collected' })).body).toMatchObject({ state: 'done' });
  expect((await view(machine, receiptNo, fangYuan))?.nextZh).toContain('其余部分');
});

test('a company that a clerk ends before its gate: entries are there to be used again only where there is a draft of them', async () => {
  const receiptNo = await founded('云溪');
  expect((await say(receiptNo, { state: 'expired' })).body).toMatchObject({ state: 'expired' });
  expect(await told(receiptNo)).toEqual(['已过期，可重新办理。']);
});

test('what a courier brings of a company of which a part was refused is not told as there to be collected', async () => {
  const receiptNo = await founded('云港', { pickup: 'courier' });
  await ofPart(receiptNo, 'licence', { state: 'ready' });
  await ofPart(receiptNo, 'seal', { state: 'ready' });
  await ofPart(receiptNo, 'tax', { state: 'refused', reason: 'payer' });
  const seen = await view(machine, receiptNo, fangYuan);
  expect(seen).toMatchObject({ state: 'done', nextZh: '其余部分请看各部门的结果' });
  expect(seen?.may).toContain('supplement');
  expect(seen?.may).not.toContain('book');
  expect(await told(receiptNo)).toEqual(['已办好的由快递送达，其余请扫回执查看。']);
});

test('of a company that waits for a signature no part is decided: asked for more and mended, it would be opened without it', async () => {
  const person = ({ idNumber, name }: TestPerson) => ({ idNumber, name, by: 'typed' });
  const answers: Record<string, AnswerValue> = {
    ...{ type: 'llc', nameCore: '双溪', nameTrade: 'T01', nameForm: 'llc', nameRegion: 'city' },
    shareholders: [
      { person: person(liYun), ratio: '5000' },
      { person: person(chenZhe), ratio: '5000' },
    ],
    ...{ legalRep: person(liYun), hasStaff: 'no', openFund: 'no', pickup: 'centre', centre: 'hall-TH' },
  };
  const draft = { itemId: 'biz.open', person: liYun, version: 0, section: 8, answers };
  const { draftId, version } = (await call(machine, 'drafts/new', draft, 'PUT')).body;
  const digest = createHash('sha256').update('summary').digest('hex');
  const at = new Date().toISOString();
  const signature = { person: liYun, method: 'face', version, digest, at };
  await call(machine, `drafts/${String(draftId)}/signatures`, signature);
  const body = application(machine, 'biz.open', liYun, answers, { draftId: String(draftId) });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  for (const state of ['needMore', 'inProgress', 'refused', 'ready'])
    expect((await ofPart(body.receiptNo, 'licence', { state, reason: 'premises' })).status).toBe(400);
  expect(await mend(body.receiptNo, liYun, 'company')).toBe('notAllowed');
  expect((await machine.caseState(body.receiptNo)).body.state).toBe('waitSign');
  expect(await stepsOf(body.receiptNo)).toEqual(['expire']);
});

test('a clerk decides no whole that is decided by its parts, by a card or by a spouse', async () => {
  const company = await founded('云台');
  for (const state of ['needMore', 'inProgress', 'ready', 'done'])
    expect((await say(company, { state })).status).toBe(400);
  expect(await view(machine, company, fangYuan)).toMatchObject({ state: 'accepted' });

  const birth = application(machine, 'hlth.birth.reg', liYun, {
    ...{ order: '1', stage: 'pregnant', dueDate: '2027-04-07', motherStatus: 'first', result: 'e' },
  });
  expect(await submit(machine, birth)).toMatchObject({ state: 'waitSpouse' });
  expect((await say(birth.receiptNo, { state: 'done' })).status).toBe(400);
  const [mother] = await f.sql<{ doc: { birthRegistration: unknown } }[]>`
    select doc from dept_person where id_number = ${liYun.idNumber}`;
  expect(mother?.doc.birthRegistration).toBeNull();
  expect((await say(birth.receiptNo, { state: 'accepted' })).status).toBe(200);

  const [card] = await f.sql<{ card_id: string }[]>`
    select card_id from dept_ss_card where id_number = ${fangYuan.idNumber} and state = 'normal' limit 1`;
  const here = application(machine, 'ss.card.replace', fangYuan, {
    ...{ card: card?.card_id ?? '', reason: 'photo', fulfil: 'A' },
  });
  expect(await submit(machine, here)).toMatchObject({ state: 'accepted' });
  for (const state of ['ready', 'done', 'needMore']) expect((await say(here.receiptNo, { state })).status).toBe(400);
  expect((await machine.caseState(here.receiptNo)).body.state).toBe('accepted');
});

test('what a clerk has asked for and takes back is decided after all: its turn had passed meanwhile', async () => {
  const body = application(machine, 'some.newItem', liYun, {});
  await submit(machine, body);
  await say(body.receiptNo, { state: 'needMore', reason: 'photoUnclear' });
  await f.sql`delete from case_task where receipt_no = ${body.receiptNo}`;
  expect((await say(body.receiptNo, { state: 'inProgress' })).status).toBe(200);
  expect(await stepsOf(body.receiptNo)).toEqual(['decide']);

  const company = await founded('云滩');
  await ofPart(company, 'licence', { state: 'ready' });
  await ofPart(company, 'tax', { state: 'needMore', reason: 'payer' });
  await f.sql`delete from case_task where receipt_no = ${company}`;
  expect((await ofPart(company, 'tax', { state: 'inProgress' })).body).toMatchObject({ state: 'inProgress' });
  expect(await f.sql`select step, matter_id from case_task where receipt_no = ${company}`).toEqual([
    { step: 'matter', matter_id: 'biz.open.tax' },
  ]);
});

test('what must be mended stops the clock: nobody is promised a day that is over', async () => {
  const body = application(machine, 'other.newItem', heWan, {});
  expect(await submit(machine, body)).toMatchObject({ dueOn: inDays(5) });
  await f.sql`update case_file set due_on = '2026-01-05' where receipt_no = ${body.receiptNo}`;
  await say(body.receiptNo, { state: 'needMore', reason: 'photoUnclear' });
  expect(await mend(body.receiptNo, heWan)).toBe('done');
  await until(machine, body.receiptNo, 'inProgress');
  expect(await dueOn(body.receiptNo)).toBe(inDays(5));
});

test('a joint application is promised for the day of its slowest part, which begins behind the gate, or when it was mended', async () => {
  const receiptNo = await founded('云潭');
  const gateWas = () => f.sql`update case_file set due_on = '2026-01-05' where receipt_no = ${receiptNo}`;
  expect(await dueOn(receiptNo)).toBe(inDays(1));
  await gateWas();
  await ofPart(receiptNo, 'licence', { state: 'ready' });
  expect(await dueOn(receiptNo)).toBe(inDays(1));
  await ofPart(receiptNo, 'tax', { state: 'needMore', reason: 'payer' });
  await ofPart(receiptNo, 'seal', { state: 'ready' });
  await gateWas();
  expect(await mend(receiptNo, fangYuan, 'tax')).toBe('done');
  expect(await dueOn(receiptNo)).toBe(inDays(1));
});

test('an application of which a part was mended after its end is one that is done, not two', async () => {
  const done = async (laterMs: number) => {
    await countArrivals(f.sql, f.clock.wallMs() + laterMs);
    const [row] = await f.sql<{ cases: number }[]>`
      select coalesce(sum(cases), 0)::int as cases from outcome_hour where item_id = 'biz.open' and what = 'done'`;
    return row?.cases ?? 0;
  };
  const receiptNo = await founded('云井');
  const before = await done(61_000);
  f.clock.shiftMs = 2000;
  await ofPart(receiptNo, 'licence', { state: 'ready' });
  await ofPart(receiptNo, 'seal', { state: 'ready' });
  expect((await ofPart(receiptNo, 'tax', { state: 'refused', reason: 'payer' })).body).toMatchObject({
    state: 'ready',
  });
  // What ended in the last minute is counted next time.
  expect(await done(61_000)).toBe(before + 1);
  f.clock.shiftMs = 5000;
  expect(await mend(receiptNo, fangYuan, 'tax')).toBe('done');
  expect((await ofPart(receiptNo, 'tax', { state: 'ready' })).body).toMatchObject({ state: 'ready' });
  expect(await done(61_000)).toBe(before + 1);
  f.clock.shiftMs = 0;
});
