import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cityDay } from '../../contract/working-days.ts';
import { medicalYears } from '../../hub/city/medical-year.ts';
import { application, submit, untilEnrolmentMs } from '../../hub/testing/case-kit.ts';
import type { TestMachine } from '../../hub/testing/machine.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { bookableDay } from '../support/citizen/main-paths.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J3 insurance of a family, J4 birth registration, J5 skill subsidy (docs/domain/journeys.md §5), with the hub and without. */
let j: Journey;
/** A machine elsewhere in the city, at which the same person may stand meanwhile. */
let elsewhere: TestMachine;
beforeAll(async () => {
  j = await startJourney({ name: 'J3-J5', code: 'TH0103', clockAheadMs: untilEnrolmentMs(Date.now()) });
  elsewhere = await j.hub.secondMachine('TH0190');
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const done = (page: string) => page.startsWith('F2');
const isState = (receiptNo: string, state: string) =>
  j.truth(`${receiptNo} ${state}`, async () => (await j.caseState(receiptNo)) === state);
const answers = async (receiptNo: string) => {
  const [row] = await j.sql<{ answers: Record<string, unknown>; is_offline: boolean; captured_at: string }[]>`
    select answers, is_offline, captured_at from dept_application where receipt_no = ${receiptNo}`;
  return row;
};
const submits = async (receiptNo: string) =>
  (await j.hub.transactions()).filter((row) => row.receiptNo === receiptNo && row.topic === 'case.submit').length;
const existing = async (receiptNo: string) =>
  (
    await j.sql<{ existing_receipt: string | null }[]>`
      select existing_receipt from case_file where receipt_no = ${receiptNo}`
  )[0]?.existing_receipt;
/** What came out of the receipt printer since `before` slips. */
const paperSince = (before: number) =>
  j.kiosk.bench
    .state()
    .slips.filter(({ n }) => n > before)
    .flatMap(({ lines }) => lines)
    .join('\n');
const slips = () => j.kiosk.bench.slips().length;
const wangYi = { idNumber: '440199198601010032', name: '王一' };

describe('J3: residents’ medical insurance', () => {
  it('a family of which one may: the others stand there with the reason, only the one is sent', async () => {
    j.branch('j3-family');
    const walked = await j.visit('med.res.enrol', { card: 'xu-qing' }, { until: done });
    expect(walked.said('D2-people')).toMatch(/学校|学籍/);
    expect(walked.said('D2-people')).toMatch(/职工/);
    expect(walked.pages.at(-1)).toBe('med.res.enrol/F2-accepted');
    const receiptNo = await j.receipt();
    expect(walked.said('F2-accepted')).toContain('缴费后生效');
    expect((await answers(receiptNo))?.answers.people).toHaveLength(1);
    expect(await submits(receiptNo)).toBe(1);
  });

  const offline: Plan = {
    card: 'wang-yi',
    type: { mobile: '13800138000' },
    cards: { 'D2-row-person-tap': ['wang-yi'] },
    press: { 'D2-persons': ['row:add', 'continue'] },
  };

  it('hub away: who decides on deadline days is said, 待核验 on screen and paper, never 已受理; then one application, with the time of its capture', async () => {
    j.branch('j3-offline');
    const before = slips();
    await j.kiosk.at('A0');
    j.link.set('down');
    const begun = j.hub.nowMs();
    const walked = await j.visit('med.res.enrol', offline, { until: done });
    expect(walked.said('D1-offline')).toMatch(/办理时间会记下.*临近截止日的，以部门核定为准/);
    expect(walked.pages.at(-1)).toBe('med.res.enrol/F2-stored');
    expect(walked.said('F2-stored')).toContain('待核验');
    expect(walked.said('F2-stored')).not.toContain('已受理');
    const stored = j.hub.nowMs();
    const receiptNo = await j.receipt();
    await j.kiosk.printed(before + 1);
    expect(paperSince(before)).toContain('待核验');
    expect(paperSince(before)).not.toContain('已受理');
    j.link.set('open');
    await isState(receiptNo, 'done');
    expect(await submits(receiptNo)).toBe(1);
    const row = await answers(receiptNo);
    expect(row?.is_offline).toBe(true);
    const captured = Date.parse(row?.captured_at ?? '');
    expect(captured).toBeGreaterThanOrEqual(begun);
    expect(captured).toBeLessThanOrEqual(stored);
  });

  it('enrolled elsewhere while this citizen still checks the answers: 此前已申请 with the receipt of the other machine, one enrolment', async () => {
    j.branch('j3-meanwhile');
    const plan: Plan = { card: 'wang-yi', type: { mobile: '13800138000' } };
    const walked = await j.visit('med.res.enrol', plan, { until: (page) => page === 'E1' });
    const first = application(elsewhere, 'med.res.enrol', wangYi, { payChannel: 'wechat' });
    expect(await submit(elsewhere, first)).toMatchObject({ state: 'accepted' });
    const end = await j.on(plan, { until: done, memory: walked.memory });
    expect(end.pages.at(-1)).toBe('med.res.enrol/F2-duplicate');
    const said = end.said('F2-duplicate').replaceAll(/\s/g, '');
    expect(said).toContain(`此前已申请，回执${first.receiptNo}`);
    expect(said).toContain('没有重复登记');
    await isState(first.receiptNo, 'done');
    const [city] = await j.sql<{ years: string[] }[]>`
      select array(select jsonb_array_elements_text(doc -> 'medical' -> 'residentYears')) as years
      from dept_person where id_number = ${wangYi.idNumber}`;
    expect(city?.years.filter((year) => year === medicalYears(cityDay(j.hub.nowMs())).target)).toHaveLength(1);
  });

  it('enrolled elsewhere while this application waits in the queue: duplicate at the hub, told on the phone, one enrolment', async () => {
    j.branch('j3-queued-meanwhile');
    await j.kiosk.at('A0');
    j.link.set('down');
    await j.visit('med.res.enrol', offline, { until: done });
    const receiptNo = await j.receipt();
    const first = application(elsewhere, 'med.res.enrol', wangYi, { payChannel: 'wechat' });
    expect(await submit(elsewhere, first)).toMatchObject({ state: 'accepted' });
    j.link.set('open');
    await isState(receiptNo, 'done');
    expect(await existing(receiptNo)).toBe(first.receiptNo);
    const messages = (await j.hub.operator('/v1/operator/sms')) as readonly { readonly text: string }[];
    expect(messages.map(({ text }) => text)).toContain(
      `【广州政务一体机】办件 ${receiptNo} 此前已申请，回执 ${first.receiptNo}，没有重复办理。`,
    );
  });
});

describe('J4: birth registration', () => {
  it('with a spouse: waits for the spouse and says so; goes on when the spouse has confirmed; the paper tells nothing of it', async () => {
    j.branch('j4-spouse');
    const before = slips();
    const walked = await j.visit(
      'hlth.birth.reg',
      { card: 'li-yun', choose: { order: '1', stage: 'pregnant' } },
      { until: done },
    );
    expect(walked.pages.at(-1)).toBe('hlth.birth.reg/F2-waitSpouse');
    expect(walked.said('F2-waitSpouse')).not.toContain('已受理');
    const receiptNo = await j.receipt();
    expect(await j.caseState(receiptNo)).toBe('waitSpouse');
    await j.kiosk.printed(before + 1);
    const paper = paperSince(before);
    expect(paper).toContain('卫健登记回执');
    expect(paper).toContain(receiptNo);
    expect(paper).not.toMatch(/怀孕|生育|出生|孕|预产|陈喆|黎赟/);
    await j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, { state: 'accepted' });
    await isState(receiptNo, 'done');
  });

  it('unmarried, child born: the same way, nobody else is asked for', async () => {
    j.branch('j4-unmarried');
    const walked = await j.visit(
      'hlth.birth.reg',
      { card: 'lin-jie', choose: { order: '1', stage: 'born', motherStatus: 'unmarried' } },
      { until: done },
    );
    expect(walked.pages.at(-1)).toBe('hlth.birth.reg/F2-accepted');
    expect(walked.pages.some((page) => page.includes('spouse'))).toBe(false);
  });

  it('hub away: everything is typed, 待核验, one application when it is back', async () => {
    j.branch('j4-offline');
    await j.kiosk.at('A0');
    j.link.set('down');
    const plan: Plan = {
      card: 'li-yun',
      choose: { order: '1', stage: 'pregnant', motherStatus: 'unmarried' },
      type: { mobile: '13800138000' },
    };
    const walked = await j.visit('hlth.birth.reg', plan, { until: done });
    expect(walked.pages.at(-1)).toBe('hlth.birth.reg/F2-stored');
    expect(walked.said('F2-stored')).toContain('待核验');
    const receiptNo = await j.receipt();
    j.link.set('open');
    await isState(receiptNo, 'done');
    expect(await submits(receiptNo)).toBe(1);
  });
});

describe('J5: skill subsidy', () => {
  it('who may: the board passes, the amount is an expectation on every page, sent once to the own account', async () => {
    j.branch('j5-main');
    const before = slips();
    const walked = await j.visit('job.skill.subsidy', { card: 'xu-qing' }, { until: done });
    expect(walked.pages).toContain('job.skill.subsidy/D1-board');
    expect(walked.said('E1')).toMatch(/预计.*¥1,000(\.00)?，以审核为准/);
    expect(walked.pages.at(-1)).toBe('job.skill.subsidy/F2-accepted');
    expect(walked.said('F2-accepted')).toContain('以审核为准');
    const receiptNo = await j.receipt();
    expect((await answers(receiptNo))?.answers).toMatchObject({ certificate: 'G44198702021' });
    expect(await submits(receiptNo)).toBe(1);
    await j.kiosk.printed(before + 1);
    expect(paperSince(before)).toContain('人社业务回执');
    expect(paperSince(before)).not.toMatch(/补贴|¥|1,?000/);
  });

  it('not enough months: the board says which line fails; whoever disputes it books a check at the window, without another card', async () => {
    j.branch('j5-dispute');
    const walked = await j.visit('job.skill.subsidy', { card: 'lin-jie' }, { until: (page) => page.includes('board') });
    expect(walked.pages.at(-1)).toBe('job.skill.subsidy/D1-board-no');
    expect(walked.said('D1-board-no')).toMatch(/月数还不够.*12333.*与我的情况不符，预约核对/s);
    await j.kiosk.press('link:svc.book');
    await j.kiosk.left('job.skill.subsidy/D1-board-no');
    const plan: Plan = { card: 'lin-jie', type: { date: bookableDay(j.hub.nowMs()) } };
    const booked = await j.on(plan, { until: done, memory: walked.memory });
    expect(booked.pages.at(-1)).toBe('svc.book/F2-effective');
    expect(booked.pages.some((page) => page.includes('/C1'))).toBe(false);
    const [made] = await j.sql<{ count: string }[]>`select count(*) as count from booking where state = 'active'`;
    expect(Number(made?.count)).toBe(1);
  });

  it('hub away: 资格待核, no promise of an amount; one application when it is back, judged then', async () => {
    j.branch('j5-offline');
    await j.kiosk.at('A0');
    j.link.set('down');
    const walked = await j.visit(
      'job.skill.subsidy',
      { card: 'xu-qing', type: { mobile: '13800138000', certNo: 'G44198702021' } },
      { until: done },
    );
    expect(walked.said('D1-offline')).toContain('暂不能判断是否符合条件');
    expect(walked.pages.at(-1)).toBe('job.skill.subsidy/F2-stored');
    expect(walked.said('F2-stored')).toContain('资格待核');
    expect(walked.said('E1')).not.toContain('¥');
    const receiptNo = await j.receipt();
    j.link.set('open');
    await isState(receiptNo, 'done');
    expect(await submits(receiptNo)).toBe(1);
    expect((await answers(receiptNo))?.is_offline).toBe(true);
  });
});
