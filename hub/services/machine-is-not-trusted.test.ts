import { randomUUID } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DocumentReply, OrderReply } from '../../contract/hub-services.ts';
import type { CaseState } from '../../contract/pulls/cases.ts';
import { readPrivateKey } from '../../contract/signing.ts';
import { addDays, cityDay } from '../../contract/working-days.ts';
import { tidy } from '../housekeeping.ts';
import {
  application,
  call,
  inEnrolmentTime,
  operator,
  people,
  submit,
  type TestPerson,
  untilDecided,
  view,
} from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const { liYun, chenZhe, fangYuan, heWan, linJie, ouyang, wangYi } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 3_600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

const message = async (topic: 'act.document' | 'act.print', body: object) => {
  const sealed = await machine.message(body, { receiptNo: null, orderKey: randomUUID() }, topic);
  await machine.batch([sealed]);
  await vi.waitFor(async () => {
    const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${sealed.id}`;
    expect(row?.state).toBe('applied');
  }, 10_000);
  return sealed;
};
const keepHouse = () =>
  tidy({ sql: f.sql, clock: f.clock, log: () => undefined } as unknown as Parameters<typeof tidy>[0]);
/** The departments decide when a test waits for it, and not while it looks. */
const until = (one: TestMachine, receiptNo: string, state: CaseState) => untilDecided(f.sql, one, receiptNo, state);

describe('fees', () => {
  const open = async (person: object, amountFen: number, answers?: object, itemId = 'ss.card.replace') =>
    (await call(machine, 'orders', { itemId, amountFen, person, ...(answers === undefined ? {} : { answers }) }))
      .body as OrderReply;

  test('a machine that asks for another amount opens no order; a free reason and a free item have none', async () => {
    const wrong = await open(liYun, 1, { reason: 'lost' });
    expect(Compile(OrderReply).Check(wrong)).toBe(true);
    expect(wrong).toMatchObject({ state: 'refused', reason: 'wrongAmount', amountFen: 2000, orderId: '', payCode: '' });
    expect(await open(liYun, 4000)).toMatchObject({ state: 'refused', reason: 'wrongAmount' });
    for (const reason of ['photo', 'expired'])
      expect(await open(liYun, 2000, { reason })).toMatchObject({ state: 'refused', reason: 'free', amountFen: 0 });
    expect(await open(liYun, 500, {}, 'ss.card.query')).toMatchObject({ state: 'refused', reason: 'free' });
    expect(await f.sql`select 1 from pay_order`).toHaveLength(0);
    expect(await open(liYun, 2000, { reason: 'info' })).toMatchObject({ state: 'pending', amountFen: 2000 });
    expect(await open(fangYuan, 2000)).toMatchObject({ state: 'pending' });
  });

  test('a card that broke in its first year is free, an older one is not, whichever is the newest', async () => {
    const [first, second] = await f.sql<{ card_id: string }[]>`
      select card_id from dept_ss_card where id_number = ${liYun.idNumber} order by card_id`;
    const today = cityDay(f.clock.wallMs());
    await f.sql`update dept_ss_card set issued = ${addDays(today, -30)} where card_id = ${first?.card_id ?? ''}`;
    await f.sql`update dept_ss_card set issued = '2015-01-01' where card_id = ${second?.card_id ?? ''}`;
    const broken = (card: unknown) => ({ reason: 'damaged', card });
    expect(await open(liYun, 2000, broken(first?.card_id))).toMatchObject({ state: 'refused', reason: 'free' });
    expect(await open(liYun, 2000, broken(second?.card_id))).toMatchObject({ state: 'pending' });
    // A card of somebody else makes nothing free.
    expect(await open(chenZhe, 2000, broken(first?.card_id))).toMatchObject({ state: 'pending' });
  });
});

describe('documents', () => {
  const ask = async (document: string, person: object, answers: object, preview = false) =>
    (await call(machine, 'documents', { document, itemId: document, person, answers, preview })).body as DocumentReply;
  const stateOf = async (code: string) =>
    ((await (await fetch(`${f.hub.url}/v1/verify/${code}`)).json()) as { state: string }).state;
  const said = (documentId: string, outcome: string, pagesOut: number | null, pages: number) =>
    message('act.document', { format: 'yitiji-document/1', actId: 'a', documentId, outcome, pagesOut, pages });

  test('an answer that never reached the machine leaves no valid code; a print that is told of late makes its code good again', async () => {
    const lost = await ask('cert.ss.insured', liYun, { purpose: 'loan' });
    const late = await ask('cert.ss.insured', liYun, { purpose: 'school' });
    const cut = await ask('cert.ss.insured', liYun, { purpose: 'house' });
    await said(cut.documentId, 'notDone', 0, cut.pages);
    f.clock.shiftMs = 9 * 60_000;
    await keepHouse();
    expect(await stateOf(lost.verifyCode)).toBe('valid');
    f.clock.shiftMs = 11 * 60_000;
    await keepHouse();
    f.clock.shiftMs = 0;
    for (const { verifyCode } of [lost, late, cut]) expect(await stateOf(verifyCode)).toBe('void');
    await said(late.documentId, 'done', late.pages, late.pages);
    await said(cut.documentId, 'done', cut.pages, cut.pages);
    expect(await stateOf(late.verifyCode)).toBe('valid');
    expect(await stateOf(lost.verifyCode)).toBe('void');
    expect(await stateOf(cut.verifyCode)).toBe('void');
    expect(await f.sql`select 1 from document where source is not null`).toHaveLength(0);
  });

  test('property: each is counted once, and the family that agreed is asked, by the names that belong to the numbers', async () => {
    const result = async (person: TestPerson, answers: object) => {
      const reply = await ask('prop.search', person, answers);
      const [row] = await f.sql<{ source: Buffer }[]>`select source from document where id = ${reply.documentId}`;
      const [key] = await f.sql<{ pages: number }[]>`select pages from document where id = ${reply.documentId}`;
      expect(row?.source.length).toBeGreaterThan(0);
      expect(key?.pages).toBe(reply.pages);
      return JSON.stringify((await ask('prop.search', person, answers, true)).preview);
    };
    const who = ({ idNumber, name }: TestPerson) => ({ idNumber, name, by: 'card' });
    const row = (member: TestPerson, agree = 'yes') => ({ who: who(member), relation: 'spouse', agree });
    const masked = await result(liYun, { area: 'gz', withFamily: 'yes', family: [row(chenZhe)] });
    expect(masked).toContain('、');
    for (const family of [[], [row(chenZhe, 'no')], [row(ouyang)], [row({ ...chenZhe, name: '别人' })]])
      expect(await result(liYun, { area: 'gz', withFamily: 'yes', family })).not.toContain('、');
    expect(await result(liYun, { area: 'gz', withFamily: 'no', family: [row(chenZhe)] })).not.toContain('、');
  });
});

describe('progress by the last digits of a number', () => {
  const ask = (receiptNo: string, last4: string, by = machine) =>
    call(by, 'sms-codes', { person: null, mobile: null, purpose: 'progress', receiptNo, last4 });
  /** Those with a code, newest first: what the departments write of a case goes its own way and time. */
  const messages = async () => {
    const all = (await operator(f.hub.url, 'sms')).body as unknown as { mobile: string; text: string }[];
    return all.filter(({ text }) => text.includes('验证码'));
  };

  test('without a person: the right digits get a code that opens the case; wrong digits and wrong receipts get the same answer and no message', async () => {
    const body = application(machine, 'progress.item', fangYuan, { mobile: '19900000114' });
    await submit(machine, body);
    const other = application(machine, 'progress.item', linJie, { mobile: '19900000064' });
    await submit(machine, other);
    const unknown = application(machine, 'progress.item', linJie, {});
    const count = (await messages()).length;
    const wrong = await ask(other.receiptNo, '0114');
    const nobody = await ask(unknown.receiptNo, '0114');
    expect((await messages()).length).toBe(count);
    const right = await ask(body.receiptNo, '0114');
    const shape = ({ body, status }: typeof right) => ({ ...body, status, codeId: String(body.codeId).length });
    expect(shape(wrong)).toEqual(shape(right));
    expect(shape(nobody)).toEqual(shape(right));
    expect(right.body).toMatchObject({ state: 'sent', to: '*******0114', waitS: 60 });
    const [newest] = await messages();
    expect(newest?.mobile).toBe('19900000114');
    const code = /\d{6}/.exec(newest?.text ?? '')?.[0] ?? '';
    const check = (codeId: unknown, value: string) =>
      machine.send('POST', machine.path(`sms-codes/${String(codeId)}/check`), { code: value });
    expect((await check(wrong.body.codeId, code)).body).toEqual({ state: 'wrong', triesLeft: 2 });
    expect((await check(right.body.codeId, code)).body).toMatchObject({ state: 'good' });
    const codeId = String(right.body.codeId);
    expect(await view(machine, body.receiptNo, null, { codeId })).toMatchObject({ level: 'detail', mine: false });
    expect(await view(machine, other.receiptNo, null, { codeId })).toMatchObject({ level: 'status' });
  });

  test('endings cannot be tried out: once a minute and five times a day for one receipt, from whatever machine, right or wrong', async () => {
    const body = application(machine, 'progress.item', heWan, { mobile: '19900000105' });
    await submit(machine, body);
    const second = await f.machine();
    expect((await ask(body.receiptNo, '1111')).body).toMatchObject({ state: 'sent' });
    expect((await ask(body.receiptNo, '0105', second)).body).toMatchObject({ state: 'tooSoon', codeId: '', waitS: 60 });
    const sends: unknown[] = [];
    for (let minute = 1; minute <= 5; minute += 1) {
      f.clock.shiftMs = minute * 61_000;
      const at = { created: Math.floor(f.clock.wallMs() / 1000) };
      const asked = { key: randomUUID(), person: null, mobile: null, purpose: 'progress', receiptNo: body.receiptNo };
      sends.push((await machine.send('POST', machine.path('sms-codes'), { ...asked, last4: '0105' }, at)).body.state);
    }
    f.clock.shiftMs = 0;
    expect(sends).toEqual(['sent', 'sent', 'sent', 'sent', 'tooSoon']);
  });

  test('junk for a receipt gets the same answer, not an error', async () => {
    for (const receiptNo of ['', 'x\0y', '\ud800', 'TH9999-999999-9999-9'])
      expect((await ask(receiptNo, '0000')).status).toBeLessThan(500);
  });
});

test('a receipt’s code is known by the key of its machine, wherever it is shown; a forged one leads to no case', async () => {
  const body = application(machine, 'code.item', fangYuan, {});
  await submit(machine, body);
  const other = await f.machine();
  const code = (state: string, by = machine) => {
    const text = `YTJ1:${body.receiptNo}:code.item:${state}`;
    const signature = Buffer.from(readPrivateKey(by.signing.privateKey).sign(text), 'base64').toString('base64url');
    return `${text}:${signature}`;
  };
  const ask = async (qr: string, receiptNo = body.receiptNo) =>
    (await other.pull('case.detail', null, { receiptNo, qr })).body.status;
  expect(await ask(code('accepted'))).toBe('found');
  expect(await ask(code('accepted', other))).toBe('denied');
  expect(await ask(code('accepted').replace(':accepted:', ':done:'))).toBe('denied');
  // A slip that another machine has printed names that one.
  const printedBy = (kiosk: string, by = other) => code(`ready:${kiosk}`, by);
  expect(await ask(printedBy(other.claimed.kiosk))).toBe('found');
  expect(await ask(printedBy(machine.claimed.kiosk))).toBe('denied');
  expect(await ask(printedBy(other.claimed.kiosk, machine))).toBe('denied');
  expect(await ask(printedBy('ZC9999'))).toBe('denied');
  expect(await ask(code('accepted'), 'TH9999-261127-0001-0')).toBe('denied');
  // Where a case is asked for by the number of a joint application, its code is looked at, too.
  const joint = async (qr: string, caseNo: string) =>
    (await other.pull('case.detail', null, { caseNo, qr })).body.status;
  expect(await joint(code('accepted'), body.receiptNo)).toBe('found');
  expect(await joint(code('accepted', other), body.receiptNo)).toBe('denied');
  const slip = (by: string, signer = other) => {
    const text = `YTJ1:GZ2026XM000103:joint.track:ready${by}`;
    const signature = Buffer.from(readPrivateKey(signer.signing.privateKey).sign(text), 'base64').toString('base64url');
    return joint(`${text}:${signature}`, 'GZ2026XM000103');
  };
  expect(await slip(`:${other.claimed.kiosk}`)).not.toBe('denied');
  expect(await slip(`:${other.claimed.kiosk}`, machine)).toBe('denied');
  expect(await slip('')).toBe('denied');
  for (const junk of ['', 'YTJ1:', `${code('accepted')}=`]) expect(await ask(junk)).toBe('denied');
});

test('a slip that belongs to no case is taken and kept without a number; one that names another case inside than outside is not', async () => {
  const slip = { format: 'yitiji-print/1', actId: 'slip-1', receiptNo: '', outcome: 'done', copy: 1 };
  const sealed = await message('act.print', slip);
  const [row] = await f.sql`select receipt_no, outcome from act_print where message_id = ${sealed.id}`;
  expect(row).toEqual({ receipt_no: null, outcome: 'done' });
  const body = { ...slip, receiptNo: 'TH0001-261127-0001-0' };
  const odd = await machine.message(body, { receiptNo: null, orderKey: randomUUID() }, 'act.print');
  await machine.batch([odd]);
  await vi.waitFor(async () => {
    const [stored] = await f.sql<{ state: string }[]>`select state from ingest where id = ${odd.id}`;
    expect(stored?.state).toBe('unreadable');
  }, 10_000);
  expect(await f.sql`select 1 from act_print where message_id = ${odd.id}`).toHaveLength(0);
});

test('what was ready is done only once it was collected: the card is then the holder’s, and it is not collected twice', async () => {
  const body = application(machine, 'ss.card.apply', wangYi, { bank: 'DEMO1', pickPlace: 'hall-TH' });
  await submit(machine, body);
  const collect = () => operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'collected' });
  expect((await collect()).status).toBe(400);
  await until(machine, body.receiptNo, 'ready');
  const cardId = `card-${body.receiptNo}`;
  const card = async () =>
    (await f.sql<{ state: string }[]>`select state from dept_ss_card where card_id = ${cardId}`)[0];
  expect((await card())?.state).toBe('inProduction');
  expect(await collect()).toMatchObject({ status: 200, body: { state: 'done' } });
  expect((await card())?.state).toBe('inactive');
  expect((await collect()).status).toBe(400);
  expect(await view(machine, body.receiptNo, wangYi)).toMatchObject({ state: 'done' });
  // Nothing is under way any more: whoever loses the new card can replace it.
  expect((await machine.pull('hrss.cards', wangYi)).body).toMatchObject({ data: { pendingReceipt: null } });
});

test('an application that names no day, no bank, no item of ours or that goes on for pages is decided, not tried for ever', async () => {
  const decided = async (itemId: string, person: TestPerson, answers: Parameters<typeof application>[3]) => {
    const body = application(machine, itemId, person, answers);
    await submit(machine, body);
    await vi.waitFor(async () => {
      const work =
        await f.sql`select 1 from work w join ingest i on i.id = w.message_id where i.receipt_no = ${body.receiptNo}`;
      expect(work).toHaveLength(0);
    }, 10_000);
    return body.receiptNo;
  };
  const noDay = await decided('med.maternity.confirm', liYun, {
    role: 'self',
    lmp: 'last week',
    dueDate: '2026-13-01',
  });
  expect(await view(machine, noDay, liYun)).toMatchObject({ state: 'done' });
  await decided('constructor', liYun, {});
  // Three times what an entry of an index may be long, and nothing in it repeats.
  const street = Array.from({ length: 2000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
  const change = await decided('med.res.change', liYun, { address: street, bank: 'NOBANK' });
  await until(machine, change, 'done');
  expect((await machine.pull('med.record', liYun)).body).toMatchObject({
    status: 'found',
    data: { bank: { code: 'DEMO1' } },
  });
});

test('people in rows are enrolled, each by a name that fits; ids of another household are nobody', () =>
  inEnrolmentTime(f, machine, async ({ year }) => {
    const household = (await machine.pull('med.cover', heWan)).body.data as { covers: { personId: string }[] };
    const rows = (...named: readonly TestPerson[]) =>
      named.map(({ idNumber, name }) => ({ person: { idNumber, name, by: 'typed' }, category: 'elder' }));
    const enrol = async (actor: TestPerson, answers: Parameters<typeof application>[3]) =>
      await submit(machine, application(machine, 'med.res.enrol', actor, { year, payChannel: 'wechat', ...answers }));
    const foreign = await enrol(fangYuan, { people: household.covers.map((one) => one.personId) });
    expect(foreign).toMatchObject({ state: 'refused', reason: 'personUnknown' });
    const misnamed = await enrol(liYun, { persons: rows({ ...heWan, name: '别人' }) });
    expect(misnamed).toMatchObject({ state: 'refused', reason: 'personUnknown' });
    const typed = await enrol(liYun, { persons: rows(heWan) });
    expect(typed).toMatchObject({ state: 'accepted', data: { people: '1', left: '0' } });
  }));
