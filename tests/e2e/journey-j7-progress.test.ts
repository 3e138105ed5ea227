import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { cityDay } from '../../contract/working-days.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { newestSlipQr } from '../support/slip-qr.ts';

/**
 * J7 progress (docs/domain/journeys.md §5): by the QR on the slip, by number, by ID card, by the phone of the application; and what can be done from there.
 * Departments here move only by an operator's word.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J7', code: 'TH0107', decisionDelayMs: 3_600_000 });
});
afterAll(() => j?.close());
afterEach(async () => {
  j.kiosk.bench.scanner.takeCodeAway();
  await j.afterEach();
});

/** He Wan applies for the elder's card; her mobile on file ends in 0105. */
const heWan: Plan = { card: 'he-wan', verify: 'video' };
const heWanNumber = '440199195904300105';
const tracked = (page: string) => page.startsWith('U1');
/** As a page says it: 2026年11月23日. */
const today = () => {
  const [year = '', month = '', day = ''] = cityDay(Date.now()).split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
};
const scanPage = 'u.progress/D2-receiptNo-letters';

/** An application that was handed in at this machine a moment ago: its number, and what the code on its slip says. */
async function applied(itemId = 'civil.elder.card', plan: Plan = heWan) {
  const slips = j.kiosk.bench.slips().length;
  await j.visit(itemId, plan, { until: (page) => page.startsWith('F2') });
  const receiptNo = await j.receipt();
  await j.kiosk.printed(slips + 1);
  const qr = newestSlipQr(j.kiosk.bench);
  await leave(j.kiosk);
  return { receiptNo, qr };
}

/** To the page that waits for a code, and holds this one before the scanner. */
async function scan(text: string) {
  await j.visit(
    'u.progress',
    { card: 'nobody', choose: { by: 'receipt' } },
    { until: (page) => page === 'D2-receiptNo-letters' },
  );
  // The lamp beside the scanner says when to hold it there.
  await within('lamp of the scanner', (done) => {
    const look = () => {
      const lamp = j.kiosk.bench.state().ioBoard.lamps.find(({ name }) => name === 'scanner');
      if (lamp !== undefined && lamp.pattern !== 'off') done();
    };
    const forget = j.kiosk.bench.onChange(look);
    look();
    return forget;
  });
  j.kiosk.bench.scanner.holdCode({ text });
}
const byNumber = (receiptNo: string, more: Partial<Plan> = {}): Plan => ({
  card: 'nobody',
  choose: { by: 'receipt', receiptNo: receiptNo.slice(0, 2) },
  type: { receiptNo: receiptNo.replaceAll(/\D/g, '') },
  ...more,
});
const decide = (receiptNo: string, word: object) => j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, word);

describe('J7: scanning the slip', () => {
  it('the code that was printed leads to the status and nothing personal; the own card to the detail; withdrawn once, and never again', async () => {
    j.branch('scan-withdraw');
    const { receiptNo, qr } = await applied();
    expect(qr).toMatch(new RegExp(`^YTJ1:${receiptNo}:civil\\.elder\\.card:accepted:[A-Za-z0-9_-]{86}$`));
    await scan(qr);
    await j.standsOn('u.progress/U1-status');
    await j.picture();
    const words = await j.kiosk.text();
    expect(words).toContain(receiptNo);
    expect(words).toContain('已受理');
    expect(words).toContain(`提交日期${today()}`);
    expect(words).not.toMatch(/何|0105|199\*|\*{4}/);
    expect(await j.offered()).not.toContain('withdraw');
    await j.press('continue');
    await j.on(heWan, { until: (page) => page === 'U1-detail' });
    expect(await j.offered()).toContain('withdraw');
    await j.picture();
    await j.press('withdraw');
    await j.standsOn('u.progress/E0-withdraw');
    await j.picture();
    expect(await j.caseState(receiptNo)).toBe('accepted');
    await j.press('act');
    await j.standsOn('u.progress/F2-withdraw');
    expect(await j.kiosk.text()).toContain('已撤回');
    expect(await j.caseState(receiptNo)).toBe('withdrawn');
    await leave(j.kiosk);
    await scan(qr);
    await j.standsOn('u.progress/U1-status');
    expect(await j.kiosk.text()).toContain('已撤回');
    await j.press('continue');
    await j.on(heWan, { until: (page) => page === 'U1-detail' });
    expect(await j.offered()).not.toContain('withdraw');
    expect(await j.caseState(receiptNo)).toBe('withdrawn');
  });

  it('a forged code is no receipt of this city, with 12345; an unreadable one asks for typing, and the typed number leads on', async () => {
    j.branch('forged-unreadable');
    const { receiptNo, qr } = await applied();
    const forged = qr.slice(0, -1) + (qr.endsWith('A') ? 'Q' : 'A');
    // The hub knows every key, of this machine and of others: neither code was made with one of them.
    const elsewhere = `YTJ1:${receiptNumber('PY0003', '261123', 1)}:ss.card.loss:done:${'A'.repeat(86)}`;
    for (const code of [forged.replace('accepted', 'done'), elsewhere]) {
      await scan(code);
      await j.standsOn('u.progress/N1-progress.badSignature');
      expect(await j.kiosk.text()).toContain('这不是本市的回执');
      expect(await j.kiosk.text()).toContain('12345');
      if (code === elsewhere) await j.picture();
      await leave(j.kiosk);
    }
    await scan('https://example.invalid/free');
    const unread = await j.shows(({ screen }) => JSON.stringify(screen.blocks).includes('码看不清'));
    expect(unread.screen.name).toBe(scanPage);
    expect(JSON.stringify(unread.screen.blocks)).not.toContain('这不是本市的回执');
    await j.picture();
    const typed = await j.on(byNumber(receiptNo), { until: tracked });
    expect(typed.pages.at(-1)).toBe('u.progress/U1-status');
    expect(typed.said('U1-status')).toContain(receiptNo);
  });

  it('offline only what waits in this machine is told, with its place, time and the phone; another number says that nobody can be asked', async () => {
    j.branch('offline');
    const other = await applied();
    j.link.set('down');
    await j.shows(({ screen }) => screen.name === 'A0' && JSON.stringify(screen).includes('离线受理'));
    await j.visit('ss.card.loss', { card: 'li-yun' }, { until: (page) => page.startsWith('F2') });
    const receiptNo = await j.receipt();
    await leave(j.kiosk);
    const queued = await j.visit('u.progress', byNumber(receiptNo), { until: tracked });
    expect(queued.pages.at(-1)).toBe('u.progress/U1-queued');
    const words = queued.said('U1-queued');
    expect(words).toMatch(/在本机排队，第 1 件/);
    expect(words).toMatch(/\d{2}:\d{2} 保存/);
    expect(words).toContain('12345');
    expect(words).not.toMatch(/黎|0026|已受理|已挂失/);
    await leave(j.kiosk);
    const away = await j.visit('u.progress', byNumber(other.receiptNo), {
      until: (page) => /^(U1|D1|N1)/.test(page) && !page.endsWith('-asking'),
    });
    expect(away.pages.at(-1)).toBe('u.progress/D1-offline');
    expect(away.said('D1-offline')).toContain('12345');
    expect(away.said('D1-offline')).not.toContain('已受理');
    await leave(j.kiosk);
    j.link.set('open');
    await j.truth('delivered', async () => (await j.caseState(receiptNo)) === 'done');
    const known = await j.visit('u.progress', byNumber(receiptNo), { until: tracked });
    expect(known.pages.at(-1)).toBe('u.progress/U1-status');
  });
});

describe('J7: who sees the detail', () => {
  it('the end of the mobile number and the code sent there open it without a card, and allow no act; a wrong end is sent nothing', async () => {
    j.branch('last4-sms');
    const messages = async () => ((await j.hub.operator('/v1/operator/sms')) as readonly unknown[]).length;
    const wrong = await applied();
    const before = await messages();
    await j.visit('u.progress', byNumber(wrong.receiptNo), { until: (page) => page === 'U1-status' });
    await j.press('bySms');
    await j.standsOn('u.progress/U1-last4');
    await j.picture();
    const asked = await j.on(byNumber(wrong.receiptNo, { type: { last4: '9999' } }), {
      until: (page) => page === 'C2-sms',
    });
    // Whoever asks learns nothing from the answer, and nobody is sent anything.
    expect(asked.said('C2-sms')).toContain('9999');
    expect(await messages()).toBe(before);
    // No code is right there. Behind a wrong one the next digit begins another: a full field would swallow it.
    for (const digit of '123456') await j.kiosk.touch(`[data-key="${digit}"]`);
    await j.kiosk.touch('[data-testid="actions"] [data-look="main"]');
    await j.kiosk.onPage((page) => page.locator('[role="alert"]').waitFor());
    await j.kiosk.touch('[data-key="7"]');
    await j.kiosk.onPage((page) =>
      page.waitForFunction(() => document.querySelector('[data-testid="digits-value"] span')?.textContent === '7'),
    );
    await leave(j.kiosk);
    await j.hub.resetDemonstration();
    const { receiptNo } = await applied();
    await j.visit('u.progress', byNumber(receiptNo), { until: (page) => page === 'U1-status' });
    await j.press('bySms');
    const opened = await j.on(byNumber(receiptNo, { type: { last4: '0105' } }), {
      until: (page) => page === 'U1-detail',
    });
    expect(opened.said('U1-detail')).toContain(receiptNo);
    expect(await j.offered()).not.toContain('withdraw');
    await j.picture();
  });

  it('somebody else’s receipt stays at the status: the page says so, and neither reason nor act stands there', async () => {
    j.branch('not-yours');
    const { receiptNo } = await applied();
    await decide(receiptNo, { state: 'refused', reason: 'photoUnclear' });
    const status = await j.visit('u.progress', byNumber(receiptNo), { until: (page) => page === 'U1-status' });
    const { screen } = await j.now();
    expect(screen.personal).toBe(false);
    expect(status.said('U1-status')).not.toMatch(/何|0105|照片/);
    await j.press('continue');
    const other = await j.on({ card: 'chen-zhe' }, { until: (page) => page.startsWith('N1') || page === 'U1-detail' });
    expect(other.pages.at(-1)).toBe('u.progress/N1-progress.block.notYours');
    expect(await j.kiosk.text()).not.toMatch(/何|0105|照片/);
    expect(await j.offered()).toEqual(['end']);
    await j.picture();
  });

  it('by ID card: the own cases in a list, and the chosen one with its reason', async () => {
    j.branch('by-id');
    const { receiptNo } = await applied();
    await decide(receiptNo, { state: 'refused', reason: 'photoUnclear' });
    const walked = await j.visit(
      'u.progress',
      { ...heWan, choose: { by: 'id', case: receiptNo } },
      { until: (page) => page === 'U1-detail' },
    );
    expect(walked.pages).toContain('u.progress/D2-case');
    expect(walked.said('U1-detail')).toContain(receiptNo);
    expect(walked.said('U1-detail')).toContain('不予受理');
    await j.picture();
  });
});

describe('J7: from the detail on', () => {
  it('补正: what is asked for is handed in under the same number, the department goes on, and there is still one application', async () => {
    j.branch('supplement');
    const { receiptNo } = await applied();
    await decide(receiptNo, { state: 'needMore', reason: 'photoUnclear' });
    await j.truth('needMore', async () => (await j.caseState(receiptNo)) === 'needMore');
    const detail = await j.visit(
      'u.progress',
      { ...heWan, choose: { by: 'id', case: receiptNo } },
      { until: (page) => page === 'U1-detail' },
    );
    expect(detail.said('U1-detail')).toContain('待补正');
    await j.picture();
    await j.press('mend');
    const mended = await j.on(heWan, { until: (page) => page === 'E1-mend', memory: detail.memory });
    expect(mended.pages.filter((page) => /\/(B1|B2|E1|F1|F2|E2)$/.test(page))).toEqual([]);
    await j.picture();
    await j.press('act');
    await j.standsOn('civil.elder.card/F2-supplement');
    await j.picture();
    expect(await j.caseState(receiptNo)).toBe('inProgress');
    const [count] = await j.sql<{ n: number }[]>`
      select count(*)::int as n from dept_application where id_number = ${heWanNumber} and is_live`;
    expect(count?.n).toBe(1);
    await decide(receiptNo, { state: 'done' });
    expect(await j.caseState(receiptNo)).toBe('ready');
  });

  it('ready: the slip for picking up is printed, a booking and a rating of this very case are offered', async () => {
    j.branch('ready');
    const { receiptNo } = await applied();
    await decide(receiptNo, { state: 'ready' });
    expect(await j.caseState(receiptNo)).toBe('ready');
    const plan: Plan = { ...heWan, choose: { by: 'id', case: receiptNo } };
    const detail = await j.visit('u.progress', plan, { until: (page) => page === 'U1-detail' });
    expect(await j.offered()).toEqual(expect.arrayContaining(['print', 'link:svc.book', 'link:u.rate']));
    await j.picture();
    const slips = j.kiosk.bench.slips().length;
    await j.press('print');
    await j.kiosk.printed(slips + 1);
    expect(j.kiosk.bench.paperText().split('\n').slice(-60).join('\n')).toContain(receiptNo);
    expect(newestSlipQr(j.kiosk.bench)).toContain(`YTJ1:${receiptNo}:civil.elder.card:ready:`);
    await j.press('link:u.rate');
    // The page tells of the slip, too, at about the same time.
    await j.shows(({ screen }) => screen.name.startsWith('u.rate/'));
    const rated = await j.on(
      { ...heWan, choose: { level: '5' } },
      { until: (page) => page === 'G2-thanks', memory: detail.memory },
    );
    expect(rated.pages.filter((page) => page.includes('D2-receiptNo'))).toEqual([]);
    await j.truth('rated', async () => {
      const rows = await j.sql<{ level: number }[]>`select level from rating where receipt_no = ${receiptNo}`;
      return rows[0]?.level === 5;
    });
    await leave(j.kiosk);
    await j.visit('u.progress', plan, { until: (page) => page === 'U1-detail' });
    expect(await j.offered()).not.toContain('link:u.rate');
    await j.press('link:svc.book');
    await j.shows(({ screen }) => screen.name.startsWith('svc.book/'));
  });
});

describe('around the visit (docs/domain/journeys.md §6)', () => {
  it('F-13: another person steps in: the page is covered and asked about; withdrawing then takes the card once more, and no other', async () => {
    j.branch('f-13');
    j.kiosk.bench.ioBoard.setContact('presence', true);
    const { receiptNo } = await applied();
    const detail = await j.visit(
      'u.progress',
      { ...heWan, choose: { by: 'id', case: receiptNo } },
      { until: (page) => page === 'U1-detail' },
    );
    await leftAndCome();
    await j.standsOn('person');
    expect(await j.kiosk.text()).not.toContain(receiptNo);
    await j.picture();
    await j.press('person.same');
    await j.standsOn('u.progress/U1-detail');
    await j.press('withdraw');
    await j.standsOn('u.progress/E0-withdraw');
    await j.press('act');
    const stranger = await j.on(
      { card: 'chen-zhe' },
      { until: (page) => page.startsWith('N1'), memory: detail.memory },
    );
    expect(stranger.pages.at(-1)).toBe('u.progress/N1-id.other');
    expect(await j.caseState(receiptNo)).toBe('accepted');
    await j.press('retry');
    await j.standsOn('u.progress/U1-detail');
    await j.press('withdraw');
    await j.standsOn('u.progress/E0-withdraw');
    await j.press('act');
    await j.on(heWan, { until: (page) => page === 'F2-withdraw', memory: stranger.memory });
    expect(await j.caseState(receiptNo)).toBe('withdrawn');
  });

  it('F-18: the cabinet opens: the visit is gone at once, nothing is offered until it is closed', async () => {
    j.branch('f-18');
    const { receiptNo } = await applied();
    await j.visit(
      'u.progress',
      { ...heWan, choose: { by: 'id', case: receiptNo } },
      { until: (page) => page === 'U1-detail' },
    );
    j.kiosk.bench.removeCard();
    j.kiosk.bench.ioBoard.setContact('door', true);
    // Whoever opened it is asked for a number; a citizen's page stands behind that nowhere.
    await j.kiosk.at('technician/enter');
    expect(await j.kiosk.text()).not.toContain(receiptNo);
    await j.kiosk.press('leave');
    await j.kiosk.at('machine/door');
    expect(await j.kiosk.text()).not.toContain(receiptNo);
    expect(await j.offered()).toEqual([]);
    j.kiosk.bench.ioBoard.setContact('door', false);
    await j.standsOn('A0');
  });

  it('F-20: the same act twice: page and slip name the first receipt and no other number; its code leads there; there is one application', async () => {
    j.branch('f-20');
    const { receiptNo } = await applied();
    const slips = j.kiosk.bench.slips().length;
    const twice = await j.visit('civil.elder.card', heWan, { until: (page) => page.startsWith('F2') });
    expect(twice.pages.at(-1)).toBe('civil.elder.card/F2-duplicate');
    await j.kiosk.printed(slips + 1);
    const rows = await j.sql<{ receipt_no: string }[]>`
      select receipt_no from case_file where existing_receipt = ${receiptNo}`;
    const [again] = rows.map((row) => row.receipt_no);
    if (again === undefined) throw new Error('nothing was repeated');
    const page = (await j.kiosk.text()).replaceAll(/\s/g, '');
    const slip = j.kiosk.bench.paperText().split('办理回执').at(-1) ?? '';
    for (const words of [page, slip]) {
      expect(words).toContain(receiptNo);
      expect(words).not.toContain(again);
    }
    const live = await j.sql`select 1 from dept_application where id_number = ${heWanNumber} and is_live`;
    expect(live).toHaveLength(1);
    // Whoever looks after the machine finds both numbers, and which one is void.
    const line = j.kiosk.output.find((one) => one.includes('"session.submit.resolved"') && one.includes(again));
    expect(line).toContain(`"existingReceipt":"${receiptNo}"`);
    expect((await j.hub.transactions()).find((row) => row.receiptNo === again)?.existingReceipt).toBe(receiptNo);
    await leave(j.kiosk);
    const qr = newestSlipQr(j.kiosk.bench);
    await scan(qr);
    await j.standsOn('u.progress/U1-status');
    expect(await j.kiosk.text()).toContain(receiptNo);
    expect(await j.kiosk.text()).toContain('已受理');
  });
});

/** Nobody before the machine for longer than a person who bends down, then somebody. */
async function leftAndCome() {
  const { output, app } = j.kiosk;
  const times = () => output.filter((line) => line.includes('"session.person.gone"')).length;
  const before = times();
  j.kiosk.bench.ioBoard.setContact('presence', false);
  await within('nobody before the machine', (done) => {
    const streams = [app.process().stdout, app.process().stderr];
    const look = () => {
      if (times() > before) done();
    };
    for (const stream of streams) stream?.on('data', look);
    return () => {
      for (const stream of streams) stream?.off('data', look);
    };
  });
  j.kiosk.bench.ioBoard.setContact('presence', true);
}
