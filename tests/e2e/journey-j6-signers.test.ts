import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { founders } from '../support/citizen/founder.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * J6 with two founders (docs/domain/journeys.md §5): one fills in and signs, the other comes later. One application goes from branch to branch, as it would on the
 * street; each test begins where the one before it ended.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6-signers', code: 'TH0116' });
});
afterAll(() => j?.close());
afterEach(async () => {
  j.link.set('open');
  await leave(j.kiosk);
});

const core = '云溪谷';
const plan: Plan = founders(core);
const idNumber = /440199\d{11}[\dX]/;
const li = '黎赟';
let receiptNo = '';

const draft = async () =>
  (
    await j.sql<{ state: string; signed: number; of: number }[]>`select d.state,
    count(*) filter (where s.signed_version = d.version)::int as signed, count(*)::int as of
    from draft d join draft_signer s on s.draft_id = d.id group by d.id, d.state`
  )[0];
const cases = async () =>
  (await j.sql<{ state: string }[]>`select state from case_file where item_id = 'biz.open' order by delivered_ms`).map(
    ({ state }) => state,
  );
const companies = async () =>
  (await j.sql<{ n: number }[]>`select count(*)::int as n from dept_company where core = ${core}`)[0]?.n;
const matters = async () =>
  Object.fromEntries(
    (
      await j.sql<{ matter_id: string; state: string }[]>`
        select matter_id, state from case_matter where receipt_no = ${receiptNo} order by position`
    ).map(({ matter_id, state }) => [matter_id.replace('biz.open.', ''), state]),
  );
const amr = (outage: boolean) => j.hub.operator('/v1/operator/departments/gz.amr', { delayMs: 0, outage });
const decide = (matterId: string, state: string, reason?: string) =>
  j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, { state, matterId, ...(reason && { reason }) });
/** Everything that the hub has planned for this application lies so much earlier. */
const hoursPass = async (hours: number) => {
  const ms = hours * 3_600_000;
  await j.sql`update draft set sign_until_ms = sign_until_ms - ${ms}::bigint`;
  await j.sql`update case_task set next_ms = next_ms - ${ms}::bigint where receipt_no = ${receiptNo}`;
};
const sums = async () =>
  (await j.now()).screen.blocks
    .flatMap((block) => (block.type === 'facts' ? block.rows : []))
    .filter(({ id }) => id.startsWith('sum-'))
    .map(({ value }) => value.text);
const mine = (card: string): Plan => ({ card, choose: { by: 'id', case: receiptNo } });

describe('J6: several signers', () => {
  it('shares that are not 100 % lead nowhere; the sum stands on the page while people are added', async () => {
    j.branch('j6-shares');
    const first = await j.visit('biz.open', plan, { until: (page) => page === 'D2-shareholders-rows' });
    await j.kiosk.press('row:add');
    const self: Plan = { ...plan, type: { ...plan.type, ratio: '60' } };
    await j.kiosk.left('biz.open/D2-shareholders-rows');
    const one = await j.on(self, { until: (page) => page === 'D2-shareholders-rows', memory: first.memory });
    expect((await sums())[0]).toContain('60%');
    await j.kiosk.press('row:add');
    await j.kiosk.left('biz.open/D2-shareholders-rows');
    const { who: _self, ...others } = plan.choose ?? {};
    const second: Plan = {
      ...plan,
      choose: others,
      cards: { 'D2-row-who-tap': ['li-yun'] },
      type: { ...plan.type, ratio: '30' },
    };
    const two = await j.on(second, { until: (page) => page === 'D2-shareholders-rows', memory: one.memory });
    expect((await sums())[0]).toContain('90%');
    await j.kiosk.press('continue');
    await j.shows(({ screen }) => JSON.stringify(screen.blocks).includes('比例合计应是 100%'));
    expect((await j.now()).screen.name).toBe('biz.open/D2-shareholders-rows');
    await j.picture();
    await j.kiosk.press('row:edit:1');
    await j.kiosk.left('biz.open/D2-shareholders-rows');
    const mended = await j.on(
      { ...second, type: { ...plan.type, ratio: '40' } },
      { until: (page) => page === 'D2-shareholders-rows', memory: two.memory },
    );
    expect((await sums())[0]).toMatch(/^100%/);
    const listed = await j.on(plan, { until: (page) => page === 'T1', memory: mended.memory });
    expect(listed.pages.at(-1)).toBe('biz.open/T1');
  });

  it('the present one signs, the other has a slip: 待签名（1/2）, nothing under review, nobody’s number on paper', async () => {
    j.branch('j6-signers');
    const again = await j.visit('biz.open', plan, { until: (page) => page === 'E2' });
    expect(again.said('E2')).toContain('黎**\u300040%');
    const signed = await j.on(plan, { until: (page) => page === 'E2-others', memory: again.memory });
    const words = signed.said('E2-others');
    expect(words).toContain('已签名 1/2 人');
    expect(words).toContain('黎**');
    expect(words).not.toContain(li);
    expect(await draft()).toMatchObject({ signed: 1, of: 2 });
    await j.kiosk.press('print');
    await j.kiosk.printed(1);
    const slip = j.kiosk.bench.paperText();
    expect(slip).toContain('签名单');
    expect(slip).toContain('黎**');
    expect(slip).not.toMatch(idNumber);
    expect(slip).not.toContain(li);
    await j.shows(({ screen }) => screen.actions.main?.id === 'continue');
    await j.picture();
    const sent = await j.on(plan, { until: (page) => page.startsWith('F2'), memory: signed.memory });
    expect(sent.pages.at(-1)).toBe('biz.open/F2-waitSign');
    expect(sent.said('F2-waitSign')).toContain('待签名');
    receiptNo = await j.receipt();
    expect(await cases()).toEqual(['waitSign']);
    expect(await matters()).toEqual({ licence: 'waiting', seal: 'waiting', tax: 'waiting' });
    expect(await companies()).toBe(0);
  });

  it('72 hours without the second signature: expired, and the entries are there to be signed anew', async () => {
    j.branch('j6-expired');
    await hoursPass(72);
    await j.truth('expired', async () => (await j.caseState(receiptNo)) === 'expired');
    expect(await draft()).toEqual({ state: 'draft', signed: 0, of: 2 });
    const seen = await j.visit('u.progress', mine('fang-yuan'), { until: (page) => page.startsWith('U1') });
    expect(seen.said('U1')).toContain('填过的资料还在，可再次使用，最迟');
    await leave(j.kiosk);
    const again = await j.visit('biz.open', plan, { until: (page) => page === 'E2' });
    expect(again.pages).toContain('biz.open/D2-draft');
    expect(again.pages).not.toContain('biz.open/D2-shareholders-rows');
    expect(again.said('E2')).toContain('黎**\u300040%');
    const sent = await j.on(plan, { until: (page) => page.startsWith('F2'), memory: again.memory });
    expect(sent.pages.at(-1)).toBe('biz.open/F2-waitSign');
    receiptNo = await j.receipt();
    expect(await cases()).toEqual(['expired', 'waitSign']);
    expect(await draft()).toEqual({ state: 'submitted', signed: 1, of: 2 });
  });

  it('somebody who is not named sees nothing of it; the second signer signs at a machine what the first one saw', async () => {
    j.branch('j6-second');
    const stranger = await j.visit(
      'u.progress',
      {
        card: 'chen-zhe',
        choose: { by: 'receipt', receiptNo: 'TH' },
        type: { receiptNo: receiptNo.replaceAll(/\D/g, '') },
      },
      { until: (page) => page.startsWith('U1') },
    );
    expect(stranger.pages.at(-1)).toBe('u.progress/U1-status');
    expect(stranger.said('U1')).not.toContain(core);
    await leave(j.kiosk);
    await amr(true);
    const shown = await j.visit('u.progress', mine('li-yun'), { until: (page) => page === 'U1-detail' });
    expect(shown.said('U1-detail')).toContain('待签名（1/2）');
    const standing = await j.now();
    await j.kiosk.press('sign');
    await j.kiosk.changed(standing);
    const read = await j.on(mine('li-yun'), { until: (page) => page === 'E2-cosign', memory: shown.memory });
    expect(read.said('E2-cosign')).toContain(core);
    expect(read.said('E2-cosign')).toContain('黎**\u300040%');
    expect(await draft()).toMatchObject({ signed: 1 });
    const signed = await j.on(mine('li-yun'), { until: (page) => page.startsWith('F2'), memory: read.memory });
    expect(signed.pages.some((page) => page.includes('/C2'))).toBe(true);
    expect(signed.pages.at(-1)).toBe('u.progress/F2-sign');
    expect(signed.said('F2-sign')).toContain('全部签完');
    expect(await draft()).toEqual({ state: 'submitted', signed: 2, of: 2 });
    expect(await cases()).toEqual(['expired', 'accepted']);
    expect(await matters()).toEqual({ licence: 'inProgress', seal: 'waiting', tax: 'waiting' });
  });

  it('one matter refused: the others go on, the tracker names it with the reason, what is ready has its slip', async () => {
    j.branch('j6-refused-matter');
    await decide('biz.open.licence', 'ready');
    expect(await companies()).toBe(1);
    await decide('biz.open.tax', 'refused', 'payer');
    await amr(false);
    await j.truth('the rest is ready', async () => (await j.caseState(receiptNo)) === 'ready');
    expect(await matters()).toEqual({ licence: 'ready', seal: 'ready', tax: 'refused' });
    const before = j.kiosk.bench.slips().length;
    const seen = await j.visit('u.progress', mine('fang-yuan'), { until: (page) => page === 'U1-detail' });
    const lanes = (await j.now()).screen.blocks.flatMap((block) => (block.type === 'lanes' ? block.lanes : []));
    expect(lanes.map(({ state }) => state.text)).toEqual(['可领取', '可领取', '不予受理']);
    expect(lanes[2]?.note?.text).not.toBe('');
    expect(seen.said('U1-detail')).toContain('可领取');
    await j.kiosk.press('print');
    await j.kiosk.printed(before + 1);
    expect(j.kiosk.bench.paperText()).toContain('一窗通取专窗');
    // Signing again what was signed by all is not offered, and there is one application under way.
    await leave(j.kiosk);
    const other = await j.visit('u.progress', mine('li-yun'), { until: (page) => page === 'U1-detail' });
    expect((await j.now()).screen.actions.main?.id).not.toBe('sign');
    expect(other.said('U1-detail')).toContain('可领取');
    expect(await cases()).toEqual(['expired', 'ready']);
    expect(await companies()).toBe(1);
  });
});
