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

  it('English has no Chinese marks', () => {
    expect(breaking(['en'], /[，。；：？！、（）　]/)).toEqual([]);
  });
});
