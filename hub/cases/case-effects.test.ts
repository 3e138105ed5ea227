import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CaseReply } from '../../contract/hub-api.ts';
import { maskName } from '../../contract/mask.ts';
import { type CaseState, CaseView } from '../../contract/pulls/cases.ts';
import { cityDay } from '../../contract/working-days.ts';
import { residentPrices } from '../city/medical-year.ts';
import { addMonths } from '../city/months.ts';
import { medCover } from '../departments/answers/medical.ts';
import type { PersonContext } from '../departments/pull-context.ts';
import {
  application,
  call,
  inEnrolmentTime,
  makeDue,
  operator,
  people,
  submit,
  untilDecided,
  view,
} from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, setFaults, tablesWith } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const { liYun, chenZhe, linJie, wangYi, fangYuan, heWan, ouyang } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 3_600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

async function docOf(person: { readonly idNumber: string }): Promise<Record<string, unknown>> {
  const [row] = await f.sql<
    { doc: Record<string, unknown> }[]
  >`select doc from dept_person where id_number = ${person.idNumber}`;
  return row?.doc ?? {};
}
/** The departments decide when a test waits for it, and not while it looks. */
const until = (one: TestMachine, receiptNo: string, state: CaseState) => untilDecided(f.sql, one, receiptNo, state);

test('a first card is promised, made and ready; a second application gets the first receipt, whichever machine it comes from', async () => {
  const answers = {
    applicantType: 'self',
    bank: 'DEMO1',
    mobile: '19900000032',
    delivery: 'outlet',
    pickPlace: 'bank-LW-1',
  };
  const first = application(machine, 'ss.card.apply', wangYi, answers);
  const taken = await submit(machine, first);
  expect(Compile(CaseReply).Check(taken)).toBe(true);
  expect(taken).toMatchObject({ state: 'accepted', settledAt: null });
  expect(taken.dueOn).toMatch(/^20\d\d-\d\d-\d\d$/);
  const pulled = await machine.pull('hrss.cards', wangYi);
  expect(pulled.body).toMatchObject({
    status: 'found',
    data: { pendingReceipt: first.receiptNo, cards: [{ state: 'inProduction' }] },
  });
  const other = await f.machine();
  const second = application(other, 'ss.card.apply', wangYi, answers);
  expect(await submit(other, second)).toMatchObject({ state: 'done', existingReceipt: first.receiptNo });
  expect((await until(machine, first.receiptNo, 'ready')).data.pickPlace).toContain('示例银行');
  // Whose it is hears where it lies; whoever only has the number does not.
  const ready = await view(machine, first.receiptNo, wangYi);
  expect(ready).toMatchObject({ state: 'ready', nextZh: expect.stringMatching(/到.*示例银行.*领取/) });
  expect(ready).toMatchObject({ nextEn: expect.stringMatching(/ at Sample Bank.* with your ID card/) });
  expect(await view(machine, first.receiptNo, null)).toMatchObject({ nextZh: '请带身份证领取' });
  // Whoever applies again is told how far the first one is: the card lies there and is not "under way".
  const third = application(other, 'ss.card.apply', wangYi, answers);
  expect(await submit(other, third)).toMatchObject({
    existingReceipt: first.receiptNo,
    data: { existingState: 'ready' },
  });
  expect(await f.sql`select 1 from dept_ss_card where id_number = ${wangYi.idNumber}`).toHaveLength(1);
  const sms = (await operator(f.hub.url, 'sms')).body as unknown as {
    mobile: string;
    receiptNo: string;
    text: string;
  }[];
  const own = sms.filter((message) => message.receiptNo === first.receiptNo);
  expect(own.map((message) => message.mobile)).toEqual(['19900000032']);
  expect(own[0]?.text).not.toContain(wangYi.name);
});

test('a block is undone by its owner, and can be made again', async () => {
  const report = application(machine, 'ss.card.loss', liYun, { action: 'report', card: 'ss-0026-1', reason: 'lost' });
  expect(await submit(machine, report)).toMatchObject({ state: 'done' });
  const undo = application(machine, 'ss.card.loss', liYun, { action: 'undo', card: 'ss-0026-1' });
  expect(await submit(machine, undo)).toMatchObject({ state: 'done' });
  const [card] = await f.sql`select state, receipt_no from dept_ss_card where card_id = 'ss-0026-1'`;
  expect(card).toEqual({ state: 'normal', receipt_no: null });
  expect(
    await submit(machine, application(machine, 'ss.card.loss', liYun, { action: 'undo', card: 'ss-0026-1' })),
  ).toMatchObject({
    state: 'refused',
    reason: 'notBlocked',
  });
});

test('whoever read an old record does not overwrite the newer one', async () => {
  const change = (readVersion: number, mobile: string) =>
    application(machine, 'med.res.change', liYun, { mobile }, { readVersion });
  const good = change(2, '19900000099');
  await submit(machine, good);
  expect((await until(machine, good.receiptNo, 'done')).data).toMatchObject({ version: '3' });
  const late = change(2, '19900000011');
  await submit(machine, late);
  expect((await until(machine, late.receiptNo, 'done')).data).toMatchObject({ conflict: 'yes', version: '3' });
  expect(await docOf(liYun)).toMatchObject({ record: { version: 3, mobile: '19900000099' } });
});

test('an enrolment takes those who can be enrolled, once; the others stand there with their reason', () =>
  inEnrolmentTime(f, machine, async ({ year, payBy }) => {
    const household = await machine.pull('med.cover', heWan);
    const covers = (household.body.data as { covers: { personId: string; because: string | null }[] }).covers;
    const body = application(machine, 'med.res.enrol', heWan, {
      year,
      people: covers.map((cover) => cover.personId),
      payChannel: 'wechat',
      mobile: '19900000105',
    });
    const taken = await submit(machine, body);
    expect(taken).toMatchObject({
      state: 'accepted',
      data: { people: '1', left: String(covers.length - 1), totalFen: String(residentPrices.elder) },
    });
    expect(taken.data.payBy).toBe(payBy);
    await until(machine, body.receiptNo, 'done');
    expect(await docOf(heWan)).toMatchObject({ medical: { residentYears: expect.arrayContaining([year]) } });
    // The pages promise it: nothing is in force before it is paid, and whoever hears only “done” does not pay.
    const [day, month] = [Number(payBy.slice(8)), Number(payBy.slice(5, 7))];
    expect(await f.sql`select text from dept_sms where receipt_no = ${body.receiptNo}`).toEqual([
      { text: expect.stringContaining(`缴费后生效，请在 ${payBy.slice(0, 4)}年${month}月${day}日前用微信缴费`) },
    ]);
    expect(await view(machine, body.receiptNo, heWan)).toMatchObject({ nextZh: expect.stringContaining('缴费') });
    const again = application(machine, 'med.res.enrol', heWan, { year, people: [] });
    expect(await submit(machine, again)).toMatchObject({ state: 'done', existingReceipt: body.receiptNo });
  }));

test('stopping, subsidy, endorsement, senior card and voucher each have their effect, or a reason', async () => {
  const today = cityDay(f.clock.wallMs());
  const endMonth = addMonths(today.slice(0, 7), 2);
  const stop = application(machine, 'med.res.stop', heWan, { reason: 'moved', effectiveMonth: endMonth });
  await submit(machine, stop);
  await until(machine, stop.receiptNo, 'done');
  // The page says that bills before that month are paid as ever: nobody is told meanwhile that there is no cover.
  expect(await docOf(heWan)).toMatchObject({ medical: { stopsFrom: endMonth } });
  const coverOn = async (day: string) => {
    const asked = { deps: { sql: f.sql }, person: await docOf(heWan), today: day } as unknown as PersonContext;
    return (await medCover(asked)).covers[0]?.kind;
  };
  expect([await coverOn(today), await coverOn(`${endMonth}-01`)]).toEqual(['resident', 'none']);

  await inEnrolmentTime(f, machine, async ({ year }) => {
    const { covers } = (await machine.pull('med.cover', heWan)).body.data as { covers: { personId: string }[] };
    const people = covers.map(({ personId }) => personId);
    // The enrolment that was ended is none that this one would repeat.
    const anew = application(machine, 'med.res.enrol', heWan, { year, people, payChannel: 'wechat' });
    expect(await submit(machine, anew)).toMatchObject({ state: 'accepted', data: { people: '1' } });
    await until(machine, anew.receiptNo, 'done');
  });
  expect((await docOf(heWan)).medical).not.toHaveProperty('stopsFrom');

  const subsidy = application(machine, 'job.skill.subsidy', liYun, { certificate: 'G44199200264' });
  expect(await submit(machine, subsidy)).toMatchObject({ state: 'accepted', data: { amountFen: '150000' } });
  await until(machine, subsidy.receiptNo, 'done');
  const claims = (await docOf(liYun)).skillClaims as { certNo: string }[];
  expect(claims.filter((claim) => claim.certNo === 'G44199200264')).toHaveLength(1);
  const old = application(machine, 'job.skill.subsidy', liYun, { certificate: 'G44199200265' });
  expect(await submit(machine, old)).toMatchObject({ state: 'refused', reason: 'tooOld' });

  const endorse = application(machine, 'id.resperm.endorse', chenZhe, { addressSame: 'yes' });
  await submit(machine, endorse);
  expect((await until(machine, endorse.receiptNo, 'done')).data.validTo).toMatch(/^20/);
  expect(await submit(machine, application(machine, 'id.resperm.endorse', linJie, {}))).toMatchObject({
    reason: 'outsideWindow',
  });

  const elder = application(machine, 'civil.elder.card', ouyang, { pickPlace: 'x' });
  expect(await submit(machine, elder)).toMatchObject({ state: 'accepted', data: { band: '60' } });
  expect(await submit(machine, application(machine, 'civil.elder.card', liYun, {}))).toMatchObject({
    reason: 'tooYoung',
  });

  const voucher = application(machine, 'med.maternity.confirm', liYun, { role: 'self', lmp: '2026-07-01', fetus: '1' });
  const settled = await submit(machine, voucher);
  expect(settled).toMatchObject({ state: 'done', data: { dueDate: '2027-04-07' } });
  expect(settled.data.voucher).toMatch(/^[2-9A-Z]{10}$/);
});

test('a spouse who is not here confirms first; nobody else can, and nothing is promised before', async () => {
  const body = application(machine, 'hlth.birth.reg', liYun, {
    order: '1',
    stage: 'pregnant',
    dueDate: '2027-04-07',
    motherStatus: 'first',
    result: 'e',
  });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSpouse', dueOn: null });
  const act = (person: object) =>
    call(machine, `cases/${body.receiptNo}/acts`, { person, act: 'confirmSpouse', answers: {} });
  expect((await act(linJie)).body).toMatchObject({ state: 'notYours' });
  expect(await view(machine, body.receiptNo, chenZhe)).toMatchObject({
    mine: true,
    level: 'detail',
    state: 'waitSpouse',
    // Withdrawing is refused to a spouse, so no machine offers it.
    may: ['print'],
  });
  expect((await act(chenZhe)).body).toMatchObject({ state: 'done' });
  expect((await until(machine, body.receiptNo, 'done')).data.registrationNo).toMatch(/^SY/);
  expect(await docOf(liYun)).toMatchObject({ birthRegistration: { receiptNo: body.receiptNo } });
});

test('for whom a case is, is told masked to whoever applied for somebody else, and only to a machine that asks: older ones know no such word', async () => {
  const own = application(machine, 'some.newItem', chenZhe, {});
  const body = { ...application(machine, 'some.newItem', liYun, {}), actor: own.actor };
  await submit(machine, body);
  const asked = { subject: 'yes' };
  expect(await view(machine, body.receiptNo, chenZhe, asked)).toMatchObject({
    mine: true,
    subject: { name: maskName(liYun.name), idLast4: liYun.idNumber.slice(-4) },
  });
  expect(await view(machine, body.receiptNo, liYun, asked)).toMatchObject({ mine: true, subject: null });
  for (const seen of [
    await view(machine, body.receiptNo, chenZhe),
    await view(machine, body.receiptNo, linJie, asked),
    await view(machine, body.receiptNo, null, asked),
  ]) {
    expect(seen).not.toBeNull();
    expect(seen).not.toHaveProperty('subject');
  }
  const list = async (params: Readonly<Record<string, string>>) => {
    const { body: reply } = await machine.pull('case.list', chenZhe, params);
    const { cases } = reply.data as { readonly cases: readonly CaseView[] };
    return cases.find(({ receiptNo }) => receiptNo === body.receiptNo);
  };
  expect(await list(asked)).toMatchObject({ subject: { idLast4: liYun.idNumber.slice(-4) } });
  expect(await list({})).not.toHaveProperty('subject');
});

test('offline without identification: nothing is accepted before somebody was asked', async () => {
  const send = async (mobile: string) => {
    const more = { offline: true, identityPending: true };
    const body = application(machine, 'med.res.change', linJie, { mobile }, more);
    await machine.batch([await machine.message(body, { itemId: body.itemId })]);
    await vi.waitFor(async () => {
      expect((await machine.caseState(body.receiptNo)).body).toMatchObject({
        state: 'delivered',
        data: { waiting: 'identity' },
      });
    }, 8000);
    return body.receiptNo;
  };
  const confirmed = await send('19900000065');
  const unknown = await send('19900000066');
  expect((await operator(f.hub.url, `cases/${confirmed}/decide`, { state: 'accepted' })).status).toBe(200);
  expect(await until(machine, confirmed, 'done')).toMatchObject({ data: { waiting: '' } });
  const said = await operator(f.hub.url, `cases/${unknown}/decide`, {
    state: 'refused',
    reason: 'identityNotConfirmed',
  });
  expect(said.status).toBe(200);
  expect(await until(machine, unknown, 'refused')).toMatchObject({ reason: 'identityNotConfirmed' });
  expect(await docOf(linJie)).toMatchObject({ record: { mobile: '19900000065' } });
});

test('what costs something is not taken in unpaid; a withdrawn case has no effect any more, its card is not made, its money goes back', async () => {
  const answers = { card: 'ss-0114-1', reason: 'info', fulfil: 'C' };
  const unpaid = application(machine, 'ss.card.replace', fangYuan, { ...answers, mobile: '19900000114' });
  expect(await submit(machine, unpaid)).toMatchObject({ state: 'refused', reason: 'notPaid' });
  // Whoever applied while the hub was away has left and hears of it in no other way.
  const sms = (await operator(f.hub.url, 'sms')).body as unknown as { receiptNo: string; text: string }[];
  expect(sms.filter(({ receiptNo }) => receiptNo === unpaid.receiptNo).map(({ text }) => text)).toEqual([
    expect.stringContaining('不予受理'),
  ]);
  const paying = { itemId: 'ss.card.replace', amountFen: 2000, person: fangYuan, answers };
  const orderId = String((await call(machine, 'orders', paying)).body.orderId);
  await operator(f.hub.url, `orders/${orderId}/pay`, { outcome: 'paid' });
  const body = application(machine, 'ss.card.replace', fangYuan, answers, { orderId });
  expect(await submit(machine, body)).toMatchObject({ state: 'accepted' });
  const mayNot = await call(machine, `cases/${body.receiptNo}/acts`, { person: liYun, act: 'withdraw', answers: {} });
  expect(mayNot.body).toMatchObject({ state: 'notYours' });
  const done = await call(machine, `cases/${body.receiptNo}/acts`, { person: fangYuan, act: 'withdraw', answers: {} });
  expect(done.body).toMatchObject({ state: 'done' });
  expect(await f.sql`select 1 from dept_ss_card where card_id = ${`card-${body.receiptNo}`}`).toHaveLength(0);
  await vi.waitFor(
    async () => expect(await f.sql`select 1 from case_task where receipt_no = ${body.receiptNo}`).toHaveLength(0),
    8000,
  );
  expect((await machine.caseState(body.receiptNo)).body.state).toBe('withdrawn');
  expect(await f.sql`select 1 from pay_refund where order_id = ${orderId} and reason = 'cancelled'`).toHaveLength(1);
});

test('what must be mended stops the clock; after the supplement it goes on', async () => {
  const body = application(machine, 'mended.newItem', liYun, { mobile: '19900000026' });
  expect(await submit(machine, body)).toMatchObject({ state: 'accepted' });
  expect(
    (await operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'needMore', reason: 'photoUnclear' })).status,
  ).toBe(200);
  // Its turn comes and passes meanwhile.
  await makeDue(f.sql, body.receiptNo);
  await vi.waitFor(
    async () => expect(await f.sql`select 1 from case_task where receipt_no = ${body.receiptNo}`).toHaveLength(0),
    10_000,
  );
  expect((await machine.caseState(body.receiptNo)).body).toMatchObject({ state: 'needMore', reason: 'photoUnclear' });
  expect((await view(machine, body.receiptNo, liYun))?.may).toContain('supplement');
  await call(machine, `cases/${body.receiptNo}/acts`, { person: liYun, act: 'supplement', answers: { photo: 'x' } });
  await until(machine, body.receiptNo, 'done');
});

test('with a receipt anybody sees how far it is, from any machine, and nothing else; a code by SMS opens it', async () => {
  const body = application(machine, 'other.newItem', fangYuan, { mobile: '19900000114' });
  await submit(machine, body);
  const other = await f.machine();
  const status = await view(other, body.receiptNo, null);
  expect(Compile(CaseView).Check(status)).toBe(true);
  expect(status).toMatchObject({ level: 'status', mine: false, matters: [], reason: null, may: [] });
  expect(status?.submittedOn).toBe(cityDay(f.clock.wallMs()));
  expect(await view(other, body.receiptNo, liYun)).toMatchObject({ level: 'status', mine: false });
  expect((await other.caseState(body.receiptNo)).status).toBe(404);
  const sent = await call(other, 'sms-codes', { person: null, mobile: '19900000114', purpose: 'progress' });
  const sms = (await operator(f.hub.url, 'sms')).body as unknown as { text: string }[];
  const code = /\d{6}/.exec(sms[0]?.text ?? '')?.[0] ?? '';
  const codeId = String(sent.body.codeId);
  expect(await view(other, body.receiptNo, null, { codeId })).toMatchObject({ level: 'status' });
  expect((await other.send('POST', other.path(`sms-codes/${codeId}/check`), { code })).body).toMatchObject({
    state: 'good',
  });
  expect(await view(other, body.receiptNo, null, { codeId })).toMatchObject({ level: 'detail', mine: false });
  const list = await other.pull('case.list', fangYuan);
  expect(JSON.stringify(list.body.data)).toContain(body.receiptNo);
});

test('a department that is away decides later, not never', async () => {
  await setFaults(f.hub.url, { delayMs: 0, outage: true });
  const body = application(machine, 'job.skill.subsidy', linJie, { certificate: 'G44199800641' });
  expect(await submit(machine, body)).toMatchObject({ state: 'refused', reason: 'months' });
  const report = application(machine, 'ss.card.loss', liYun, { action: 'report', card: 'ss-0026-2', reason: 'lost' });
  await machine.batch([await machine.message(report, { itemId: report.itemId })]);
  await until(machine, report.receiptNo, 'accepted');
  await setFaults(f.hub.url, { delayMs: 0, outage: false });
  await until(machine, report.receiptNo, 'done');
});

test('no name, number or mobile stands in a log or in a table outside the departments', async () => {
  const logs = f.logLines.join('');
  for (const text of [
    ...Object.values(people).flatMap(({ idNumber, name }) => [idNumber, name]),
    '19900000032',
    '19900000114',
  ]) {
    expect(logs).not.toContain(text);
    expect(await tablesWith(f.sql, text)).toEqual([]);
  }
});
