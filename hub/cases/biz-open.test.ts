import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AnswerValue } from '../../contract/envelope.ts';
import type { CaseState } from '../../contract/pulls/cases.ts';
import { cityDay, dueDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../city/reference.ts';
import { application, call, operator, people, submit, untilDecided, view } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, tablesWith } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const { liYun, chenZhe, fangYuan } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 3_600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});
/** The departments decide when a test waits for it, and not while it looks. */
const until = (one: TestMachine, receiptNo: string, state: CaseState) => untilDecided(f.sql, one, receiptNo, state);

const person = ({ idNumber, name }: { idNumber: string; name: string }) => ({ idNumber, name, by: 'typed' });
const answersFor = (core: string): Record<string, AnswerValue> => ({
  type: 'llc',
  nameRegion: 'district',
  district: '440106',
  nameCore: core,
  nameTrade: 'T01',
  nameForm: 'llc',
  shareholders: [
    { person: person(liYun), ratio: '6000' },
    { person: person(chenZhe), ratio: '4000' },
  ],
  legalRep: person(liYun),
  hasStaff: 'yes',
  openFund: 'no',
  pickup: 'centre',
  centre: 'hall-TH',
  mobile: '19900000026',
});

async function draftOf(
  core: string,
  answers = answersFor(core),
): Promise<{ readonly draftId: string; readonly version: number; readonly phone: string }> {
  const saved = await call(
    machine,
    'drafts/new',
    { itemId: 'biz.open', person: liYun, version: 0, section: 8, answers },
    'PUT',
  );
  const signers = saved.body.signers as { idLast4: string; phoneCode: string }[];
  const phone =
    signers
      .find((signer) => signer.idLast4 === '0150')
      ?.phoneCode.split('/')
      .at(-1) ?? '';
  return { draftId: String(saved.body.draftId), version: Number(saved.body.version), phone };
}

const department = (outage: boolean) => operator(f.hub.url, 'departments/gz.amr', { delayMs: 0, outage });
const digest = createHash('sha256').update('summary').digest('hex');
const sign = (draftId: string, version: number, who: object) =>
  call(machine, `drafts/${draftId}/signatures`, {
    person: who,
    method: 'face',
    version,
    digest,
    at: new Date().toISOString(),
  });

/** Signed by all. */
async function signedDraft(core: string, answers = answersFor(core)): Promise<string> {
  const { draftId, version, phone } = await draftOf(core, answers);
  await sign(draftId, version, liYun);
  await operator(f.hub.url, `signatures/${phone}`, {});
  return draftId;
}

test('a change after a signature voids it; nobody signs for somebody else, and nobody reads or writes a foreign draft', async () => {
  const { draftId, version, phone } = await draftOf('云帆');
  const signed = await sign(draftId, version, liYun);
  expect((signed.body.signers as { signed: boolean }[]).map((signer) => signer.signed)).toEqual([true, false]);
  expect((await sign(draftId, version, fangYuan)).body).toMatchObject({ state: 'notYours', answers: {} });
  const put = (who: object, version: number, answers: object) =>
    call(machine, `drafts/${draftId}`, { itemId: 'biz.open', person: who, version, section: 8, answers }, 'PUT');
  expect((await put(fangYuan, version, {})).body).toMatchObject({ state: 'notYours', answers: {}, signers: [] });
  const same = await put(liYun, version, answersFor('云帆'));
  expect(same.body).toMatchObject({ state: 'saved', version });
  expect((same.body.signers as { signed: boolean }[])[0]?.signed).toBe(true);
  const changed = await put(liYun, version, { ...answersFor('云帆'), capital: '100000' });
  expect(changed.body).toMatchObject({ state: 'saved', version: version + 1 });
  expect((changed.body.signers as { signed: boolean }[]).map((signer) => signer.signed)).toEqual([false, false]);
  // Whoever still has the old version in front of them cannot sign it, and cannot overwrite the new one.
  expect((await sign(draftId, version, liYun)).body).toMatchObject({ state: 'conflict' });
  expect((await put(liYun, version, {})).body).toMatchObject({ state: 'conflict', version: version + 1 });
  expect((await operator(f.hub.url, `signatures/${phone}`, {})).body).toEqual({ signed: 1, of: 2 });
  for (const text of [liYun.idNumber, liYun.name, '云帆']) expect(await tablesWith(f.sql, text)).toEqual([]);
});

test('a thirteenth person who has to sign is not left out in silence, and a name that no answer could hold is no signer', async () => {
  const save = (answers: object) =>
    call(machine, 'drafts/new', { itemId: 'biz.open', person: liYun, version: 0, section: 8, answers }, 'PUT');
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      person: { idNumber: `4401991992070${String(40150 + at)}`, name: '云', by: 'card' },
    }));
  expect((await save({ ...answersFor('众多'), shareholders: many(11) })).status).toBe(200);
  const tooMany = await save({ ...answersFor('众多'), shareholders: many(12) });
  expect(tooMany).toMatchObject({ status: 400, body: { detail: 'answers name more than 12 people who sign' } });
  for (const one of [
    { idNumber: '440199199107040150', name: '一'.repeat(201) },
    { idNumber: '4'.repeat(19), name: '云' },
  ]) {
    expect(await save({ ...answersFor('众多'), shareholders: [{ person: one }] })).toMatchObject({ status: 400 });
  }
});

test('72 hours without the last signature void the others, seven days end the draft', async () => {
  const { draftId, version } = await draftOf('星野');
  await sign(draftId, version, liYun);
  const get = () =>
    machine.send('GET', machine.path(`drafts/${draftId}`), null, { created: Math.floor(f.clock.wallMs() / 1000) });
  f.clock.shiftMs = 73 * 3_600_000;
  const after = await get();
  expect((after.body.signers as { signed: boolean }[])[0]?.signed).toBe(false);
  f.clock.shiftMs = 8 * 24 * 3_600_000;
  expect((await get()).body).toMatchObject({ state: 'expired', answers: {} });
  f.clock.shiftMs = 0;
});

test('not signed in 72 hours: the case expires, the entries are their owner’s again, and are signed and sent anew', async () => {
  const { draftId, version } = await draftOf('石门');
  await sign(draftId, version, liYun);
  const body = application(machine, 'biz.open', liYun, answersFor('石门'), { draftId });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  const listed = async () => {
    const { body: answer } = await machine.pull('biz.drafts', liYun);
    return answer.status === 'found'
      ? (answer.data as { drafts: { draftId: string }[] }).drafts.filter((one) => one.draftId === draftId)
      : [];
  };
  expect(await listed()).toEqual([]);
  await f.sql`update case_task set next_ms = 0 where receipt_no = ${body.receiptNo} and step = 'expire'`;
  await until(machine, body.receiptNo, 'expired');
  expect(await listed()).toMatchObject([{ draftId, state: 'draft', section: 8 }]);
  // Entries are called usable again to the one who may use them, and as long as they are there.
  const next = async (person: typeof liYun | typeof chenZhe) => (await view(machine, body.receiptNo, person))?.nextZh;
  expect(await next(liYun)).toMatch(/资料还在，可再次使用，最迟 20\d\d年/);
  expect(await next(chenZhe)).toBe('需要时可重新办理');
  await f.sql`update draft set until_ms = until_ms - ${30 * 86_400_000} where id = ${draftId}`;
  expect(await next(liYun)).toBe('需要时可重新办理');
  await f.sql`update draft set until_ms = until_ms + ${30 * 86_400_000} where id = ${draftId}`;
  const back = await call(
    machine,
    `drafts/${draftId}`,
    { itemId: 'biz.open', person: liYun, version, section: 8, answers: answersFor('石门') },
    'PUT',
  );
  expect(back.body).toMatchObject({ state: 'saved', version });
  expect((back.body.signers as { signed: boolean }[]).map((signer) => signer.signed)).toEqual([false, false]);
  await sign(draftId, version, liYun);
  const again = application(machine, 'biz.open', liYun, answersFor('石门'), { draftId });
  expect(await submit(machine, again)).toMatchObject({ state: 'waitSign' });
  // The last signature is for the application that waits, not for the one that expired.
  await sign(draftId, version, chenZhe);
  await until(machine, again.receiptNo, 'inProgress');
  expect((await machine.caseState(body.receiptNo)).body).toMatchObject({ state: 'expired' });
});

test('an application that was sent twice goes on with the last signature: the repetition is not the one that waits', async () => {
  const { draftId, version } = await draftOf('海珠');
  await sign(draftId, version, liYun);
  const body = application(machine, 'biz.open', liYun, answersFor('海珠'), { draftId });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  const again = application(machine, 'biz.open', liYun, answersFor('海珠'), { draftId });
  expect(await submit(machine, again)).toMatchObject({ state: 'done', existingReceipt: body.receiptNo });
  await sign(draftId, version, chenZhe);
  await until(machine, body.receiptNo, 'ready');
});

test('after 72 hours a signature counts for nothing, whether or not the case has been ended by its clock; a set that was whole stays whole', async () => {
  const created = () => ({ created: Math.floor(f.clock.wallMs() / 1000) });
  const { draftId, version, phone } = await draftOf('流溪');
  await sign(draftId, version, liYun);
  const body = application(machine, 'biz.open', liYun, answersFor('流溪'), { draftId });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  const whole = await signedDraft('从化');
  await f.sql`update case_task set next_ms = next_ms + ${365 * 86_400_000} where receipt_no = ${body.receiptNo}`;
  f.clock.shiftMs = 73 * 3_600_000;
  const late = { key: randomUUID(), person: chenZhe, method: 'face', version, digest, at: new Date().toISOString() };
  const path = machine.path(`drafts/${draftId}/signatures`);
  expect((await machine.send('POST', path, late, created())).body).toMatchObject({ state: 'expired', answers: {} });
  expect((await operator(f.hub.url, `signatures/${phone}`, {})).status).toBe(404);
  const kept = await machine.send('GET', machine.path(`drafts/${whole}`), null, created());
  expect((kept.body.signers as { signed: boolean }[]).map(({ signed }) => signed)).toEqual([true, true]);
  f.clock.shiftMs = 0;
  expect((await machine.caseState(body.receiptNo)).body).toMatchObject({ state: 'waitSign' });
  await f.sql`update draft set sign_until_ms = 1 where id = ${draftId}`;
  await f.sql`update case_task set next_ms = 0 where receipt_no = ${body.receiptNo}`;
  await f.sql`select pg_notify('yitiji', 'work')`;
  await until(machine, body.receiptNo, 'expired');
});

test('who is told that there are 72 hours to sign has them, however old the draft is', async () => {
  const { draftId, version, phone } = await draftOf('沙湾');
  await f.sql`update draft set until_ms = ${f.clock.wallMs() + 3_600_000} where id = ${draftId}`;
  const said = String((await sign(draftId, version, liYun)).body.until);
  f.clock.shiftMs = Date.parse(said) - f.clock.wallMs() - 60_000;
  expect((await operator(f.hub.url, `signatures/${phone}`, {})).body).toEqual({ signed: 2, of: 2 });
  f.clock.shiftMs = 0;
});

test('an application is never left waiting for signatures that nobody may give: it waits as long as it says', async () => {
  const { draftId, version } = await draftOf('增江');
  await sign(draftId, version, liYun);
  await f.sql`update draft set sign_until_ms = 1 where id = ${draftId}`;
  const body = application(machine, 'biz.open', liYun, answersFor('增江'), { draftId });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  const [ends] = await f.sql<{ is_same: boolean }[]>`select t.next_ms = d.sign_until_ms as is_same
    from case_task t, draft d where t.receipt_no = ${body.receiptNo} and t.step = 'expire' and d.id = ${draftId}`;
  expect(ends?.is_same).toBe(true);
  // What was signed too long before is void, and both may sign.
  for (const who of [liYun, chenZhe])
    expect((await sign(draftId, version, who)).body).toMatchObject({ state: 'saved' });
  await until(machine, body.receiptNo, 'inProgress');
});

test('a named signer sees what is to be signed, until it is; nobody else does, and may do nothing else with it', async () => {
  const summary = { 'zh-CN': [{ label: '字号', value: '流花' }], 'zh-HK': [], en: [] };
  const answers = answersFor('流花');
  const put = { itemId: 'biz.open', person: liYun, version: 0, section: 8, answers, summary };
  const saved = await call(machine, 'drafts/new', put, 'PUT');
  const draftId = String(saved.body.draftId);
  await sign(draftId, 1, liYun);
  const body = application(machine, 'biz.open', liYun, answers, { draftId });
  await submit(machine, body);
  const seen = await view(machine, body.receiptNo, chenZhe);
  expect(seen).toMatchObject({ mine: true, level: 'detail', may: ['sign'], signing: { draftId, version: 1, summary } });
  const { body: list } = await machine.pull('case.list', chenZhe);
  expect(JSON.stringify(list)).toContain(body.receiptNo);
  expect(await view(machine, body.receiptNo, fangYuan)).not.toHaveProperty('signing');
  expect((await view(machine, body.receiptNo, liYun))?.may).not.toContain('sign');
  const withdrawn = await call(machine, `cases/${body.receiptNo}/acts`, {
    person: chenZhe,
    act: 'withdraw',
    answers: {},
  });
  expect(withdrawn.body).toMatchObject({ state: 'notYours' });
  await sign(draftId, 1, chenZhe);
  expect(await view(machine, body.receiptNo, chenZhe)).not.toHaveProperty('signing');
  await until(machine, body.receiptNo, 'inProgress');
});

test('an automatic review that does not end in 30 s is an officer’s: the case says so, and the applicant gets a message', async () => {
  const draftId = await signedDraft('鹭江');
  await department(true);
  const body = application(machine, 'biz.open', liYun, answersFor('鹭江'), { draftId });
  const taken = await machine.batch([await machine.message(body, { itemId: body.itemId })]);
  expect(taken.body).toMatchObject({ verdicts: [{ verdict: 'accepted' }] });
  await vi.waitFor(async () => {
    const rows = await f.sql`select 1 from case_task where receipt_no = ${body.receiptNo} and step = 'manual'`;
    expect(rows).toHaveLength(1);
  }, 60_000);
  expect((await machine.caseState(body.receiptNo)).body).toMatchObject({
    state: 'accepted',
    data: { review: 'automatic' },
  });
  await f.sql`update case_task set next_ms = 0 where receipt_no = ${body.receiptNo} and step = 'manual'`;
  await vi.waitFor(
    async () => expect((await machine.caseState(body.receiptNo)).body).toMatchObject({ data: { review: 'manual' } }),
    60_000,
  );
  expect((await view(machine, body.receiptNo, liYun))?.nextZh).toContain('转人工审核');
  const { body: messages } = await operator(f.hub.url, 'sms');
  expect(JSON.stringify(messages)).toContain('转人工审核');
  await department(false);
  await until(machine, body.receiptNo, 'ready');
});

test('signed by all, the gate opens, the code is issued, and all matters run beside each other to the pick-up', async () => {
  const { draftId, version, phone } = await draftOf('远山');
  await sign(draftId, version, liYun);
  const body = application(machine, 'biz.open', liYun, answersFor('远山'), { draftId });
  expect(await submit(machine, body)).toMatchObject({ state: 'waitSign' });
  expect(await view(machine, body.receiptNo, liYun)).toMatchObject({ signers: { signed: 1, of: 2 } });
  expect((await operator(f.hub.url, `signatures/${phone}`, {})).body).toEqual({ signed: 2, of: 2 });
  await until(machine, body.receiptNo, 'inProgress');
  const ready = await until(machine, body.receiptNo, 'ready');
  expect(ready.data.uscc).toMatch(/^91440199MA9Y/);
  const tracker = await view(machine, body.receiptNo, liYun);
  expect(tracker).toMatchObject({ done: 5, of: 5, level: 'detail', submittedOn: cityDay(f.clock.wallMs()) });
  expect(tracker?.matters.map((matter) => [matter.matterId, matter.state])).toEqual([
    ['biz.open.licence', 'ready'],
    ['biz.open.seal', 'ready'],
    ['biz.open.tax', 'ready'],
    ['biz.open.employ', 'done'],
    ['biz.open.insure', 'done'],
  ]);
  expect(tracker?.matters[0]).toMatchObject({ daysUsed: 0, daysAllowed: 1, titleZh: '申请营业执照' });
  expect(await f.sql`select 1 from dept_company where core = '远山'`).toHaveLength(1);
  const taken = application(machine, 'biz.open', liYun, answersFor('远山'), { draftId: await signedDraft('远山') });
  expect(await submit(machine, taken)).toMatchObject({ state: 'refused', reason: 'nameTaken' });
});

test('what the courier brings is never told as to be collected', async () => {
  const answers = { ...answersFor('云溪'), pickup: 'courier' };
  const body = application(machine, 'biz.open', liYun, answers, { draftId: await signedDraft('云溪', answers) });
  await submit(machine, body);
  await until(machine, body.receiptNo, 'done');
  expect((await view(machine, body.receiptNo, liYun))?.matters[0]).toMatchObject({ state: 'done', pickup: '快递送达' });
  expect(await f.sql`select text from dept_sms where receipt_no = ${body.receiptNo}`).toEqual([
    { text: expect.stringContaining('由快递送达') },
  ]);
});

test('a refused gate ends its children; a refused child lets its siblings go on, and only it is mended', async () => {
  const unsigned = application(machine, 'biz.open', liYun, answersFor('北岸'));
  expect(await submit(machine, unsigned)).toMatchObject({ state: 'refused', reason: 'unsigned' });
  const photographed = { ...answersFor('北岸'), premisesPhoto: 'captured' };
  const closed = application(machine, 'biz.open', liYun, photographed, {
    draftId: await signedDraft('北岸', photographed),
    photos: { premisesPhoto: 'AAAA' },
  });
  await submit(machine, closed);
  expect(
    (
      await operator(f.hub.url, `cases/${closed.receiptNo}/decide`, {
        state: 'refused',
        reason: 'premises',
        matterId: 'biz.open.licence',
      })
    ).status,
  ).toBe(200);
  expect((await machine.caseState(closed.receiptNo)).body).toMatchObject({ state: 'refused', reason: 'premises' });
  expect(
    (await view(machine, closed.receiptNo, liYun))?.matters.slice(1).every((matter) => matter.state === 'withdrawn'),
  ).toBe(true);

  const body = application(machine, 'biz.open', liYun, answersFor('南岸'), { draftId: await signedDraft('南岸') });
  await submit(machine, body);
  for (const word of [
    { matterId: 'biz.open.licence', state: 'ready' },
    { matterId: 'biz.open.tax', state: 'refused', reason: 'payer' },
  ]) {
    expect((await operator(f.hub.url, `cases/${body.receiptNo}/decide`, word)).status).toBe(200);
  }
  await until(machine, body.receiptNo, 'ready');
  const partly = await view(machine, body.receiptNo, liYun);
  expect(partly?.matters.find((matter) => matter.matterId === 'biz.open.tax')).toMatchObject({
    state: 'refused',
    section: 'tax',
    reason: 'payer',
  });
  expect(partly?.may).toContain('supplement');
  const mended = await call(machine, `cases/${body.receiptNo}/acts`, {
    person: liYun,
    act: 'supplement',
    answers: { taxpayer: 'small' },
    section: 'tax',
  });
  expect(mended.body).toMatchObject({ state: 'done' });
  const mending = (mended.body.matters as { matterId: string; state: string }[]).filter(
    (matter) => matter.state === 'inProgress',
  );
  expect(mending.map((matter) => matter.matterId)).toEqual(['biz.open.tax']);
  await until(machine, body.receiptNo, 'ready');
  expect(await view(machine, body.receiptNo, liYun)).toMatchObject({ state: 'ready', done: 5 });
});

test('补正 of one part: only the matters that asked for it go on; a part that nobody asks for, or no longer, is not taken', async () => {
  await department(true);
  const body = application(machine, 'biz.open', liYun, answersFor('西岸'), { draftId: await signedDraft('西岸') });
  await submit(machine, body);
  const say = (matterId: string, word: object) =>
    operator(f.hub.url, `cases/${body.receiptNo}/decide`, { matterId: `biz.open.${matterId}`, ...word });
  await say('licence', { state: 'ready' });
  for (const matterId of ['tax', 'employ', 'insure']) await say(matterId, { state: 'needMore', reason: 'payer' });
  const states = async () => (await view(machine, body.receiptNo, liYun))?.matters.map(({ state }) => state);
  const act = async (answers: object, section: object) =>
    (await call(machine, `cases/${body.receiptNo}/acts`, { person: liYun, act: 'supplement', answers, ...section }))
      .body.state;
  const asked = ['ready', 'inProgress', 'needMore', 'needMore', 'needMore'];
  expect(await act({ seals: 'x' }, { section: 'seals' })).toBe('notAllowed');
  expect(await act({ seals: 'x' }, {})).toBe('notAllowed');
  expect(await states()).toEqual(asked);
  expect(await act({ headCount: '3' }, { section: 'staff' })).toBe('done');
  expect(await states()).toEqual(['ready', 'inProgress', 'needMore', 'inProgress', 'inProgress']);
  expect(await act({ headCount: '9' }, { section: 'staff' })).toBe('notAllowed');
  const [row] = await f.sql`select answers ->> 'headCount' as heads, answers ->> 'seals' as seals from dept_application
    where receipt_no = ${body.receiptNo}`;
  expect(row).toEqual({ heads: '3', seals: null });
  const shown = await view(machine, body.receiptNo, liYun);
  expect(shown).toMatchObject({ state: 'needMore', may: expect.arrayContaining(['supplement']) });
  const today = cityDay(f.clock.wallMs());
  expect(shown?.matters[2]).toMatchObject({ dueAt: dueDay(cityCalendar, today, 15), settledAt: null });
  expect(shown?.matters[3]).toMatchObject({ dueAt: dueDay(cityCalendar, today, 1), reason: null, section: null });
  expect(shown?.matters[0]).toMatchObject({ settledAt: today, documentZh: '营业执照' });
  await department(false);
});

test('what was changed after signing is refused, also when something is left out or the draft is nobody’s; the order of keys is no change', async () => {
  const send = async (answers: Record<string, AnswerValue>, draftId: string) =>
    await submit(machine, application(machine, 'biz.open', liYun, answers, { draftId }));
  const signed = await signedDraft('东湖');
  const other = { ...answersFor('东湖'), shareholders: [{ person: person(liYun), ratio: '10000' }] };
  expect(await send(other, signed)).toMatchObject({ state: 'refused', reason: 'changedAfterSigning' });
  const { openFund: _left, ...less } = answersFor('东湖');
  expect(await send(less, signed)).toMatchObject({ state: 'refused', reason: 'changedAfterSigning' });
  expect(await send(answersFor('东湖'), 'draft-that-never-was')).toMatchObject({ reason: 'unsigned' });
  const reordered = Object.fromEntries(Object.entries({ ...answersFor('东湖'), draft: signed }).reverse());
  const taken = await send(reordered, signed);
  expect(taken.reason).toBeNull();
  await until(machine, taken.receiptNo, 'ready');
});

test('the registered name is the one that the check showed, for every region and form', async () => {
  const shown = async (params: Record<string, string>) =>
    ((await machine.pull('amr.nameCheck', liYun, params)).body.data as { fullName: string }).fullName;
  const parts = { trade: 'T01', form: 'llc', region: 'district', district: '440106' };
  expect(await shown({ ...parts, core: '西湖' })).toMatch(/^广州市天河区西湖科技有限责任公司$/);
  for (const [core, region, form] of [
    ['西湖', 'district', 'llc'],
    ['南湖', 'city', 'ltd'],
    ['北湖', 'cityFull', 'llc'],
  ] as const) {
    const { district: _gone, ...rest } = answersFor(core);
    const where = region === 'district' ? answersFor(core) : rest;
    const answers: Record<string, AnswerValue> = { ...where, nameRegion: region, nameForm: form };
    const body = application(machine, 'biz.open', liYun, answers, { draftId: await signedDraft(core, answers) });
    await submit(machine, body);
    await until(machine, body.receiptNo, 'ready');
    const [company] = await f.sql<{ name_zh: string }[]>`select name_zh from dept_company where core = ${core}`;
    expect(company?.name_zh).toBe(
      await shown({ ...parts, core: '未用', region, form }).then((name) => name.replace('未用', core)),
    );
  }
});

test('project approvals of the city are there to look at, with the person or without', async () => {
  const { body } = await machine.pull('case.detail', null, { caseNo: 'GZ2026XM000102' });
  expect(body).toMatchObject({
    status: 'found',
    data: { case: { state: 'needMore', level: 'status', of: 3, done: 1 } },
  });
  const mine = await machine.pull('case.detail', fangYuan, { caseNo: 'GZ2026XM000102' });
  expect(mine.body).toMatchObject({
    data: { case: { mine: true, matters: [{ state: 'done' }, { reason: 'drawingMissing' }, { state: 'waiting' }] } },
  });
});
