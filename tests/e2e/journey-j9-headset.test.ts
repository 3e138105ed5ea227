import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { recordingsOfLossReport } from '../support/recordings.ts';
import { type Heard, listen, type SpokenLog } from '../support/spoken.ts';

/**
 * Speech in the real window (docs/domain/screens.md §8): recordings made by the build, a plug on the simulated board, and what has begun to be heard. F-21.
 */
let j: Journey;
let log: SpokenLog;
beforeAll(async () => {
  await recordingsOfLossReport();
  j = await startJourney({ name: 'J9-headset', code: 'TH0109' });
  log = await listen(j.kiosk);
}, 600_000);
afterAll(() => j?.close());
afterEach(async () => {
  await headset(false);
  await j.afterEach();
});

const item = 'ss.card.loss';
async function headset(isIn: boolean): Promise<void> {
  j.kiosk.bench.ioBoard.setContact('headset', isIn);
  await j.shows(({ modes }) => (modes.speech.output === 'headset') === isIn);
}
const textsOf = (heard: readonly Heard[]): readonly string[] => heard.map(({ text }) => text);
const isPersonal = ({ privacy }: Heard): boolean => privacy !== 'any';

/** To the page that shows what was found about 黎赟: two cards. */
const toFound = () => j.visit(item, { card: 'li-yun' }, { until: (page) => page === 'D1' });

describe('J9: headset and speech', () => {
  it('a plug in the jack turns speech on: page words to everybody’s ears, personal values to these alone', async () => {
    j.branch('headset');
    await headset(true);
    await log.until('heading of the idle page', ({ page, text }) => page === 'A0' && text === '触摸屏幕开始');
    const from = log.heard.length;
    await toFound();
    await log.until('end of the ID number', ({ page, text }) => page === `${item}/D1` && text === '0026', from);
    const heard = log.heard.slice(from).filter(({ page }) => page === `${item}/D1`);
    expect(textsOf(heard).slice(0, 6).join(' ')).toBe('已为您找到以下信息 第 3 步，共 7 步');
    expect(textsOf(heard)).toContain('已隐藏');
    expect(heard.filter(isPersonal).every(({ output }) => output === 'headset')).toBe(true);
    expect(textsOf(heard).join()).not.toMatch(/黎|赟|440199/);
  });

  it('F-21: pulled out in the middle of personal data: silent at once, and the speaker is asked for; it says nothing personal', async () => {
    j.branch('pulled-out');
    await headset(true);
    let from = log.heard.length;
    await toFound();
    await log.until('a personal value', (piece) => piece.page === `${item}/D1` && isPersonal(piece), from);
    j.kiosk.bench.ioBoard.setContact('headset', false);
    const asked = await j.shows(({ screen }) => screen.name === 'headset');
    await j.kiosk.painted(asked);
    const silentFrom = log.heard.length;
    expect(asked.modes.speech.output).toBe('off');
    expect(await j.kiosk.text()).toContain('要改用扬声器朗读吗');
    expect(await j.kiosk.text()).not.toMatch(/0026|黎/);
    await j.picture();
    // Help lies over the question and goes again: had anything gone on, it would have been heard by then.
    await j.kiosk.press('help');
    await j.kiosk.at('help');
    await j.kiosk.press('help.close');
    await j.kiosk.at('headset');
    expect(textsOf(log.heard.slice(silentFrom))).toEqual([]);
    from = log.heard.length;
    await j.kiosk.press('headset.speaker');
    await j.kiosk.at(`${item}/D1`);
    await j.picture();
    await log.until('how personal details can be heard', ({ text }) => text === '插入耳机可以听到个人信息', from);
    const spoken = log.heard.slice(from);
    expect(spoken.filter(isPersonal)).toEqual([]);
    expect(spoken.every(({ output }) => output === 'speaker')).toBe(true);
    expect(textsOf(spoken)).toContain('证件号码');
    expect(textsOf(spoken).join()).not.toMatch(/0026|0025|黎|2016/);
    // Nothing of the visit was lost.
    await j.kiosk.press('continue');
    await j.kiosk.at(`${item}/D2-card`);
  });

  it('F-21: plugged in again it reads on through the headset; answered with 不朗读 it stays silent', async () => {
    j.branch('again');
    await headset(true);
    await toFound();
    await headset(false);
    await j.kiosk.at('headset');
    let from = log.heard.length;
    await headset(true);
    await log.until('heading', ({ page, output }) => page === `${item}/D1` && output === 'headset', from);
    await headset(false);
    await j.kiosk.at('headset');
    from = log.heard.length;
    // By the keys alone: the second of the two answers comes after the first.
    await j.kiosk.press('headset.silent');
    await j.kiosk.at(`${item}/D1`);
    await j.kiosk.press('continue');
    await j.kiosk.at(`${item}/D2-card`);
    expect(textsOf(log.heard.slice(from))).toEqual([]);
  });
});
