import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/snapshot.ts';
import { mendPrinter, pagesOut } from '../support/a4-printer.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J2 (docs/domain/journeys.md §4): printed again free of charge, not printed at all, and the printer that is not ready before anybody gives an ID card. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({
    name: 'J2-again',
    code: 'TH0104',
    documentPrinter: true,
    printerTells: true,
    cureMs: 1_500,
  });
});
afterAll(() => j?.close());
afterEach(async () => {
  mendPrinter(j);
  await j.afterEach();
});

const item = 'cert.ss.insured';
const history: Plan = { card: 'li-yun', choose: { purpose: 'loan' } };
const documents = () =>
  j.sql<{ state: string; reason: string | null; print_no: number; pages: number; whole: boolean }[]>`
    select state, reason, print_no, pages, printed_ms is not null as whole from document order by issued_ms`;
/** What became of the documents that were issued since there were `before` of them. */
const since = async (before: number) => (await documents()).slice(before);
const isDone = (page: string) => page === 'G1-printed-done';

describe('J2: not printed at all', () => {
  it('for an office of the city 好的，不打了: ends without an ID card, nothing issued, nothing printed', async () => {
    j.branch('not-needed-stop');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    const walked = await j.visit(item, { card: 'li-yun', choose: { purpose: 'gov' }, press: { E0: 'end' } });
    expect(walked.said('E0')).toMatch(/好的，不打了/);
    expect(walked.pages.at(-1)).toBe('A0');
    expect(walked.pages.some((page) => page.includes('/C1'))).toBe(false);
    expect([(await documents()).length, pagesOut(j)]).toEqual([before, out]);
  });

  it('for an office of the city 仍要打印: goes on and prints, whole', async () => {
    j.branch('not-needed-go');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    const walked = await j.visit(item, { card: 'li-yun', choose: { purpose: 'gov' } }, { until: isDone });
    const { pages } = walked;
    expect(pages.indexOf(`${item}/E0`)).toBeGreaterThan(0);
    expect(pages.indexOf(`${item}/E0`)).toBeLessThan(pages.indexOf(`${item}/C1`));
    await j.truth('told whole', async () => (await since(before)).at(0)?.whole === true);
    const [issued] = await since(before);
    expect(issued?.state).toBe('issued');
    expect(pagesOut(j) - out).toBe(issued?.pages);
  });

  it('no record: 没有查到, why, and whom to ask; nothing issued', async () => {
    j.branch('no-record');
    const before = (await documents()).length;
    const walked = await j.visit(
      item,
      { card: 'wang-yi', choose: { purpose: 'loan' }, verify: 'video' },
      { until: (page) => page.startsWith('N1') },
    );
    const text = await j.kiosk.text();
    expect(walked.last.screen.heading.text).toContain('没有查到');
    expect(text).toMatch(/没有在广州参保.*还没有同步/);
    expect(text).toContain('本机不能改记录');
    expect(text).toContain('12333');
    expect((await documents()).length).toBe(before);
  });

  it('record wrong: the machine changes nothing, says where it is put right, and leads back', async () => {
    j.branch('record-wrong');
    const walked = await j.visit(
      item,
      { ...history, press: { D1: 'wrong' } },
      { until: (page) => page === 'N1-found.wrong' },
    );
    expect(walked.said('N1-found.wrong')).toContain('到窗口更正');
    expect(walked.said('N1-found.wrong')).toContain('12333');
    await j.kiosk.press('back');
    await j.kiosk.at(`${item}/D1`);
  });
});

describe('J2: printed again', () => {
  it('after paper ran out at page 1: free, as the second print, a document of its own; the first stays void, every page counted', async () => {
    j.branch('again-after-partial');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    j.kiosk.bench.documentPrinter?.set({ paper: 1 });
    const walked = await j.visit('cert.ss.history', history, { until: (page) => page === 'G1-printed-partial' });
    await j.truth('void', async () => (await since(before)).at(0)?.state === 'void');
    j.kiosk.bench.documentPrinter?.set({ paper: 250 });
    const again = '[data-action="again"]';
    await j.kiosk.page().locator(again).waitFor();
    expect(await j.kiosk.page().locator(again).textContent()).toContain('免费重打');
    await j.kiosk.touch(again);
    await j.on(history, { until: isDone, memory: walked.memory });
    await j.picture();
    await j.truth('second told whole', async () => (await since(before)).at(1)?.whole === true);
    const issued = await since(before);
    expect(issued.map(({ state, reason, print_no }) => [state, reason, print_no])).toEqual([
      ['void', 'notFullyPrinted', 1],
      ['issued', null, 2],
    ]);
    expect(pagesOut(j) - out).toBe(1 + (issued[1]?.pages ?? 0));
  });

  it('printer says OK, no paper came: one free re-print, logged, the first is void; a second time nothing is printed and the keeper is named', async () => {
    j.branch('nothing-came');
    const before = (await documents()).length;
    const plan: Plan = { card: 'li-yun', choose: { purpose: 'school' } };
    const walked = await j.visit(item, plan, { until: isDone });
    expect(walked.said('G1-printed-done')).toContain('没有打印出来？');
    await j.truth('told whole', async () => (await since(before)).at(0)?.whole === true);
    await j.kiosk.press('again');
    await j.kiosk.left(`${item}/G1-printed-done`);
    await j.on(plan, { until: isDone, memory: walked.memory });
    await j.truth('second told whole', async () => (await since(before)).at(1)?.whole === true);
    const issued = await since(before);
    expect(issued.map(({ state, reason }) => [state, reason])).toEqual([
      ['void', 'notOut'],
      ['issued', null],
    ]);
    expect(issued[1]?.print_no).toBe((issued[0]?.print_no ?? 0) + 1);
    const asked = j.kiosk.output.filter((line) => line.includes('"document.reprint.asked"'));
    expect(asked).toHaveLength(1);
    const out = pagesOut(j);
    await j.kiosk.press('notOut');
    await j.kiosk.at(`${item}/N1-document.askKeeper`);
    await j.picture();
    expect(await j.kiosk.text()).toMatch(/已经免费重打过一次.*020-00000000/);
    await j.kiosk.press('back');
    await j.kiosk.at(`${item}/G1-printed-done`);
    expect([pagesOut(j), (await documents()).length]).toEqual([out, before + 2]);
  });
});

describe('J2: printer not ready before the ID card', () => {
  it('stops between the first page and the ID card: said before the card is asked for, and nothing was read', async () => {
    j.branch('not-ready-midway');
    const walked = await j.visit(item, history, { until: (page) => page === 'B2' });
    j.kiosk.bench.documentPrinter?.set({ isCoverOpen: true });
    await j.kiosk.logged('E_COVER_OPEN');
    await j.kiosk.press('agree');
    await j.kiosk.at(`${item}/N1-item.notReady`);
    await j.picture();
    expect(await j.kiosk.text()).toContain('没有读取任何资料');
    expect(walked.pages.some((page) => page.includes('/C1'))).toBe(false);
    await leave(j.kiosk);
  });

  const stops = [{ isTonerOut: true }, { isCoverOpen: true }, { isOffline: true }] as const;

  it('toner out, cover open, printer off: the tile says so and where else, asks nobody for an ID card; works again when it is mended', async () => {
    j.branch('not-ready');
    await j.kiosk.at('A0');
    await j.kiosk.touch('h1');
    await j.kiosk.at('A1-home');
    await j.kiosk.typeKeys('grcbzm');
    const tile = ({ screen }: Snapshot) =>
      screen.blocks
        .flatMap((block) => (block.type === 'tiles' ? block.tiles : []))
        .find(({ id }) => id === `tile:${item}`);
    const isFree = (snapshot: Snapshot) => tile(snapshot) !== undefined && tile(snapshot)?.unavailable === undefined;
    for (const change of stops) {
      await j.shows(isFree);
      j.kiosk.bench.documentPrinter?.set(change);
      // The city's list of machines may come after the fault: until then the tile names only that there are others.
      await j.shows((snapshot) =>
        /本机 A4 打印机暂不能用。最近可办：.+(米|公里)/.test(tile(snapshot)?.unavailable?.text ?? ''),
      );
      await j.picture();
      j.kiosk.bench.documentPrinter?.set({ isTonerOut: false, isCoverOpen: false, isOffline: false });
    }
    await j.shows(isFree);
  });
});
