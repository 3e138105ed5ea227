import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAddress, maskCardNumber, maskIdNumber, maskMobile, maskName } from './mask.ts';

describe('masks', () => {
  test.each([
    ['黎赟', '黎**'],
    ['欧阳淼', '欧阳**'],
    ['阿依古丽·买买提江', '阿依古丽·**'],
    ['王一', '王**'],
    ['林㛃', '林**'],
    ['欧阳', '欧**'],
    ['', '**'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  test('numbers show their last four only, mobiles three and four', () => {
    expect(maskIdNumber('440199199203150026')).toBe('**************0026');
    expect(maskIdNumber('44019919810620004X')).toBe('**************004X');
    expect(maskCardNumber('9999000000000012')).toBe('************0012');
    expect(maskMobile('13800138000')).toBe('138****8000');
  });

  test('the number of stars never tells the length of the name', () => {
    const given = fc.string({ unit: fc.constantFrom('一', '赟', '㛃', '𠮷', '淼'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(given, (rest) => {
        expect(maskName(`黎${rest}`)).toBe('黎**');
      }),
    );
  });

  test('an address is cut behind its district, and one without a district shows nothing', () => {
    expect(maskAddress('广东省广州市天河区测试路1号')).toBe('广东省广州市天河区****');
    expect(maskAddress('天河区测试路1号')).toBe('天河区****');
    expect(maskAddress('12 Test Road')).toBe('****');
  });

  test('a short number is not shown at all', () => {
    for (const short of ['', '1', '1234']) expect(maskCardNumber(short)).toBe('************');
  });

  test('a surname beyond the basic plane is not cut into half a character', () => {
    expect(maskName('𠮷田')).toBe('𠮷**');
  });
});
