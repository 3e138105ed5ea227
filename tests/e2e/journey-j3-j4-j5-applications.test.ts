import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J3 insurance of a family, J4 birth registration, J5 skill subsidy (docs/domain/journeys.md §5), with the hub and without. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J3-J5', code: 'TH0103' });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const done = (page: string) => page.startsWith('F2');
const isState = (receiptNo: string, ...states: readonly string[]) =>
  j.truth(`${receiptNo} ${states.join(' or ')}`, async () => states.includes((await j.caseState(receiptNo)) ?? ''));
const answers = async (receiptNo: string) => {
  const [row] = await j.sql<{ answers: Record<string, unknown>; is_offline: boolean }[]>`
    select answers, is_offline from dept_application where receipt_no = ${receiptNo}`;
  return row;
};
const submits = async (receiptNo: string) =>
  (await j.hub.transactions()).filter((row) => row.receiptNo === receiptNo && row.topic === 'case.submit').length;

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

  it('hub away: 待核验 on screen and paper, never 已受理; when it is back exactly one application, marked as made offline', async () => {
    j.branch('j3-offline');
    const slips = j.kiosk.bench.slips().length;
    await j.kiosk.at('A0');
    j.link.set('down');
    const plan: Plan = {
      card: 'wang-yi',
      type: { mobile: '13800138000' },
      cards: { 'D2-row-person-tap': ['wang-yi'] },
      press: { 'D2-persons': ['row:add', 'continue'] },
    };
    const walked = await j.visit('med.res.enrol', plan, { until: done });
    expect(walked.pages.at(-1)).toBe('med.res.enrol/F2-stored');
    expect(walked.said('F2-stored')).toContain('待核验');
    expect(walked.said('F2-stored')).not.toContain('已受理');
    const receiptNo = await j.receipt();
    await j.kiosk.printed(slips + 1);
    expect(j.kiosk.bench.paperText()).toContain('待核验');
    j.link.set('open');
    await isState(receiptNo, 'accepted', 'delivered', 'done');
    expect(await submits(receiptNo)).toBe(1);
  });
});

describe('J4: birth registration', () => {
  it('with a spouse: waits for the spouse and says so; goes on when the spouse has confirmed', async () => {
    j.branch('j4-spouse');
    const walked = await j.visit(
      'hlth.birth.reg',
      { card: 'li-yun', choose: { order: '1', stage: 'pregnant' } },
      { until: done },
    );
    expect(walked.pages.at(-1)).toBe('hlth.birth.reg/F2-waitSpouse');
    expect(walked.said('F2-waitSpouse')).not.toContain('已受理');
    const receiptNo = await j.receipt();
    expect(await j.caseState(receiptNo)).toBe('waitSpouse');
    await j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, { state: 'accepted' });
    await isState(receiptNo, 'accepted', 'done', 'ready');
    expect(j.kiosk.bench.paperText()).not.toMatch(/怀孕|生育/);
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
    await isState(receiptNo, 'accepted', 'delivered');
    expect(await submits(receiptNo)).toBe(1);
  });
});

describe('J5: skill subsidy', () => {
  it('not enough months: the board says which line fails, and leads to a booking', async () => {
    j.branch('j5-board');
    const walked = await j.visit('job.skill.subsidy', { card: 'lin-jie' }, { until: (page) => page.includes('board') });
    expect(walked.pages.at(-1)).toBe('job.skill.subsidy/D1-board-no');
    await j.kiosk.press('link:svc.book');
    await j.kiosk.left('job.skill.subsidy/D1-board-no');
    expect((await j.now()).screen.name).toContain('svc.book/');
  });

  it('hub away: 资格待核, no promise of an amount; one application when it is back', async () => {
    j.branch('j5-offline');
    await j.kiosk.at('A0');
    j.link.set('down');
    const walked = await j.visit(
      'job.skill.subsidy',
      { card: 'xu-qing', type: { mobile: '13800138000', certNo: 'S000044010012345' } },
      { until: done },
    );
    expect(walked.pages.at(-1)).toBe('job.skill.subsidy/F2-stored');
    expect(walked.said('F2-stored')).toContain('资格待核');
    expect(walked.said('E1')).not.toContain('¥');
    const receiptNo = await j.receipt();
    j.link.set('open');
    await isState(receiptNo, 'accepted', 'delivered', 'needMore', 'refused');
    expect(await submits(receiptNo)).toBe(1);
  });
});
