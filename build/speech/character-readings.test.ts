import { pinyin } from 'pinyin-pro';
import { expect, it } from 'vitest';
import { readingsOf } from './cantonese-readings.ts';
import { mandarinReadings } from './mandarin-readings.ts';

it('each character is said by one with the same reading, and about 1,200 recordings are enough', () => {
  const readings = mandarinReadings();
  expect(Object.keys(readings)).toHaveLength(6_763);
  expect(new Set(Object.values(readings)).size).toBeLessThan(1_400);
  for (const [character, alike] of Object.entries(readings)) {
    expect(pinyin(alike, { toneType: 'num' }), character).toBe(pinyin(character, { toneType: 'num' }));
  }
  expect(readings.忠).toBe(readings.中);
  expect(readings.种).not.toBe(readings.中);
});

it('Cantonese: characters that sound alike share a recording; a sound too few is no silent shift', () => {
  expect(readingsOf(['一', '乙', '壹'], ["j'a1t", "j'yu6t", "j'a1t"])).toEqual({ 一: '一', 乙: '乙', 壹: '一' });
  expect(() => readingsOf(['一', '乙'], ["j'a1t"])).toThrow('2 characters, 1 sounds');
});
