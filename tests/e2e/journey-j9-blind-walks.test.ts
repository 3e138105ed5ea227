import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Blind, blindPerson } from '../support/blind.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { recordingsOf } from '../support/recordings.ts';
import { listen, type SpokenLog } from '../support/spoken.ts';

/**
 * J1 and J2 by somebody who sees nothing (EN 301 549 5.1.3.1, 5.1.6.1; docs/domain/screens.md §8): the display is covered, five keys, a headset; every decision is
 * made from what was heard. In the end the card is in a hand, the pages are out, and the hub knows it.
 */
let j: Journey;
let log: SpokenLog;
let blind: Blind;
beforeAll(async () => {
  await recordingsOf('zh-CN');
  await recordingsOf('zh-HK');
  j = await startJourney({
    ...{ name: 'J9-blind', code: 'TH0118', navPad: true, documentPrinter: true },
    ...{ personaliser: true, motorSpeed: 10, takeSeconds: 30, cureMs: 4_000 },
  });
  // A machine that has just started greys its tiles, and says so instead of their names.
  await j.shows(({ screen }) =>
    screen.blocks.some(
      (block) => block.type === 'tiles' && block.tiles.every((tile) => tile.unavailable === undefined),
    ),
  );
  log = await listen(j.kiosk);
}, 1_800_000);
afterAll(() => j?.close());
afterEach(async () => {
  j.kiosk.bench.ioBoard.setContact('headset', false);
  // Help and settings, where a walk has ended on them.
  await blind.key('Escape');
  await j.afterEach();
});

const isDark = () =>
  j.kiosk.onPage((page) => page.evaluate(() => document.querySelector('[data-testid="curtain"]') !== null));

/** Headset in, then help, the page of speech settings, and the display covered. */
async function begins(): Promise<void> {
  blind = blindPerson(j.kiosk, log);
  j.kiosk.bench.ioBoard.setContact('headset', true);
  await blind.hears('触摸屏幕开始', '按上、下键选');
  await blind.key('F1');
  await blind.hears('需要帮忙', '上、下键移动');
  await blind.press('语音设置');
  await blind.hears('正在用耳机朗读');
  // Those who listen every day listen fast.
  await blind.press('语速：正常');
  await blind.hears('语速：快');
  await blind.press('语速：快');
  await blind.hears('语速：很快');
  await blind.press('遮住屏幕');
  await blind.hears('屏幕已遮住');
}

/** What somebody does who is asked for their card and for a code by SMS. */
async function identifies(): Promise<void> {
  await blind.hears('请把身份证放在感应区');
  j.kiosk.bench.placeCard('li-yun');
  await blind.hears('请选一种方式确认是您本人', '可以按');
  await blind.press('短信验证码');
  await blind.hears('请输入短信验证码');
  // The telephone in the pocket reads it out.
  await blind.types(await j.hub.smsCode());
  await blind.press('继续');
  await blind.hears('已为您找到以下信息');
}

describe('J9: somebody who sees nothing', () => {
  it('J1: a new card, made and taken; everything on the slip that is needed to check it was heard', async () => {
    j.branch('J1');
    const before = j.kiosk.bench.state().cardDispenser;
    await begins();
    expect(await isDark()).toBe(true);
    await j.picture();
    await blind.key('Escape');
    await blind.hears('触摸屏幕开始', '开始');
    await blind.key('Enter');
    await blind.hears('您要办什么');
    await blind.press('补换社保卡');
    await blind.hears('社保卡补换', '可以按', '开始办理');
    await blind.press('开始办理');
    await blind.hears('办理前请阅读');
    await blind.press('同意并继续');
    await identifies();
    await blind.hears('尾号', '0025', '测试农商银行');
    await blind.press('继续');
    await blind.hears('要补换哪一张卡');
    await blind.press('尾号', '0025');
    await blind.hears('已选中');
    await blind.press('继续');
    await blind.hears('为什么');
    await blind.press('损坏换卡');
    await blind.hears('已选中');
    await blind.press('继续');
    await blind.hears('新卡要换银行吗', '保留原银行', '已选中');
    await blind.press('继续');
    await blind.hears('怎么领新卡');
    await blind.press('本机立即领取');
    await blind.hears('已选中');
    await blind.press('继续');
    await blind.hears('旧卡不能再用', '我知道了');
    await blind.press('我知道了');
    await blind.hears('请核对，现在还没有提交', '0025', '本机立即领取', '费用', '20.00');
    await blind.press('确认补换这张卡');
    await blind.hears('请扫码支付', '20.00', '二维码在屏幕上', '还有');
    await j.hub.payNewestOrder();
    await blind.hears('请在键盘设置社保卡密码', '第一遍');
    j.kiosk.bench.personaliser?.press('135790');
    await blind.hears('第一遍', '请再输一遍');
    j.kiosk.bench.personaliser?.press('135790');
    await blind.hears('正在制卡');
    await blind.hears('请取走您的卡', '卡在出口');
    expect(await isDark()).toBe(true);
    j.kiosk.bench.dispenser.takeCard();
    await blind.hears('卡已取走', '新卡尾号');
    await blind.press('继续');
    await blind.hears('新卡已生效', '回执号', '事项', '社保卡补换', '卡号', '0025', '费用', '20.00', '查询', '管理员');
    const receiptNo = blind.heard().find(({ kind }) => kind === 'letters')?.text ?? '';
    await blind.press('完成');
    await blind.hears('请取走您的身份证');
    j.kiosk.bench.removeCard();
    await blind.hears('请带走您的东西', '回执', '我已取走');
    await blind.press('我已取走');
    await blind.hears('资料已清除');
    await blind.hears('触摸屏幕开始');
    // What the hands hold, and what the hub knows.
    expect(await j.caseState(receiptNo)).toBe('done');
    const after = j.kiosk.bench.state().cardDispenser;
    expect([after.taken - before.taken, after.bin.count - before.bin.count]).toEqual([1, 0]);
    const paper = j.kiosk.bench.paperText();
    expect(paper).toContain(receiptNo);
    expect(paper.replaceAll(/\s/g, '')).toContain('费用￥20.00');
    // Whoever comes next finds the display as it is for everybody.
    expect(await isDark()).toBe(false);
  }, 480_000);

  it('J2: a certificate of all pages, in Cantonese over a page in simplified characters', async () => {
    j.branch('J2');
    const before = j.kiosk.bench.state().documentPrinter?.pagesOut ?? 0;
    await begins();
    await blind.press('粤语');
    await blind.hears('語音設定', '正在用耳機朗讀');
    expect((await j.now()).language).toBe('zh-CN');
    await blind.key('Escape');
    await blind.hears('輕觸螢幕開始');
    await blind.press('列印參保證明');
    await blind.hears('個人參保證明', '開始辦理');
    await blind.press('開始辦理');
    await blind.hears('證明作何用途');
    await blind.press('銀行貸款');
    await blind.hears('已選取');
    await blind.press('繼續');
    await blind.hears('辦理前請閱讀');
    await blind.press('同意並繼續');
    await blind.hears('請將身份證放在感應區');
    j.kiosk.bench.placeCard('li-yun');
    await blind.hears('請選擇一種方式確認是您本人');
    await blind.press('短訊驗證碼');
    await blind.hears('請輸入短訊驗證碼');
    await blind.types(await j.hub.smsCode());
    await blind.press('繼續');
    await blind.hears('已為您找到以下資料', '養老保險');
    await blind.press('繼續');
    await blind.hears('證明須包括哪些險種', '養老保險', '已選取');
    await blind.press('繼續');
    await blind.hears('使用哪種語言');
    await blind.press('繼續');
    await blind.hears('列印多少份', '1');
    await blind.press('繼續');
    await blind.hears('預覽', '共', '1', '0026', '签发日期', '列印');
    await blind.press('列印');
    await blind.hears('頁已列印', '請取走全部', '1', '查驗碼');
    await blind.hears('查驗碼', '文件在這裏');
    const code = spelled('查驗碼');
    await blind.press('繼續');
    await blind.hears('請取回您的身份證');
    j.kiosk.bench.removeCard();
    await blind.hears('請帶走您的物品', '文件', '1', '我已取走');
    await blind.press('我已取走');
    await blind.hears('資料已清除');
    // The next page is everybody's: in the language that is shown.
    await blind.hears('触摸屏幕开始');
    const issued = await j.sql<{ state: string; pages: number; code: string }[]>`
      select state, pages, verify_code as code from document order by issued_ms desc limit 1`;
    expect(issued[0]).toEqual({ state: 'issued', pages: 1, code });
    expect((j.kiosk.bench.state().documentPrinter?.pagesOut ?? 0) - before).toBe(1);
    expect(await isDark()).toBe(false);
  }, 480_000);
});

/** What was heard sign by sign behind these words, put together again. */
const spelled = (behind: string) =>
  blind
    .heard()
    .slice(blind.heard().findIndex(({ text }) => text.includes(behind)))
    .filter(({ kind }) => kind === 'letters' || kind === 'digits')
    .map(({ text }) => text)
    .join('');
