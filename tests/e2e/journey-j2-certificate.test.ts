import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/snapshot.ts';
import { mendPrinter, pagesOut } from '../support/a4-printer.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J2 (docs/domain/journeys.md §4): certificates on A4, counted by the page, void where they did not come out whole. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J2', code: 'TH0102', documentPrinter: true, cureMs: 4_000 });
});
afterAll(() => j?.close());
afterEach(async () => {
  mendPrinter(j);
  await j.afterEach();
});

const loan: Plan = { card: 'li-yun', choose: { purpose: 'loan' } };
const documents = () =>
  j.sql<{ state: string; print_no: number; pages: number }[]>`
    select state, print_no, pages from document order by issued_ms`;

describe('J2: certificate', () => {
  it('printed whole: as many pages as the hub issued, one document, nothing void', async () => {
    j.branch('main');
    const before = pagesOut(j);
    const walked = await j.visit('cert.ss.history', loan);
    expect(walked.pages).toContain('cert.ss.history/G1-printed-done');
    expect(walked.said('D1-preview')).not.toContain('440199199203150026');
    const issued = await documents();
    expect(issued.map(({ state, print_no }) => [state, print_no])).toEqual([['issued', 1]]);
    expect(pagesOut(j) - before).toBe(issued[0]?.pages);
  });

  it('for an office of the city: said that it is not needed before anybody gives an ID card; printed all the same if wanted', async () => {
    j.branch('not-needed');
    const walked = await j.visit(
      'cert.ss.insured',
      { card: 'li-yun', choose: { purpose: 'gov' } },
      { until: (page) => page === 'E0' },
    );
    expect(walked.pages.some((page) => page.includes('/C1'))).toBe(false);
    const { screen } = await j.now();
    expect(screen.heading.key).toContain('notNeeded');
  });

  it('jam at page 2, freed by the keeper in time: the same document goes on, every page once', async () => {
    j.branch('jam-freed');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    j.kiosk.bench.documentPrinter?.jamAt(2);
    const walked = await j.visit('cert.ss.history', loan, { until: (page) => page === 'G1-printing-fault' });
    expect(walked.said('G1-printing-fault')).toContain('卡纸');
    j.kiosk.bench.documentPrinter?.set({ isJammed: false });
    const after = await j.on(loan, { until: (page) => page.startsWith('G1-printed'), memory: walked.memory });
    expect(after.pages.at(-1)).toBe('cert.ss.history/G1-printed-done');
    const issued = (await documents()).slice(before);
    expect(issued.map(({ state }) => state)).toEqual(['issued']);
    expect(pagesOut(j) - out).toBe(issued[0]?.pages);
  });

  it('hub away before the print: said so, no document issued, nothing comes out', async () => {
    j.branch('hub-away');
    const before = (await documents()).length;
    const walked = await j.visit('cert.ss.insured', loan, { until: (page) => page === 'D1-preview' });
    j.link.set('down');
    const end = await j.on(loan, { until: (page) => page.startsWith('N1'), memory: walked.memory });
    expect(end.pages.at(-1)).toBe('cert.ss.insured/N1-document.away');
    expect((await documents()).length).toBe(before);
    expect(j.kiosk.bench.state().documentPrinter?.isPrinting).toBe(false);
  });

  it('paper out after one page: says so, void at the hub; the tile says so until the keeper came, and asks nobody for an ID card', async () => {
    j.branch('paper-out');
    const [before, out] = [(await documents()).length, pagesOut(j)];
    j.kiosk.bench.documentPrinter?.set({ paper: 1 });
    const walked = await j.visit('cert.ss.history', loan, { until: (page) => page.startsWith('G1-printed') });
    expect(walked.pages).toContain('cert.ss.history/G1-printing-fault');
    expect(walked.pages.at(-1)).toBe('cert.ss.history/G1-printed-partial');
    expect(walked.said('G1-printed-partial')).toContain('1');
    expect(pagesOut(j) - out).toBe(1);
    await j.truth('void', async () => (await documents()).at(before)?.state === 'void');
    await leave(j.kiosk);
    await j.kiosk.touch('h1');
    await j.kiosk.at('A1-home');
    await j.kiosk.typeKeys('grcbzm');
    const tile = ({ screen }: Snapshot) =>
      screen.blocks
        .flatMap((block) => (block.type === 'tiles' ? block.tiles : []))
        .find(({ id }) => id === 'tile:cert.ss.insured');
    await j.shows((snapshot) =>
      /本机 A4 打印机暂不能用。最近可办：.+(米|公里)/.test(tile(snapshot)?.unavailable?.text ?? ''),
    );
    await j.picture();
  });
});
