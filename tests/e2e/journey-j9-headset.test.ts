import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { recordingsOf } from '../support/recordings.ts';
import { type Heard, listen, type SpokenLog } from '../support/spoken.ts';

/**
 * Speech in the real window (docs/domain/screens.md §8): recordings made by the build, a plug on the simulated board, and what has begun to be heard. F-21 and the
 * walk of somebody who sees nothing.
 */
let j: Journey;
let log: SpokenLog;
beforeAll(async () => {
  await recordingsOf('zh-CN');
  j = await startJourney({ name: 'J9-headset', code: 'TH0109' });
  // A machine that has just started greys its tiles, and says so instead of their names.
  await j.shows(({ screen }) =>
    screen.blocks.some(
      (block) =>
        block.type === 'tiles' &&
        block.tiles.some((tile) => tile.id === 'tile:ss.card.loss' && tile.unavailable === undefined),
    ),
  );
  log = await listen(j.kiosk);
}, 1_800_000);
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

  it('somebody who sees nothing reports a loss with headset and keys alone, led by what is heard', async () => {
    j.branch('blind');
    since = log.heard.length;
    await headset(true);
    await told('A0');
    await seek('社保卡丢了');
    await told(`${item}/B2`);
    await seek('同意');
    await told(`${item}/C1`);
    j.kiosk.bench.placeCard('li-yun');
    await told(`${item}/D1`);
    await seek('继续');
    await told(`${item}/D2-card`);
    // Nothing chosen: the error comes with the name of its field, here the question itself.
    let from = log.heard.length;
    await seek('继续');
    await log.until('error', ({ text, urgency }) => text === '有错误' && urgency === 'change', from);
    await log.until('what to do', ({ text, urgency }) => text.startsWith('请选择') && urgency === 'change', from);
    await seek('尾号');
    await j.shows(({ screen }) => screen.blocks.some((block) => block.type === 'choice' && block.selected !== null));
    await seek('继续');
    await told(`${item}/E0`);
    await seek('我知道了');
    await told(`${item}/E1`);
    from = log.heard.length;
    await seek('确认挂失');
    await log.until(
      'number of the receipt',
      ({ kind, page }) => kind === 'letters' && page.startsWith(`${item}/F2`),
      from,
    );
    const receipt = log.heard.slice(from).find(({ kind }) => kind === 'letters');
    expect(receipt?.privacy).toBe('headset');
    expect(await j.caseState(receipt?.text ?? '')).toBe('done');
    // F2 says it again, F5 makes it louder, which is heard at once.
    from = log.heard.length;
    await key('F2');
    await log.until('the number once more', ({ kind, text }) => kind === 'letters' && text === receipt?.text, from);
    from = log.heard.length;
    await key('F5');
    await j.shows(({ modes }) => modes.speech.volumeDb === -3);
    await log.until('something louder', () => true, from);
    await key('F4');
    await j.shows(({ modes }) => modes.speech.volumeDb === -6);
    await key('F6');
    await j.shows(({ modes }) => modes.speech.speed === 1.2);
    // F3 holds it in the middle of a word; the same key lets it go on from there.
    from = log.heard.length;
    await key('F2');
    await log.until('the page from its beginning', () => true, from);
    await key('F3');
    const paused = log.heard.length;
    await key('F3');
    await log.until('what comes after the pause', () => true, paused);
    // By the five keys alone: up at the heading the page is read once more.
    from = log.heard.length;
    await key('ArrowDown');
    await log.until('the first control', ({ urgency }) => urgency === 'control', from);
    from = log.heard.length;
    await key('ArrowUp');
    await log.until('the page once more', ({ urgency, page }) => urgency === 'page' && page.includes('/F2'), from);
    await seek('完成');
    await told(`${item}/G1-card`);
    j.kiosk.bench.removeCard();
    await told(`${item}/G1`);
    await seek('我已取走');
    await told('A0');
  });
});

/** The page that comes tells its name, and that is all that somebody who sees nothing knows of it. */
async function told(page: string): Promise<void> {
  await log.until(`name of ${page}`, (piece) => piece.page === page && piece.urgency === 'page', since);
  since = log.heard.length;
}
const key = (name: string) => j.kiosk.onPage((page) => page.keyboard.press(name));
/** What was heard before belongs to an earlier page. */
let since = 0;

/** Goes from control to control with the key ↓ until one begins with these words, and presses it. */
async function seek(words: string): Promise<void> {
  const names: string[] = [];
  for (let stop = 0; stop < 40; stop += 1) {
    const from = log.heard.length;
    await key('ArrowDown');
    // At the heading it is the page once more.
    const isNews = ({ urgency }: Heard) => urgency === 'control' || urgency === 'page';
    const { text } = await log.until('name of the next control', isNews, from);
    names.push(text);
    if (!text.startsWith(words)) continue;
    since = log.heard.length;
    await key('Enter');
    return;
  }
  throw new Error(`nothing called ${words} among ${names.join(', ')}`);
}
