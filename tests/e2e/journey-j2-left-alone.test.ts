import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untilEnrolmentMs } from '../../hub/testing/case-kit.ts';
import { pagesOut } from '../support/a4-printer.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { walkAway } from '../support/left-alone.ts';

/**
 * Citizens who walk away (docs/domain/journeys.md §4, §5): covered at once, then cleared, nothing printed, nothing kept. The pages' time limits stand at a
 * twelfth of those of the street (`YITIJI_TEST_PACE`); that a page has the right one is told by what stands in `limit`: terminal/session tests.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({
    name: 'J2-left-alone',
    code: 'TH0105',
    documentPrinter: true,
    printerTells: true,
    pace: 1 / 12,
    clockAheadMs: untilEnrolmentMs(Date.now()),
  });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const loan: Plan = { card: 'li-yun', choose: { purpose: 'loan' } };
const documents = () =>
  j.sql<{ state: string; print_no: number; whole: boolean }[]>`
    select state, print_no, printed_ms is not null as whole from document order by issued_ms`;
const cases = async () => (await j.sql<{ count: string }[]>`select count(*) as count from case_file`)[0]?.count;
describe('J2: left alone', () => {
  it('in the preview: covered at once, cleared, nothing issued and nothing printed', async () => {
    j.branch('preview');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    const walked = await j.visit('cert.ss.insured', loan, { until: (page) => page === 'D1-preview' });
    expect(walked.said('D1-preview')).toMatch(/黎.*养老保险/s);
    await walkAway(j, [/黎/, /养老保险/]);
    expect([(await documents()).length, pagesOut(j)]).toEqual([before, out]);
  });

  it('with the pages in the tray: nobody is named; the next citizen reads that papers may lie there, the next print is marked as the second', async () => {
    j.branch('pages-left');
    const before = (await documents()).length;
    const walked = await j.visit('cert.ss.insured', loan, { until: (page) => page === 'G1-printed-done' });
    await j.truth('told whole', async () => (await documents()).at(before)?.whole === true);
    expect(
      walked.last.screen.blocks.some((block) => block.type === 'machine' && block.part === 'documentPrinter'),
    ).toBe(true);
    await walkAway(j, [/黎/, /查验码/, /440199/]);
    expect((await j.kiosk.text()).replaceAll(/\s/g, '')).toContain('可能有文件未取，请联系管理员020-00000000');
    await j.picture();
    await j.visit('cert.ss.insured', loan, { until: (page) => page === 'G1-printed-done' });
    const issued = (await documents()).slice(before);
    expect(issued.map(({ state, print_no }) => [state, print_no])).toEqual([
      ['issued', 1],
      ['issued', 2],
    ]);
    await j.kiosk.press('continue');
    await j.kiosk.at('cert.ss.insured/G1-card');
    j.kiosk.bench.removeCard();
    await j.kiosk.press('taken');
    await j.kiosk.at('A0');
    await j.truth('told whole', async () => (await documents()).slice(before).every(({ whole }) => whole));
    expect(await j.kiosk.text()).not.toContain('可能有文件未取');
  });
});

describe('J3: left alone', () => {
  it('before the check page: answers are gone, the next visit of the same person begins anew, nothing was sent', async () => {
    j.branch('j3');
    const before = await cases();
    const plan: Plan = { card: 'wang-yi', type: { mobile: '13900139000' } };
    await j.visit('med.res.enrol', plan, { until: (page) => page === 'E1' });
    expect((await j.kiosk.text()).replaceAll(/\s/g, '')).toContain('139****9000');
    await walkAway(j, [/王/, /139/, /保费/]);
    expect(await cases()).toBe(before);
    const again = await j.visit('med.res.enrol', plan, { until: (page) => page === 'D2-mobile' });
    expect(again.pages).toContain('med.res.enrol/C1');
    const [digits] = again.last.screen.blocks.filter((block) => block.type === 'digits');
    expect(JSON.stringify(digits)).not.toContain('139');
    expect(j.kiosk.diskBytes().includes(Buffer.from('13900139000'))).toBe(false);
  });
});

describe('J4: left alone', () => {
  it('on the page that names the spouse: covered, cleared, nothing sent', async () => {
    j.branch('j4');
    const before = await cases();
    const plan: Plan = { card: 'li-yun', choose: { order: '1', stage: 'pregnant' } };
    const walked = await j.visit('hlth.birth.reg', plan, { until: (page) => page === 'D2-spouse-keep' });
    expect(walked.said('D2-spouse-keep')).toMatch(/陈/);
    await walkAway(j, [/陈/, /配偶/, /家长/]);
    expect(await cases()).toBe(before);
  });
});
