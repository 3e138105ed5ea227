import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../kiosk-config/texts/', import.meta.url));
const texts = readdirSync(folder).flatMap((file) =>
  Object.entries(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Record<string, Record<string, string>>),
);
const breaking = (languages: readonly string[], mistake: RegExp) =>
  texts.flatMap(([key, words]) =>
    languages.flatMap((language) => (mistake.test(words[language] ?? '') ? [`${key}: ${words[language]}`] : [])),
  );
const chinese = ['zh-CN', 'zh-HK'] as const;

describe('texts keep the marks of their language', () => {
  it.each([
    ['a citizen is 您, never 你', /[你妳]/],
    ['a mark behind a character is a full one', /\p{Script=Han}[,?!;:](?=\p{Script=Han}|$)/u],
    ['no space between characters', /\p{Script=Han} \p{Script=Han}/u],
    ['a space between characters and figures or letters', /\p{Script=Han}[0-9A-Za-z]|[0-9A-Za-z]\p{Script=Han}/u],
    // They end in a character themselves: 2026年12月1日前, 致电某银行.
    [
      'no space around a date or a name that is filled in',
      /\{(?:date|payBy|month|until|takeBy|issued|bank|name)\} \p{Script=Han}|\p{Script=Han} \{(?:bank|name)\}/u,
    ],
  ])('%s', (_, mistake) => {
    expect(breaking(chinese, mistake)).toEqual([]);
  });

  // As a reader there writes; one word where two would be two things to somebody who reads only this machine.
  it.each([
    ['what the small printer gives is 收據', /小票|憑條/],
    ['裏, 着, 衞, 甚麼', /[裡衛]|跟著|順著|寫著|什麼/],
    ['毋須', /無須|無需/],
    ['遞交', /提交/],
    ['申請, as the tab of the home page says', /辦件/],
    ['職員, 相片, 工作天', /工作人員|照片|個工作日/],
    ['手提電話號碼', /手機號碼/],
    ['身份證', /身分/],
    ['a record is 紀錄', /(?:社保|登記|相關|改動|補充|工單)記錄/],
    ['連接埠, 回應, 攝影機, 支援', /端口|串口|應答|攝像|支持/],
    ['a file is 檔案', /配置文件|文件(?:剛|有誤)/],
  ])('Hong Kong reads one word for one thing: %s', (_, mistake) => {
    expect(breaking(['zh-HK'], mistake)).toEqual([]);
  });

  // 委託人 asks for something to be done, 受託人 does it: a citizen who is told the wrong one lays down the wrong card.
  it('the card of the one who is acted for is asked for, not that of the one who acts', () => {
    expect(breaking(['zh-HK'], /受託人/)).toEqual([]);
  });

  // A visit that nobody touches is cleared, also behind the page of help: only what is on the disk may be called safe.
  it('nobody is promised that what is only on the screen stays', () => {
    const promised = texts.filter(([, words]) =>
      /不会丢失|不會遺失|nothing[^.]* is lost/i.test(Object.values(words).join(' ')),
    );
    expect(promised.map(([key]) => key)).toEqual(['tech.restart.safe']);
  });

  it('English has no Chinese marks', () => {
    expect(breaking(['en'], /[，。；：？！、（）　]/)).toEqual([]);
  });
});

describe('a text names a page or a button as it stands there', () => {
  const named = new Map<string, Set<string>>();
  for (const [, words] of texts) {
    const same = named.get(words['zh-CN'] ?? '') ?? new Set();
    named.set(words['zh-CN'] ?? '', same.add(words['zh-HK'] ?? ''));
  }
  const quoted = (words: string | undefined, mark: RegExp) =>
    [...(words ?? '').matchAll(mark)].map(([, word = '']) => word);

  it('a citizen looks for 我的辦件 and the tab says 我的申請', () => {
    const wrong = texts.flatMap(([key, words]) => {
      const there = quoted(words['zh-HK'], /「([^」]+)」/g);
      return quoted(words['zh-CN'], /“([^”]+)”/g).flatMap((word, at) => {
        const names = named.get(word);
        return names === undefined || names.has(there[at] ?? '')
          ? []
          : [`${key}: 「${there[at]}」, not ${[...names].join(' or ')}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('whoever reads English is sent to a tab that the home page has', () => {
    const tab = texts.find(([key]) => key === 'home.tab.mine')?.[1].en ?? 'no such tab';
    const sent = texts.filter(([, words]) => /“我的办件”/.test(words['zh-CN'] ?? ''));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter(([, words]) => words.en?.includes(tab) !== true).map(([key]) => key)).toEqual([]);
  });
});
