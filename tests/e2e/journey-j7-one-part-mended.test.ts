import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cityDay, dueDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../../hub/city/reference.ts';
import { application, call, people } from '../../hub/testing/case-kit.ts';
import type { TestMachine } from '../../hub/testing/machine.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * J7 with the table of a joint application (docs/domain/journeys.md §5, catalogue.md §4.2 rule 4): what each matter needs and until when, 补正 of one part that
 * leaves the others alone, and every state that a matter can have. The companies are founded at another machine, departments move only by an operator's word.
 */
let j: Journey;
let elsewhere: TestMachine;
beforeAll(async () => {
  j = await startJourney({ name: 'J7-matters', code: 'TH0117', decisionDelayMs: null });
  elsewhere = await j.hub.secondMachine('PY0003');
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const { fangYuan } = people;
const today = cityDay(Date.now());
/** As a page says it: 2026年11月23日. */
const said = (day: string) => {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${year}年${Number(month)}月${Number(date)}日`;
};
const mine = (receiptNo: string): Plan => ({ card: 'fang-yuan', choose: { by: 'id', case: receiptNo } });
/** The part about invoices once more; who buys them lays down the own card. */
const taxPart = (receiptNo: string): Plan => ({
  ...mine(receiptNo),
  cards: { 'D2-buyer-tap': ['fang-yuan'] },
  choose: { taxpayer: 'general' },
});
const person = { ...fangYuan, by: 'typed' };

/** A company of six matters, founded by `fang-yuan` alone; the officer reads it, so that nothing goes on by itself. */
async function founded(core: string): Promise<string> {
  const answers = {
    type: 'llcSole',
    nameRegion: 'district',
    district: '440106',
    nameCore: core,
    nameTrade: 'T01',
    nameForm: 'llc',
    shareholders: [{ person, ratio: '10000' }],
    legalRep: person,
    legalRepMobile: '19900000114',
    premisesPhoto: 'captured',
    taxpayer: 'small',
    hasStaff: 'yes',
    headCount: '2',
    openFund: 'yes',
    pickup: 'centre',
    centre: 'hall-TH',
  };
  const body = application(elsewhere, 'biz.open', fangYuan, answers, { photos: { premisesPhoto: 'AAAA' } });
  await elsewhere.batch([await elsewhere.message(body, { itemId: body.itemId })]);
  await j.truth('accepted', async () => (await j.caseState(body.receiptNo)) === 'accepted');
  return body.receiptNo;
}
const decide = (receiptNo: string, matterId: string, state: string, reason?: string) =>
  j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, {
    state,
    matterId: `biz.open.${matterId}`,
    ...(reason === undefined ? {} : { reason }),
  });
/** What the hub holds of each matter, without its dates. */
const matters = async (receiptNo: string) =>
  Object.fromEntries(
    (
      await j.sql<{ id: string; state: string; started: boolean }[]>`
        select replace(matter_id, 'biz.open.', '') as id, state, started_ms is not null as started
        from case_matter where receipt_no = ${receiptNo} order by position`
    ).map(({ id, state }) => [id, state]),
  );
/** The rows as they are kept, to see that nothing of them was touched. */
const rows = (receiptNo: string, without: string) =>
  j.sql`select * from case_matter where receipt_no = ${receiptNo} and matter_id <> ${`biz.open.${without}`} order by position`;
const answersOf = async (receiptNo: string) =>
  (
    await j.sql<
      { answers: Record<string, unknown> }[]
    >`select answers from dept_application where receipt_no = ${receiptNo}`
  )[0]?.answers;
/** The table on the page: state, what is needed or handed out, and the date. */
const table = async () =>
  Object.fromEntries(
    (await j.now()).screen.blocks
      .flatMap((block) => (block.type === 'lanes' ? block.lanes : []))
      .map(({ id, state, note, date }) => [
        id.replace('biz.open.', ''),
        [state.text, note?.text ?? '', date?.text ?? ''],
      ]),
  );
async function tracked(receiptNo: string) {
  const seen = await j.visit('u.progress', mine(receiptNo), { until: (page) => page === 'U1-detail' });
  await j.picture();
  return seen;
}

describe('J7: the table of matters', () => {
  it('waiting, in progress, 待补正, ready, done and refused: each with its date, what it needs or what it hands out; on the page as at the hub', async () => {
    j.branch('states');
    const receiptNo = await founded('云岫一');
    const mendBy = said(dueDay(cityCalendar, today, 15));
    const promised = `最迟 ${said(dueDay(cityCalendar, today, 1))}`;
    await tracked(receiptNo);
    const waits = ['等待开始', '', ''];
    expect(await table()).toEqual({
      licence: ['办理中', '', promised],
      ...{ seal: waits, tax: waits, employ: waits, insure: waits, hpf: waits },
    });
    await leave(j.kiosk);
    await decide(receiptNo, 'licence', 'ready');
    await decide(receiptNo, 'seal', 'ready');
    await decide(receiptNo, 'tax', 'needMore', 'payer');
    await decide(receiptNo, 'employ', 'done');
    await decide(receiptNo, 'insure', 'refused', 'other');
    const seen = await tracked(receiptNo);
    expect(seen.said('U1-detail')).toContain('待补正');
    const place = (await table()).licence?.[1]?.replace('营业执照 · ', '') ?? '';
    expect(place).toContain('一窗通取专窗');
    expect(await table()).toEqual({
      licence: ['可领取', `营业执照 · ${place}`, `${said(today)}办好`],
      // Where several things wait at one place, the place is said once.
      seal: ['可领取', '印章', `${said(today)}办好`],
      tax: ['待补正', '纳税人类型与登记信息不符', `请在 ${mendBy}前补正`],
      employ: ['已办结', '', `${said(today)}办结`],
      insure: ['不予受理', '请向部门查询', `${said(today)}决定`],
      hpf: ['办理中', '', promised],
    });
    expect(await matters(receiptNo)).toEqual({
      ...{ licence: 'ready', seal: 'ready', tax: 'needMore', employ: 'done', insure: 'refused', hpf: 'inProgress' },
    });
  });

  it('withdrawn and expired: each matter says so with the day', async () => {
    j.branch('ended');
    const withdrawn = await founded('云岫二');
    await tracked(withdrawn);
    await j.press('withdraw');
    await j.press('act');
    await j.on(mine(withdrawn), { until: (page) => page === 'F2-withdraw' });
    await leave(j.kiosk);
    await tracked(withdrawn);
    const states = async () => [...new Set(Object.values(await table()).map((row) => row.join(' ')))];
    expect(await states()).toEqual([`已撤回  ${said(today)}撤回`]);
    expect(await j.offered()).not.toContain('withdraw');
    await leave(j.kiosk);
    const expired = await founded('云岫三');
    await j.hub.operator(`/v1/operator/cases/${expired}/decide`, { state: 'expired' });
    const seen = await tracked(expired);
    expect(seen.said('U1-detail')).toContain('已过期');
    expect(await states()).toEqual([`已过期  ${said(today)}过期`]);
  });
});

describe('J7: 补正 of one part', () => {
  it('opens that part and no other page of the form; only its matter goes on, the others are as they were; given once, it is asked for no more', async () => {
    j.branch('one-part');
    const receiptNo = await founded('云岫四');
    await decide(receiptNo, 'licence', 'ready');
    await decide(receiptNo, 'tax', 'needMore', 'payer');
    await decide(receiptNo, 'hpf', 'needMore', 'fundRatio');
    const [before, others] = [await answersOf(receiptNo), await rows(receiptNo, 'tax')];
    const detail = await tracked(receiptNo);
    await j.press('mend');
    const plan = taxPart(receiptNo);
    const mended = await j.on(plan, { until: (page) => page === 'E1-mend', memory: detail.memory });
    await j.picture();
    const form = mended.pages.filter((page) => /\/(B1|B2|T1|D2|E2|F1|F2|E1$)/.test(page));
    expect(
      form.every((page) => /D2-(taxpayer|invoiceKind|monthlyQty|buyer|ukey)/.test(page)),
      form.join(' '),
    ).toBe(true);
    expect(form).toContain('biz.open/D2-taxpayer');
    // Nothing has gone out before the button of this page.
    expect(await answersOf(receiptNo)).toEqual(before);
    await j.press('act');
    await j.shows(({ screen }) => screen.name === 'biz.open/F2-supplement');
    expect(await j.kiosk.text()).toContain('还有 1 部分待补正');
    await j.picture();
    const after = (await answersOf(receiptNo)) ?? {};
    const changed = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before?.[key]));
    expect(changed).toContain('taxpayer');
    expect(after.taxpayer).toBe('general');
    expect(changed.every((key) => ['taxpayer', 'invoiceKind', 'monthlyQty', 'buyer', 'ukey'].includes(key))).toBe(true);
    expect((await matters(receiptNo)).tax).toBe('inProgress');
    expect(await rows(receiptNo, 'tax')).toEqual(others);
    await leave(j.kiosk);
    // The page asks for the other part now, and no more for this one.
    await tracked(receiptNo);
    expect((await table()).tax?.[0]).toBe('办理中');
    expect((await table()).hpf?.[0]).toBe('待补正');
    await leave(j.kiosk);
    const again = { person: fangYuan, act: 'supplement', answers: { taxpayer: 'small' }, section: 'tax' };
    expect((await call(elsewhere, `cases/${receiptNo}/acts`, again)).body).toMatchObject({ state: 'notAllowed' });
    expect((await answersOf(receiptNo))?.taxpayer).toBe('general');
  });

  it('handed in elsewhere while the page stands here: the second one is not taken, and the page says so', async () => {
    j.branch('twice');
    const receiptNo = await founded('云岫五');
    await decide(receiptNo, 'licence', 'ready');
    await decide(receiptNo, 'tax', 'needMore', 'payer');
    const detail = await tracked(receiptNo);
    await j.press('mend');
    const plan = taxPart(receiptNo);
    await j.on(plan, { until: (page) => page === 'E1-mend', memory: detail.memory });
    const first = { person: fangYuan, act: 'supplement', answers: { taxpayer: 'small' }, section: 'tax' };
    expect((await call(elsewhere, `cases/${receiptNo}/acts`, first)).body).toMatchObject({ state: 'done' });
    const others = await rows(receiptNo, '');
    await j.press('act');
    await j.shows(({ screen }) => screen.name === 'biz.open/N1-supplement');
    await j.picture();
    expect(await j.kiosk.text()).toContain('没有办成');
    expect(await j.kiosk.text()).toContain('可能已在别处补过');
    expect(await j.kiosk.text()).not.toContain('补正已提交');
    expect((await answersOf(receiptNo))?.taxpayer).toBe('small');
    expect(await rows(receiptNo, '')).toEqual(others);
    await leave(j.kiosk);
    await tracked(receiptNo);
    expect(await j.offered()).not.toContain('mend');
  });
});
