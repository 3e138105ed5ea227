import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../contract/text.ts';
import { loadTexts } from '../../catalogue/texts.ts';
import { placeName } from '../pages/place-words.ts';
import { formatValue, moneyText } from './format.ts';

const texts = loadTexts(join(import.meta.dirname, '../../../kiosk-config/texts'));

/** docs/domain/screens.md §9: a value in each language by its own rules. `format`, value, zh-CN, zh-HK, en. */
const table: readonly (readonly [string, unknown, string, string, string])[] = [
  ['date', '2026-11-28', '2026年11月28日', '2026年11月28日', '28 November 2026'],
  ['date', '2026-01-05', '2026年1月5日', '2026年1月5日', '5 January 2026'],
  // What is no day is not made one.
  ['date', 'long-term', 'long-term', 'long-term', 'long-term'],
  ['month', '2026-09', '2026年9月', '2026年9月', 'September 2026'],
  // 06:03 UTC is 14:03 in the city, and 18:30 UTC is the next day there.
  ['dateTime', '2026-11-28T06:03:12Z', '2026年11月28日 14:03', '2026年11月28日 14:03', '28 November 2026, 14:03'],
  ['dateTime', '2026-12-31T18:30:00Z', '2027年1月1日 02:30', '2027年1月1日 02:30', '1 January 2027, 02:30'],
  ['money', 123_450, '¥1,234.50', '¥1,234.50', '¥1,234.50'],
  ['money', 5, '¥0.05', '¥0.05', '¥0.05'],
  ['money', -2_000, '-¥20.00', '-¥20.00', '-¥20.00'],
  ['count', 1_234_567, '1,234,567', '1,234,567', '1,234,567'],
  ['percent', 3_333, '33.33%', '33.33%', '33.33%'],
  ['percent', 800, '8%', '8%', '8%'],
  ['distance', 474, '约 470 米', '約 470 米', 'about 470 m'],
  ['distance', 10_718, '约 10.7 公里', '約 10.7 公里', 'about 10.7 km'],
  ['yesno', 'yes', '是', '是', 'Yes'],
  ['plain', ['甲', '乙'], '甲、乙', '甲、乙', '甲, 乙'],
  ['code:lossReason', ['lost', 'stolen'], '遗失、被盗', '遺失、被盜', 'Lost, Stolen'],
  // Names, numbers and addresses are the person's: the same characters whatever language the page speaks, also those that have another form.
  ['name', '黎赟', '黎**', '黎**', '黎**'],
  ['plain', '陈国华', '陈国华', '陈国华', '陈国华'],
  ['plain', '欧阳·示例', '欧阳·示例', '欧阳·示例', '欧阳·示例'],
  ['mobile', '13800138000', '138****8000', '138****8000', '138****8000'],
  ['last4', '9999000000001234', '1234', '1234', '1234'],
];

describe('a value in each language', () => {
  it.each(table)('%s of %j', (format, value, ...expected) => {
    const said = languages.map((language) => formatValue({ texts, language }, value, format));
    expect(said).toEqual(expected);
  });

  it('an address keeps its characters in every language, masked alike', () => {
    const address = '广东省广州市天河区体育东路某小区12栋301';
    const said = languages.map((language) => formatValue({ texts, language }, address, 'address'));
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toMatch(/^广东省广州市天河区/);
  });

  it('what is missing is said in words of the language', () => {
    const said = languages.map((language) => formatValue({ texts, language }, '', 'date'));
    expect(new Set(said).size).toBe(3);
  });

  it('a place has its English name where the city gives one, and its own name else', () => {
    const place = { nameZh: '天河示例街道一号机', nameEn: 'Tianhe sample subdistrict 1' };
    const names = (given: typeof place) => languages.map((language) => placeName(language, given));
    expect(names(place)).toEqual([place.nameZh, place.nameZh, place.nameEn]);
    expect(names({ ...place, nameEn: '' })).toEqual([place.nameZh, place.nameZh, place.nameZh]);
  });

  it('an amount that is none is not shown as one', () => {
    expect(moneyText(Number.NaN)).toBe('¥—');
    expect(moneyText(1.5)).toBe('¥—');
  });
});
