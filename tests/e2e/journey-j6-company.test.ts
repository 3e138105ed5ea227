import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { founder } from '../support/citizen/founder.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J6: a company (docs/domain/journeys.md §5), filled in by one founder. Several signers: journey-j6-signers.test.ts. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6', code: 'TH0106' });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const idNumber = /440199\d{11}[\dX]/;
const drafts = async () =>
  await j.sql<{ section: number; state: string }[]>`
  select section, state from draft where state = 'draft' and until_ms > (extract(epoch from now()) * 1000)::bigint order by saved_ms desc`;
const matters = async () =>
  await j.sql<{ matter_id: string; state: string }[]>`
    select m.matter_id, m.state from case_matter m join case_file c using (receipt_no)
    where c.item_id = 'biz.open' order by c.delivered_ms, m.position`;
const companies = async (core: string) =>
  (await j.sql<{ n: number }[]>`select count(*)::int as n from dept_company where core = ${core}`)[0]?.n;
const tasks = async () => (await j.now()).screen.blocks.flatMap((block) => (block.type === 'tasks' ? block.tasks : []));
const done = async () => (await tasks()).filter(({ state }) => state === 'done').map(({ id }) => id);

describe('J6: a company', () => {
  it('one founder: nothing is called through before the licence is; one company, one receipt, later the pick-up slip', async () => {
    j.branch('j6-main');
    const plan: Plan = { ...founder('云雀飞'), press: { 'U1-detail': 'finish' } };
    const walked = await j.visit('biz.open', plan, { until: (page) => page.startsWith('F2') });
    const receiptNo = await j.receipt();
    const order = walked.pages.map((page) => page.replace('biz.open/', ''));
    expect(order.indexOf('E1')).toBeLessThan(order.indexOf('E2'));
    expect(order.slice(order.indexOf('E2'))).toContain('U1-detail');
    // What is signed names the company and who holds what.
    expect(walked.said('E2')).toContain('云雀飞');
    expect(walked.said('E2')).toContain('方**\u3000100%');
    // The machine waited for the review: what it says of the licence is so.
    expect(walked.pages.at(-1)).toBe('biz.open/F2-inProgress');
    expect(walked.said('F2-inProgress')).toContain('执照已通过');
    expect(walked.said('U1-detail')).toContain('办理中（1/');
    expect(await companies('云雀飞')).toBe(1);
    expect((await matters()).map(({ matter_id }) => matter_id)).toEqual([
      'biz.open.licence',
      'biz.open.seal',
      'biz.open.tax',
    ]);
    await j.kiosk.printed(1);
    expect(j.kiosk.bench.paperText()).toContain(receiptNo);
    expect(j.kiosk.bench.paperText()).not.toMatch(idNumber);
    await leave(j.kiosk);
    await j.truth('everything is ready', async () => (await j.caseState(receiptNo)) === 'ready');
    const later = await j.visit(
      'u.progress',
      { card: 'fang-yuan', choose: { by: 'id', case: receiptNo }, press: { 'U1-detail': ['print', 'finish'] } },
      { until: (page) => page === 'A0' },
    );
    expect(later.said('U1-detail')).toContain('可领取');
    expect(later.said('U1-detail')).not.toContain('1970');
    const slip = j.kiosk.bench.paperText();
    expect(slip).toContain('领取单');
    expect(slip).toContain('一窗通取专窗');
    expect(slip).toContain('9:00');
    expect(slip).toContain('身份证');
    expect(slip).not.toMatch(idNumber);
  });

  it('long scope: an officer reads it; the page says so and does not call it through', async () => {
    j.branch('j6-manual');
    const plan: Plan = { ...founder('青禾远'), press: { 'U1-detail': 'finish' } };
    const first = await j.visit('biz.open', plan, { until: (page) => page === 'D2-scope' });
    await chooseMany(13);
    const toSign = await j.on(plan, { until: (page) => page === 'E2', memory: first.memory });
    // The officers are busy: what an officer has stays with the officer.
    await j.hub.operator('/v1/operator/departments/gz.amr', { delayMs: 0, outage: true });
    const walked = await j.on(plan, { until: (page) => page.startsWith('F2'), memory: toSign.memory });
    expect(walked.said('U1-detail')).toContain('转人工审核');
    expect(walked.pages.at(-1)).toBe('biz.open/F2-accepted');
    expect(walked.said('F2-accepted')).toContain('转人工审核，完成后短信通知');
    expect(walked.said('F2-accepted')).not.toContain('执照已通过');
    const receiptNo = await j.receipt();
    expect(await j.caseState(receiptNo)).toBe('accepted');
    expect(await companies('青禾远')).toBe(0);
    await j.hub.operator('/v1/operator/departments/gz.amr', { delayMs: 0, outage: false });
    await j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, { state: 'ready', matterId: 'biz.open.licence' });
    expect(await companies('青禾远')).toBe(1);
  });

  it('name taken: said at the field, with free ones to choose from; a free one leads on, and the parts are there in the next visit', async () => {
    j.branch('j6-name-taken');
    const plan = founder('示例');
    const walked = await j.visit('biz.open', plan, { until: (page) => page === 'D2-nameCore' });
    await j.kiosk.typeKeys('示例');
    await j.kiosk.press((await nameBlock()).submit.id);
    await j.shows(({ screen }) => screen.blocks.some((block) => block.type === 'text' && block.error !== undefined));
    const refused = await nameBlock();
    expect((await j.now()).screen.name).toBe('biz.open/D2-nameCore');
    expect(refused.error?.text).toBe('这个字号已有人用，请换一个');
    const free = refused.phrases.map(({ text }) => text.text);
    expect(free.length).toBe(3);
    for (const one of free) expect(await companies(one)).toBe(0);
    await j.picture();
    const section = await j.on(
      { ...plan, type: { ...plan.type, nameCore: '云上溪' } },
      { until: (page) => page === 'T1' || page === 'E1', memory: walked.memory },
    );
    expect(section.pages.at(-1)).toBe('biz.open/T1');
    expect(await done()).toEqual(['applicant', 'company']);
    // Leaving keeps what the hub has, and says so.
    await j.kiosk.touch('[data-action="exit"]');
    await j.kiosk.at('Z');
    expect(await j.kiosk.text()).toContain('资料已保存到第 2 部分，7 天内可在任一一体机或手机继续');
    await leave(j.kiosk);
    const again = await j.visit('biz.open', plan, { until: (page) => page === 'D2-draft' });
    const resumed = await j.on(plan, { until: (page) => page === 'T1', memory: again.memory });
    expect(resumed.pages).not.toContain('biz.open/D2-nameCore');
    expect(await done()).toEqual(['applicant', 'company']);
    await j.picture();
    await leave(j.kiosk);
    // Nobody else's card opens it.
    const other = await j.visit('biz.open', { ...plan, card: 'li-yun' }, { until: (page) => page === 'T1' });
    expect(other.pages).not.toContain('biz.open/D2-draft');
    expect(await done()).toEqual([]);
    expect(JSON.stringify((await j.now()).screen)).not.toContain('云上溪');
  });
});

describe('J6: the hub goes away', () => {
  it('before: the tile says why, and does not start', async () => {
    j.branch('j6-offline');
    await j.kiosk.at('A0');
    j.link.set('down');
    // At the idle page, where nobody is asked whether they are still there: it may take the time of a heartbeat.
    await j.shows(({ bars }) => bars.network.state === 'offline');
    await j.kiosk.touch('h1');
    await j.kiosk.at('A1-home');
    await j.kiosk.typeKeys('kbqy');
    const { screen } = await j.shows(({ screen: shown }) => tileOf(shown) !== undefined);
    expect(tileOf(screen)?.unavailable?.text).toMatch(/网络|离线|联网/);
    await j.picture();
  });

  it('in the middle: kept is only what the hub has; tried again it is kept, and nothing is asked twice', async () => {
    j.branch('j6-lost');
    const plan = founder('云中鹤');
    const first = await j.visit('biz.open', plan, { until: (page) => page === 'D2-role' });
    j.link.set('down');
    const nothing = await j.on(plan, { until: (page) => page.startsWith('N1'), memory: first.memory });
    expect(nothing.pages.at(-1)).toBe('biz.open/N1-draft.away.nothing');
    expect(nothing.said('N1')).toContain('资料还没有确认保存');
    expect(nothing.said('N1')).not.toContain('已保存');
    expect(await drafts()).toEqual([{ section: 0, state: 'draft' }]);
    j.link.set('open');
    await j.kiosk.press('retry');
    await j.shows(({ screen }) => screen.name === 'biz.open/T1');
    expect(await drafts()).toEqual([{ section: 1, state: 'draft' }]);
    const last = await j.on(plan, { until: (page) => page === 'D2-term', memory: first.memory });
    j.link.set('down');
    const partly = await j.on(plan, { until: (page) => page.startsWith('N1'), memory: last.memory });
    expect(partly.pages.at(-1)).toBe('biz.open/N1-draft.away.partly');
    expect(partly.said('N1')).toContain('已保存到第 1 部分');
    expect(await drafts()).toEqual([{ section: 1, state: 'draft' }]);
    await j.picture();
    j.link.set('open');
    await j.kiosk.press('retry');
    await j.shows(({ screen }) => screen.name === 'biz.open/T1');
    expect(await drafts()).toEqual([{ section: 2, state: 'draft' }]);
    expect(await done()).toEqual(['applicant', 'company']);
  });
});

async function nameBlock() {
  const { screen } = await j.now();
  const block = screen.blocks.find((candidate) => candidate.type === 'text');
  if (block === undefined) throw new Error(`no text on ${screen.name}`);
  return block;
}

const tileOf = (screen: Awaited<ReturnType<Journey['now']>>['screen']) =>
  screen.blocks
    .flatMap((block) => (block.type === 'tiles' ? block.tiles : []))
    .find(({ id }) => id === 'tile:biz.open');

/** Ticks so many phrases, page after page of the list. */
async function chooseMany(count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const { screen } = await j.now();
    const list = screen.blocks.find((block) => block.type === 'multi');
    if (list === undefined) throw new Error(`no list on ${screen.name}`);
    for (const { id } of list.options.filter((option) => !list.selected.includes(option.id)).slice(0, left)) {
      await j.kiosk.touch(`[data-option="${id}"]`);
      await j.shows(({ screen: shown }) =>
        shown.blocks.some((block) => block.type === 'multi' && block.selected.includes(id)),
      );
      left -= 1;
    }
    if (left === 0) return;
    const before = list.options[0]?.id;
    await j.kiosk.press('page:next');
    await j.shows(({ screen: shown }) =>
      shown.blocks.some((block) => block.type === 'multi' && block.options[0]?.id !== before),
    );
  }
}
