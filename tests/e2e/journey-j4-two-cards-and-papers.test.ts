import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeFilm } from '../support/camera-film.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J4 (docs/domain/journeys.md §5): the spouse's own card as the second on the same pad, and papers before the document camera. */
const dir = mkdtempSync(join(tmpdir(), 'yitiji-film-'));
let j: Journey;
beforeAll(async () => {
  const film = join(dir, 'page.mjpeg');
  // Too far away first, then as it should lie.
  writeFilm(film, [
    { page: 0.22, seconds: 3 },
    { page: 1, seconds: 6 },
  ]);
  j = await startJourney({ name: 'J4', code: 'TH0106', cameraFile: film });
});
afterAll(async () => {
  await j?.close();
  rmSync(dir, { recursive: true, force: true });
});
afterEach(() => j.afterEach());

const item = 'hlth.birth.reg';
const done = (page: string) => page.startsWith('F2');
const isState = (receiptNo: string, state: string) =>
  j.truth(`${receiptNo} ${state}`, async () => (await j.caseState(receiptNo)) === state);
const application = async (receiptNo: string) => {
  const [row] = await j.sql<{ answers: Record<string, unknown>; photos: Buffer | null }[]>`
    select answers, photos from dept_application where receipt_no = ${receiptNo}`;
  return row;
};
const text = async () => (await j.kiosk.text()).replaceAll(/\s/g, '');

describe('J4: two cards', () => {
  it('a spouse whom no register knows: the first card must go, the own card is nobody’s spouse, a fresh tap counts; no confirmation is waited for; both are gone before the next visit', async () => {
    j.branch('two-cards');
    const plan: Plan = { card: 'lin-jie', choose: { order: '1', stage: 'pregnant', motherStatus: 'first' } };
    const walked = await j.visit(item, plan, { until: (page) => page === 'D2-spouse-tap' });
    // The card of the one who stands here still lies there.
    await j.shows(({ screen }) => screen.blocks.some((block) => block.type === 'machine' && block.state === 'take'));
    await j.picture();
    expect(await text()).toContain('请先拿开这张身份证');
    j.kiosk.bench.removeCard();
    await j.shows(({ screen }) => screen.blocks.some((block) => block.type === 'machine' && block.state === 'place'));
    j.kiosk.bench.placeCard('lin-jie');
    await j.kiosk.page().getByText('这是您自己的资料，请填另一位家长').waitFor();
    await j.picture();
    j.kiosk.bench.removeCard();
    await j.shows(({ screen }) => screen.blocks.some((block) => block.type === 'machine' && block.state === 'place'));
    j.kiosk.bench.placeCard('fang-yuan');
    await j.kiosk.left(`${item}/D2-spouse-tap`);
    const end = await j.on(plan, { until: done, memory: { ...walked.memory, lying: null } });
    expect(end.pages.at(-1)).toBe(`${item}/F2-accepted`);
    const receiptNo = await j.receipt();
    await j.kiosk.press('finish');
    await j.kiosk.at(`${item}/G1-card`);
    expect(await j.kiosk.page().locator('[data-action="taken"]').count()).toBe(0);
    await j.kiosk.touch('[data-action="exit"]');
    await j.kiosk.at('machine/card-left');
    j.kiosk.bench.removeCard();
    await j.kiosk.at('A0');
    await isState(receiptNo, 'done');
    expect((await application(receiptNo))?.answers.spouse).toMatchObject({
      idNumber: '440199198807120114',
      by: 'card',
    });
  });
});

describe('J4: papers', () => {
  it('an earlier birth certificate that no register has: said to come closer, taken by itself when it fills the frame, sent sealed, kept nowhere here', async () => {
    j.branch('camera');
    const plan: Plan = { card: 'li-yun', choose: { order: '2', stage: 'pregnant' } };
    const walked = await j.visit(item, plan, { until: (page) => page === 'D2-earlierProof' });
    await j.kiosk.page().locator('[data-testid="camera-hint"][data-hint="closer"]').waitFor();
    await j.picture();
    await j.shows(({ screen }) => screen.actions.other.some(({ id }) => id === 'retake'));
    await j.picture();
    expect(await text()).toContain('已拍好');
    await j.kiosk.press('retake');
    await j.kiosk.page().locator('[data-testid="camera-hint"]').waitFor();
    await j.shows(({ screen }) => screen.actions.other.some(({ id }) => id === 'retake'));
    const end = await j.on(plan, { until: done, memory: walked.memory });
    expect(end.pages.some((page) => page.includes('paperLater'))).toBe(false);
    expect(end.said('E1')).toContain('已拍好');
    expect(end.pages.at(-1)).toBe(`${item}/F2-waitSpouse`);
    const sent = await application(await j.receipt());
    expect(sent?.answers.earlierProof).toBe('captured');
    expect(sent?.photos?.length).toBeGreaterThan(10_000);
    // Sealed at the hub, and no picture on this machine's disk.
    expect(sent?.photos?.includes(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe(false);
    expect(j.kiosk.diskBytes().includes(Buffer.from('/9j/4AAQ'))).toBe(false);
  });

  it('no paper at hand: said what is missing and that it may follow, taken in all the same, and a booking at the window is offered', async () => {
    j.branch('paper-later');
    const plan: Plan = {
      card: 'li-yun',
      choose: { order: '2', stage: 'pregnant' },
      press: { 'D2-earlierProof': 'skip' },
    };
    const walked = await j.visit(item, plan, { until: done });
    expect(walked.said('E0')).toMatch(/还差一份材料.*前一孩出生证.*请准备原件/);
    const receiptNo = await j.receipt();
    expect((await application(receiptNo))?.answers.earlierProof).toBeUndefined();
    expect((await application(receiptNo))?.photos).toBeNull();
    await j.kiosk.press('link:svc.book');
    await j.kiosk.left(walked.last.screen.name);
    const { screen } = await j.now();
    expect(screen.name).toContain('svc.book/');
    expect(screen.code).not.toBe('C1');
  });
});
