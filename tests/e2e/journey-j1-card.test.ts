import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J1 (docs/domain/journeys.md §3): a lost card is blocked and a new one made on the spot; and what happens where that breaks. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J1', code: 'TH0101', personaliser: true, motorSpeed: 10, takeSeconds: 6 });
});
afterAll(() => j?.close());
afterEach(async () => {
  j.kiosk.bench.personaliser?.clearFaults();
  j.kiosk.bench.dispenser.clearFaults();
  await j.afterEach();
});

const damaged: Plan = { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'A' } };
const liYun = '440199199203150026';
const cards = () => j.kiosk.bench.state().cardDispenser;
const toPin = (page: string) => page === 'G1-pin';
const toEnd = (page: string) => page.startsWith('G1-end');

const reservations = async (receiptNo: string) =>
  (
    await j.sql<{ state: string }[]>`
      select state from card_reservation where receipt_no = ${receiptNo} order by reserved_ms`
  ).map(({ state }) => state);
const newestOrder = async () => {
  const [row] = await j.sql<{ state: string; back: number }[]>`
    select o.state, (select count(*)::int from pay_refund r where r.order_id = o.id) as back
    from pay_order o order by created_ms desc limit 1`;
  return row;
};
const submits = async (receiptNo: string) =>
  (await j.hub.transactions()).filter((row) => row.receiptNo === receiptNo && row.topic === 'case.submit').length;
const cardsAre = (receiptNo: string, ...states: readonly string[]) =>
  j.truth(
    `cards of ${receiptNo}: ${states.join(' ')}`,
    async () => (await reservations(receiptNo)).join(' ') === states.join(' '),
  );
/** The card made for an application, and the cards of its person that a new one has put out of force since the demonstration began. */
const cardsOf = async (receiptNo: string) => {
  const [made] = await j.sql<{ state: string }[]>`
    select state from dept_ss_card where card_id = ${`card-${receiptNo}`}`;
  const old = await j.sql<{ state: string }[]>`
    select state from dept_ss_card where id_number = ${liYun} and replaced and card_id not like 'card-%'`;
  return { made: made?.state ?? null, old: old.map(({ state }) => state) };
};
/** Text of each slip without white space, the newest first. */
const slips = () => j.kiosk.bench.state().slips.map(({ lines }) => lines.join('').replaceAll(/\s/g, ''));
const moneyBack = () => j.truth('refund', async () => (await newestOrder())?.back === 1);

/** Half of the breaks only in `npm run test:journeys`: each makes a whole card, and `npm test` has twenty minutes for everything. */
const long = it.runIf(process.env.YITIJI_JOURNEYS === 'all');

describe('J1: lost card, new card', () => {
  it('blocked first, then paid, PIN on the pad, made, taken: one card, two applications, two slips, in force only when taken', async () => {
    j.branch('main');
    const before = cards();
    const blocked = await j.visit('ss.card.loss', { card: 'li-yun' }, { until: (page) => page === 'F2-effective' });
    const lossNo = await j.receipt();
    expect(blocked.said('F2-effective')).toContain('已挂失');
    expect(blocked.said('E0')).toContain('银行');
    const made = await j.on(
      { ...damaged, press: { 'F2-effective': 'link:ss.card.replace' } },
      { until: (page) => page === 'G1-end-taken', memory: { ...blocked.memory } },
    );
    expect(made.said('P1')).toContain('20');
    expect(made.said('G1-take')).toContain('请在 6 秒内取走');
    // Taken is not yet in force: the page says so, and goes on by the department's word only.
    expect(made.said('G1-end-taken')).not.toContain('已生效');
    const done = await j.on(damaged, { until: (page) => page.startsWith('F2'), memory: made.memory });
    const receiptNo = await j.receipt();
    expect([done.last.screen.name, done.last.screen.heading.text, done.last.screen.tone]).toEqual([
      'ss.card.replace/F2-effective',
      '新卡已生效',
      'done',
    ]);
    expect(done.said('F2-effective')).toContain('到开卡银行激活银行功能');
    expect(await j.caseState(receiptNo)).toBe('done');
    expect(await cardsOf(receiptNo)).toEqual({ made: 'inactive', old: ['cancelled'] });
    await j.on(damaged, { memory: done.memory });
    const after = cards();
    expect([
      before.hopper.count - after.hopper.count,
      after.taken - before.taken,
      after.bin.count - before.bin.count,
    ]).toEqual([1, 1, 0]);
    await cardsAre(receiptNo, 'taken');
    expect(await newestOrder()).toEqual({ state: 'paid', back: 0 });
    expect([await submits(lossNo), await submits(receiptNo)]).toEqual([1, 1]);
    await j.kiosk.printed(2);
    const [second = '', first = ''] = slips();
    expect(slips().length).toBe(2);
    expect(first).toContain(lossNo);
    expect(first).toContain('已挂失');
    expect(second).toContain(receiptNo);
    expect(second).toContain('已办结');
    expect(second).toContain('到开卡银行激活银行功能');
    expect(j.kiosk.bench.paperText()).not.toContain(liYun);
  });

  long('encoder down: a card on the spot is not offered, and nobody pays before they know', async () => {
    j.branch('no-encoder');
    j.kiosk.bench.personaliser?.setRibbonOut(true);
    await j.kiosk.logged('device.fault.opened');
    const walked = await j.visit('ss.card.replace', damaged, { until: (page) => page === 'D2-fulfil' });
    const { screen } = await j.now();
    const options = screen.blocks.flatMap((block) => (block.type === 'choice' ? block.options : []));
    expect(options.filter(({ id, disabledBecause }) => id === 'A' && disabledBecause === undefined)).toEqual([]);
    expect(options.some(({ disabledBecause }) => disabledBecause === undefined)).toBe(true);
    expect(walked.pages.some((page) => page.includes('/P1'))).toBe(false);
    await j.picture();
  });

  long(
    'chip reads back wrong: that card to the bin, one more blank, one card handed out, two reservations and one payment',
    async () => {
      j.branch('mismatch');
      const before = cards();
      j.kiosk.bench.personaliser?.inject('mismatch');
      const walked = await j.visit('ss.card.replace', damaged, { until: (page) => page.startsWith('F2') });
      const receiptNo = await j.receipt();
      expect(walked.pages).toContain('ss.card.replace/G1-end-taken');
      expect(walked.last.screen.name).toBe('ss.card.replace/F2-effective');
      const after = cards();
      expect([
        before.hopper.count - after.hopper.count,
        after.taken - before.taken,
        after.bin.count - before.bin.count,
      ]).toEqual([2, 1, 1]);
      await cardsAre(receiptNo, 'void', 'taken');
      expect(await newestOrder()).toEqual({ state: 'paid', back: 0 });
    },
  );

  long('jam before the outlet: void at the hub, money back, and the page says both', async () => {
    j.branch('jam');
    const before = cards();
    j.kiosk.bench.personaliser?.inject('jam');
    const walked = await j.visit('ss.card.replace', damaged, { until: toEnd });
    expect(walked.pages).toContain('ss.card.replace/G1-end-voided');
    expect(walked.said('G1-end-voided')).toContain('退');
    const done = await j.on(damaged, { until: (page) => page.startsWith('F2'), memory: walked.memory });
    const receiptNo = await j.receipt();
    expect([done.last.screen.name, done.last.screen.heading.text]).toEqual([
      'ss.card.replace/F2-card-voided',
      '新卡没有制成，已作废',
    ]);
    expect(cards().taken - before.taken).toBe(0);
    await cardsAre(receiptNo, 'void');
    await moneyBack();
  });

  it('card not taken: called for louder, taken back into the bin, locked at the hub, the money back', async () => {
    j.branch('not-taken');
    const before = cards();
    const papers = slips().length;
    const offered = await j.visit('ss.card.replace', damaged, { until: (page) => page.startsWith('G1-take') });
    await j.kiosk.at('ss.card.replace/G1-take-loud');
    await j.picture();
    await j.kiosk.at('ss.card.replace/G1-take-last');
    await j.picture();
    // Nobody touches anything from here on: what became of the card is said, and printed for whoever comes back.
    await j.kiosk.at('ss.card.replace/F2-card-captured');
    const receiptNo = await j.receipt();
    const { screen } = await j.now();
    expect([screen.heading.text, screen.tone]).toEqual(['卡已收回并锁定', 'attention']);
    await j.kiosk.printed(papers + 1);
    expect(slips()[0]).toContain(receiptNo);
    expect(slips()[0]).toContain('卡已收回并锁定');
    await j.picture();
    const end = await j.on(damaged, { until: (page) => page.startsWith('F2'), memory: offered.memory });
    expect(end.said('F2-card-captured')).toMatch(/卡尾号 \d{4}。请在 .+前凭身份证联系管理员 020-00000000/);
    expect(cards().bin.count - before.bin.count).toBe(1);
    expect(cards().taken - before.taken).toBe(0);
    await cardsAre(receiptNo, 'captured');
    await j.truth('case ended', async () => (await j.caseState(receiptNo)) === 'refused');
    expect(await cardsOf(receiptNo)).toEqual({ made: 'cancelled', old: [] });
    await moneyBack();
  });

  long(
    'link gone after the payment and before the card: no card leaves, and the money comes back by itself',
    async () => {
      j.branch('offline-paid');
      const before = cards();
      const paid = await j.visit('ss.card.replace', damaged, { until: toPin });
      j.link.set('down');
      const end = await j.on(damaged, { until: toEnd, memory: paid.memory });
      expect(end.pages).toContain('ss.card.replace/G1-end-notStarted');
      expect(end.said('G1-end-notStarted')).toContain('退');
      expect(cards().hopper.count).toBe(before.hopper.count);
      expect(await newestOrder()).toMatchObject({ state: 'paid', back: 0 });
      // At the first sign of life of the hub, by itself.
      j.link.set('open');
      await moneyBack();
    },
  );

  long('two PINs that differ three times: nothing is made, nothing is kept, the money goes back', async () => {
    j.branch('pin');
    const before = cards();
    await j.visit('ss.card.replace', damaged, { until: toPin });
    let round = 0;
    const forget = j.kiosk.bench.onChange((state) => {
      if (state.personaliser?.pin?.entered !== 0) return;
      round += 1;
      const pin = round % 2 === 1 ? '135790' : '246801';
      queueMicrotask(() => j.kiosk.bench.personaliser?.press(pin));
    });
    j.kiosk.bench.personaliser?.press('135790');
    round = 1;
    await j.kiosk.at('ss.card.replace/G1-end-notStarted');
    forget();
    await j.picture();
    expect(cards().hopper.count).toBe(before.hopper.count);
    await moneyBack();
  });

  it('power cut with the card inside: the card ends in the bin, void and paid back; nothing is handed to the next', async () => {
    j.branch('power-cut');
    const before = cards();
    const paid = await j.visit('ss.card.replace', damaged, { until: toPin });
    const inside = within('card at the encoder', (done) => {
      const look = () => {
        if (j.kiosk.bench.state().cardDispenser.card?.place === 'inside') done();
      };
      return j.kiosk.bench.onChange(look);
    });
    const walking = j.on(damaged, { until: (page) => page === 'A0', memory: paid.memory });
    await inside;
    process.kill(j.kiosk.terminalPid(), 'SIGKILL');
    await walking;
    await within('card in the bin', (done) => {
      const look = () => {
        if (cards().bin.count - before.bin.count === 1) done();
      };
      const forget = j.kiosk.bench.onChange(look);
      look();
      return forget;
    });
    expect(await j.kiosk.text()).toContain('若已显示回执号，即已保存');
    await j.picture();
    expect(cards().taken - before.taken).toBe(0);
    await j.truth('card void', async () => {
      const [row] = await j.sql<
        { state: string }[]
      >`select state from card_reservation order by reserved_ms desc limit 1`;
      return row?.state === 'void' || row?.state === 'captured';
    });
    await moneyBack();
  });

  it('in the end every payment has bought a card that was taken, or has come back once', async () => {
    await j.truth('money', async () => {
      const [row] = await j.sql<{ paid: number; taken: number; back: number }[]>`
        select (select count(*)::int from pay_order where state <> 'expired') as paid,
          (select count(*)::int from card_reservation where state = 'taken') as taken,
          (select count(*)::int from pay_refund) as back`;
      return row !== undefined && row.paid === row.taken + row.back;
    });
  });
});
