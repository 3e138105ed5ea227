import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import { controlWords, fill } from '../kit/control-words.ts';
import { inSpokenLanguage, kitNameIn } from './spoken-name.ts';

describe('names of the kit in another language than is shown', () => {
  it('buttons, wheels and stars are called as in the language that is spoken', () => {
    expect(kitNameIn('退格', 'zh-CN', 'zh-HK')).toBe('退格');
    expect(kitNameIn('前一组', 'zh-CN', 'zh-HK')).toBe('前一組');
    expect(kitNameIn('年：加 1', 'zh-CN', 'en')).toBe('Year: plus 1');
    expect(kitNameIn('4 星', 'zh-CN', 'en')).toBe('4 stars');
    expect(kitNameIn('全键盘拼音', 'zh-CN', 'en')).toBe('Pinyin, all letters');
  });

  it('every name that is one text there is one text here: the lists of all languages have one order', () => {
    for (const from of languages) {
      for (const to of languages) {
        expect(kitNameIn(controlWords(from).searchClose, from, to)).toBe(controlWords(to).searchClose);
        expect(kitNameIn(controlWords(from).state.cannotKnow, from, to)).toBe(controlWords(to).state.cannotKnow);
        const more = (language: typeof from) =>
          fill(controlWords(language).more, { name: controlWords(language).month, by: 1 });
        expect(kitNameIn(more(from), from, to)).toBe(more(to));
      }
    }
  });

  it('what is typed, and what a page calls its own, stays as it is', () => {
    expect(kitNameIn('Q', 'zh-CN', 'en')).toBe('Q');
    expect(inSpokenLanguage({ kind: 'action', id: 'continue' }, 'zh-CN', 'en')).toEqual({
      kind: 'action',
      id: 'continue',
    });
  });
});
