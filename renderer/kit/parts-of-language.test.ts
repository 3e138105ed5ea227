import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageParts } from './parts-of-language.ts';

const zh = (text: string) => ({ text, lang: 'zh-CN' });

describe('parts of another language (WCAG 3.1.2)', () => {
  it.each([
    ['广州市天河区示例路12号', [zh('广州市天河区示例路12号')]],
    ['天河区测试街 01 号机', [zh('天河区测试街 01 号机')]],
    ['Signed by 陈** on 28 November 2026', [{ text: 'Signed by ' }, zh('陈'), { text: '** on 28 November 2026' }]],
    ['Open 工作日 9:00–17:00', [{ text: 'Open ' }, zh('工作日'), { text: ' 9:00–17:00' }]],
    ['Sample Bank', [{ text: 'Sample Bank' }]],
    ['', [{ text: '' }]],
  ] as const)('%s', (text, parts) => {
    expect(languageParts(text, 'en')).toEqual(parts);
  });

  it('loses and changes no character, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', ' ', '*', '黎', '赟', '·', '，', '-', '.') });
    fc.assert(
      fc.property(text, fc.constantFrom('zh-CN' as const, 'zh-HK' as const, 'en' as const), (said, page) => {
        const parts = languageParts(said, page);
        expect(parts.map((part) => part.text).join('')).toBe(said);
        for (const part of parts)
          if (page === 'en' && part.lang === undefined) expect(part.text).not.toMatch(/\p{Script=Han}/u);
      }),
    );
  });

  it('marks nothing on a Chinese page: names are of no other language there', () => {
    expect(languageParts('黎赟 Li Yun', 'zh-CN')).toEqual([{ text: '黎赟 Li Yun' }]);
    expect(languageParts('黎赟', 'zh-HK')).toEqual([{ text: '黎赟' }]);
  });
});
