import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { offers } from '../support/citizen/decide.ts';
import { type Journey, type Stretch, startJourney } from '../support/journey.ts';

/** J1 (docs/domain/journeys.md §3), the breaks that the dispenser, its bins and its stock bring, and the ways of getting a card that need no motor. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J1b', code: 'TH0111', personaliser: true, motorSpeed: 10, takeSeconds: 6 });
});
afterAll(() => j?.close());
afterEach(async () => {
  const { dispenser, personaliser } = j.kiosk.bench;
  personaliser?.clearFaults();
  dispenser.clearFaults();
  dispenser.attend();
  dispenser.emptyBin();
  if (cards().hopper.count < 10) dispenser.fillHopper(40);
  await j.afterEach();
});

const here: Plan = { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'A' } };
const elsewhere = (fulfil: 'B' | 'C' | 'M'): Plan => ({ card: 'li-yun', choose: { reason: 'damaged', fulfil } });
const liYun = '440199199203150026';
const cards = () => j.kiosk.bench.state().cardDispenser;
const toDone = (page: string) => page.startsWith('F2');
const toFulfil = (page: string) => page === 'D2-fulfil';

/** Ways of getting the card that can be chosen on the page. */
function waysOn({ screen }: Snapshot): readonly string[] {
  const choices = screen.blocks.flatMap((block) => (block.type === 'choice' ? block.options : []));
  return choices.flatMap(({ id, disabledBecause }) => (disabledBecause === undefined ? [id] : []));
}

const ways = async () => waysOn(await j.now());

const isCardLit = () =>
  j.kiosk.bench.state().ioBoard.lamps.some(({ name, pattern }) => name === 'card' && pattern === 'blink');

/** To the choice of a way, and on as soon as the machine can make cards here. */
async function spot(until: (page: string) => boolean): Promise<Stretch> {
  const { memory } = await j.visit('ss.card.replace', here, { until: toFulfil });
  await j.shows((snapshot) => waysOn(snapshot).includes('A'));
  return await j.on(here, { until, memory });
}

/** Resolves when this is true of the simulated devices. */
const bench = (what: string, fits: () => boolean) =>
  within(what, (done) => {
    const look = () => {
      if (fits()) done();
    };
    const forget = j.kiosk.bench.onChange(look);
    look();
    return forget;
  });

/** Resolves when the machine itself knows whether it can hand out cards. */
const modeA = async (canIssue: boolean) => {
  await j.kiosk.at('A0');
  await j.visit('ss.card.replace', here, { until: toFulfil });
  const expected = canIssue ? 'A B C M' : 'B C M';
  await j.shows((snapshot) => waysOn(snapshot).join(' ') === expected);
};

/** A technician opens the cabinet, takes out what sticks, and closes it. */
async function somebodyAttends(): Promise<void> {
  j.kiosk.bench.ioBoard.setContact('door', true);
  await j.kiosk.at('technician/enter');
  j.kiosk.bench.dispenser.attend();
  j.kiosk.bench.ioBoard.setContact('door', false);
  await j.kiosk.at('A0');
}

const reservations = async (receiptNo: string) =>
  (
    await j.sql<{ state: string }[]>`
      select state from card_reservation where receipt_no = ${receiptNo} order by reserved_ms`
  ).map(({ state }) => state);
const cardsAre = (receiptNo: string, ...states: readonly string[]) =>
  j.truth(
    `cards of ${receiptNo}: ${states.join(' ')}`,
    async () => (await reservations(receiptNo)).join(' ') === states.join(' '),
  );
const cardOf = async (receiptNo: string) => {
  const [row] = await j.sql<{ state: string; pick_place: string | null }[]>`
    select state, pick_place from dept_ss_card where card_id = ${`card-${receiptNo}`}`;
  return row ?? null;
};
const moneyOf = async (receiptNo: string) => {
  const rows = await j.sql<{ back: number; used: boolean }[]>`
    select (select count(*)::int from pay_refund r where r.order_id = o.id) as back, o.used_ms is not null as used
    from pay_order o where o.id in (select order_id from card_reservation where receipt_no = ${receiptNo})
      or o.receipt_no = ${receiptNo}`;
  return rows[0] ?? null;
};
/** The printer's word is on the page; nothing changes there any more. */
const printed = () => j.shows(({ screen }) => offers(screen).includes('print'));
/** Text of each slip without white space, the newest first. */
const slips = () => j.kiosk.bench.state().slips.map(({ lines }) => lines.join('').replaceAll(/\s/g, ''));

describe('J1: no card here', () => {
  it('hopper empty: a card on the spot is not offered, before anybody pays; made at an outlet, it is paid once and no motor turns', async () => {
    j.branch('hopper-empty');
    j.kiosk.bench.dispenser.emptyHopper();
    await j.kiosk.logged('device.fault.opened');
    const chosen = await j.visit('ss.card.replace', elsewhere('B'), { until: toFulfil });
    expect(await ways()).toEqual(['B', 'C', 'M']);
    expect(chosen.pages.some((page) => page.includes('/P1'))).toBe(false);
    await j.picture();
    const done = await j.on(elsewhere('B'), { until: toDone, memory: chosen.memory });
    const receiptNo = await j.receipt();
    expect(done.pages.filter((page) => page.includes('/G1'))).toEqual([]);
    expect([done.last.screen.name, done.last.screen.heading.text, done.last.screen.tone]).toEqual([
      'ss.card.replace/F2-accepted',
      '已受理',
      'waiting',
    ]);
    const card = await cardOf(receiptNo);
    expect(card).toMatchObject({ state: 'inProduction', pick_place: expect.any(String) });
    await bench('slip', () => slips()[0]?.includes(receiptNo) === true);
    expect(slips()[0]).toContain(`地点${card?.pick_place?.replaceAll(/\s/g, '')}`);
    expect(await reservations(receiptNo)).toEqual([]);
    // Work that lasts twelve working days lasts a moment in this city.
    await j.truth('ready', async () => (await j.caseState(receiptNo)) === 'ready');
    expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: true });
  });

  for (const [fulfil, name] of [
    ['C', 'made centrally'],
    ['M', 'by post'],
  ] as const) {
    it(`${name}: accepted with a day, a slip, one card in production, nothing leaves the hopper`, async () => {
      j.branch(`mode-${fulfil}`);
      const before = cards();
      const done = await j.visit('ss.card.replace', elsewhere(fulfil), { until: toDone });
      const receiptNo = await j.receipt();
      expect(done.pages.filter((page) => page.includes('/G1'))).toEqual([]);
      expect(done.last.screen.name).toBe('ss.card.replace/F2-accepted');
      expect(done.said('F2-accepted')).toMatch(/预计 .+前办结/);
      expect(done.said('F2-accepted')).toContain('新卡领到以前，旧卡的状态不变');
      expect(await cardOf(receiptNo)).toEqual({ state: 'inProduction', pick_place: null });
      await bench('slip', () => slips()[0]?.includes(receiptNo) === true);
      expect(slips()[0]).toContain('已受理');
      expect(slips()[0]).not.toContain(liYun);
      expect([cards().hopper.count, cards().taken, cards().bin.count]).toEqual([
        before.hopper.count,
        before.taken,
        before.bin.count,
      ]);
      expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: true });
    });
  }
});

describe('J1: the card does not come out', () => {
  it('jam that only a person can free: void at the hub at once, money back, mode A off, and the card comes another way', async () => {
    j.branch('hard-jam');
    j.kiosk.bench.dispenser.armMishap({ kind: 'hardJam', at: 'feed' });
    const ended = await spot((page) => page.startsWith('G1-end'));
    expect(ended.last.screen.name).toBe('ss.card.replace/G1-end-voided');
    expect(ended.said('G1-end-voided')).toContain('已付款 ¥20.00 将自动退回');
    const told = await j.on(here, { until: toDone, memory: ended.memory });
    const voidNo = await j.receipt();
    expect([told.last.screen.name, told.last.screen.heading.text]).toEqual([
      'ss.card.replace/F2-card-voided',
      '新卡没有制成，已作废',
    ]);
    expect(cards().card?.place).toBe('jammed');
    await cardsAre(voidNo, 'void');
    expect(await cardOf(voidNo)).toMatchObject({ state: 'cancelled' });
    await j.truth('money back', async () => (await moneyOf(voidNo))?.back === 1);
    await bench('slip', () => slips()[0]?.includes(voidNo) === true);
    expect(slips()[0]).toContain('没有制成');
    expect(slips()[0]).toContain('已付款将自动退回');
    expect(slips()[0]).not.toContain('前办结');
    await printed();
    // The other ways are one touch away, with what is known already; the spot is not offered again.
    const again = await j.on(
      { card: 'li-yun', choose: { fulfil: 'C' }, press: { 'F2-card-voided': 'link:ss.card.replace' } },
      { until: toFulfil, memory: told.memory },
    );
    expect(await ways()).toEqual(['B', 'C', 'M']);
    const done = await j.on(elsewhere('C'), { until: toDone, memory: again.memory });
    const receiptNo = await j.receipt();
    expect(receiptNo).not.toBe(voidNo);
    expect(done.last.screen.name).toBe('ss.card.replace/F2-accepted');
    expect(await cardOf(receiptNo)).toEqual({ state: 'inProduction', pick_place: null });
    expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: true });
    // Two persons open the machine and take the card out: then, and not before, cards are made here again.
    await j.afterEach();
    await somebodyAttends();
    await modeA(true);
  });

  it('jam on the way out that the unit frees itself: that card to the bin and void, nobody has a card, the money back', async () => {
    j.branch('jam-freed');
    const before = cards();
    j.kiosk.bench.dispenser.armMishap({ kind: 'jam', at: 'present' });
    const told = await spot(toDone);
    const receiptNo = await j.receipt();
    expect(told.pages).toContain('ss.card.replace/G1-end-voided');
    expect(told.last.screen.name).toBe('ss.card.replace/F2-card-voided');
    expect([
      before.hopper.count - cards().hopper.count,
      cards().taken - before.taken,
      cards().bin.count - before.bin.count,
    ]).toEqual([1, 0, 1]);
    await cardsAre(receiptNo, 'void');
    await j.truth('money back', async () => (await moneyOf(receiptNo))?.back === 1);
  });

  it('two wrong chips: both in the bin, no third blank, as a jam; the encoder gets no other card before somebody was there', async () => {
    j.branch('mismatch-twice');
    const before = cards();
    j.kiosk.bench.personaliser?.inject('mismatch');
    j.kiosk.bench.personaliser?.inject('mismatch');
    const told = await spot(toDone);
    const receiptNo = await j.receipt();
    expect(told.last.screen.name).toBe('ss.card.replace/F2-card-voided');
    expect([
      before.hopper.count - cards().hopper.count,
      cards().taken - before.taken,
      cards().bin.count - before.bin.count,
    ]).toEqual([2, 0, 2]);
    await cardsAre(receiptNo, 'void', 'void');
    await j.truth('money back', async () => (await moneyOf(receiptNo))?.back === 1);
    expect(offers(told.last.screen)).toContain('link:ss.card.replace');
    await j.on(here, { memory: told.memory });
    await modeA(false);
    await j.afterEach();
    await somebodyAttends();
    await modeA(true);
  });

  it('bin full and the card not taken: it stays at the outlet under its light, nobody else can start; taken at last, it is in force and the money stays', async () => {
    j.branch('bin-full');
    const before = cards();
    const offered = await spot((page) => page.startsWith('G1-take'));
    j.kiosk.bench.dispenser.fillBin();
    await j.kiosk.at('ss.card.replace/G1-end-leftAtExit');
    await j.picture();
    const plan = { ...here, press: { 'G1-end-leftAtExit': 'continue' } };
    const told = await j.on(plan, { until: toDone, memory: offered.memory });
    const receiptNo = await j.receipt();
    expect([told.last.screen.name, told.last.screen.heading.text]).toEqual([
      'ss.card.replace/F2-card-leftAtExit',
      '卡还在出口',
    ]);
    await bench('light at the outlet', isCardLit);
    expect(told.said('F2-card-leftAtExit')).not.toContain('退回');
    expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: false });
    expect(await cardOf(receiptNo)).toMatchObject({ state: 'inProduction' });
    j.kiosk.bench.removeCard();
    await j.kiosk.press('finish');
    await j.kiosk.at('ss.card.replace/G1');
    await j.kiosk.press('taken');
    await j.kiosk.at('machine/outlet');
    await j.picture();
    expect(isCardLit()).toBe(true);
    expect((await j.now()).screen.actions).toMatchObject({ other: [] });
    expect(cards().card?.place).toBe('exit');
    expect(j.kiosk.bench.dispenser.takeCard()).toBe(true);
    await j.kiosk.at('A0');
    await cardsAre(receiptNo, 'taken');
    await j.truth('in force', async () => (await j.caseState(receiptNo)) === 'done');
    expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: true });
    expect(cards().taken - before.taken).toBe(1);
  });

  it('a hand takes the card in the very moment in which it is taken back: it counts as taken, and the money stays', async () => {
    j.branch('snatched');
    const before = cards();
    j.kiosk.bench.dispenser.armMishap({ kind: 'snatch', at: 'capture' });
    const offered = await spot((page) => page.startsWith('G1-take'));
    await j.kiosk.at('ss.card.replace/G1-end-taken');
    const done = await j.on(here, { until: toDone, memory: offered.memory });
    const receiptNo = await j.receipt();
    expect(done.last.screen.name).toBe('ss.card.replace/F2-effective');
    expect([cards().taken - before.taken, cards().bin.count - before.bin.count]).toEqual([1, 0]);
    await cardsAre(receiptNo, 'taken');
    expect(await moneyOf(receiptNo)).toEqual({ back: 0, used: true });
  });
});

describe('J1: nobody is there any more', () => {
  it('on the way to a new card: warned, then cleared; the loss report before it stands, its receipt was printed once, nothing was ordered', async () => {
    j.branch('time-out');
    const papers = slips().length;
    const blocked = await j.visit('ss.card.loss', { card: 'li-yun' }, { until: (page) => page === 'F2-effective' });
    const lossNo = await j.receipt();
    await j.kiosk.printed(papers + 1);
    const orders = async () => (await j.sql<{ n: number }[]>`select count(*)::int as n from pay_order`)[0]?.n;
    const before = await orders();
    const walked = await j.on(
      { ...here, press: { 'F2-effective': 'link:ss.card.replace' } },
      { until: (page) => page === 'D1', memory: { ...blocked.memory } },
    );
    // Time limits of the street: 45 s without a touch on a page with personal data, then 30 s of warning.
    let snapshot = walked.last;
    while (snapshot.warning === null) {
      await j.kiosk.changed(snapshot, 60_000);
      snapshot = await j.now();
    }
    await j.picture();
    expect(await j.kiosk.text()).toContain('您还在吗');
    while (snapshot.screen.code === 'D1') {
      await j.kiosk.changed(snapshot, 40_000);
      snapshot = await j.now();
    }
    j.kiosk.bench.removeCard();
    await j.kiosk.at('A0');
    expect(await j.kiosk.text()).not.toContain(lossNo);
    expect(await j.caseState(lossNo)).toBe('done');
    expect(slips().length).toBe(papers + 1);
    expect(slips()[0]).toContain(lossNo);
    expect(await orders()).toBe(before);
  });
});

describe('J1: the link', () => {
  it('away before the report: both numbers, 登记 with 尚未生效 and no new card offered; back: in force exactly once', async () => {
    j.branch('offline');
    j.link.set('down');
    const blocked = async () =>
      (
        await j.sql<{ receipt_no: string | null }[]>`
          select receipt_no from dept_ss_card where id_number = ${liYun} and state = 'formalLoss'`
      ).map((row) => row.receipt_no);
    const plan: Plan = { card: 'li-yun', type: { mobile: '13800138000' } };
    const told = await j.visit('ss.card.loss', plan, { until: toDone });
    const receiptNo = await j.receipt();
    expect(told.said('D1-offline')).toContain('12333');
    expect(told.said('D1-offline')).toContain('发卡银行');
    expect(told.last.screen.name).toBe('ss.card.loss/F2-stored');
    expect(told.said('F2-stored')).toContain('尚未生效');
    expect(told.last.screen.tone).toBe('waiting');
    expect(told.said('F2-stored')).toContain('发卡银行');
    expect(offers(told.last.screen)).not.toContain('link:ss.card.replace');
    await bench('slip', () => slips()[0]?.includes(receiptNo) === true);
    expect(slips()[0]).toContain('尚未生效');
    expect(slips()[0]).toContain('12333');
    expect(await blocked()).toEqual([]);
    j.link.set('open');
    await j.truth('in force', async () => (await j.caseState(receiptNo)) === 'done');
    // Whoever reports without naming a card protects all that are in use, by this one report.
    expect([...new Set(await blocked())]).toEqual([receiptNo]);
    const rows = (await j.hub.transactions()).filter(
      (row) => row.receiptNo === receiptNo && row.topic === 'case.submit',
    );
    expect(rows.length).toBe(1);
  });

  it('a refund that nobody heard: it outlives a restart of the program, and goes at the first sign of life of the hub', async () => {
    j.branch('refund-after-restart');
    const before = cards();
    const paid = await spot((page) => page === 'G1-pin');
    j.link.set('down');
    const ended = await j.on(here, { until: toDone, memory: paid.memory });
    expect([ended.last.screen.name, ended.last.screen.heading.text]).toEqual([
      'ss.card.replace/F2-card-notStarted',
      '没有开始制卡',
    ]);
    // Offline nobody is led to a service that cannot work now.
    expect(offers(ended.last.screen)).not.toContain('link:ss.card.replace');
    process.kill(j.kiosk.terminalPid(), 'SIGKILL');
    j.kiosk.bench.removeCard();
    await j.kiosk.at('A0');
    j.link.set('open');
    await j.truth('money back', async () => {
      const [row] = await j.sql<{ open: number }[]>`select count(*)::int as open from pay_order o
        where state in ('paid', 'pending') and used_ms is null and not exists (select 1 from pay_refund r where r.order_id = o.id)`;
      return row?.open === 0;
    });
    expect(cards().hopper.count).toBe(before.hopper.count);
  });
});
