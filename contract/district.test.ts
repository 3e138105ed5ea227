import { expect, test } from 'vitest';
import { districtLetters, districtOf, isSimulatedKiosk, simulatedLetters } from './district.ts';

test('a machine belongs to the letters of its code; a simulated one to the district that its second letter stands for', () => {
  expect(districtOf('TH0017')).toBe('TH');
  expect(districtOf('XA0000')).toBe('LW');
  expect(districtOf('XK9999')).toBe('ZC');
  expect(districtOf('XL0000')).toBe('LW');
  expect(districtOf('XV0001')).toBe('ZC');
  // Beyond the letters that are given out: no district, and none that is made up.
  expect(districtOf('XZ0001')).toBe('XZ');
});

test('the codes of every district lead back to it, and no district takes a letter of another', () => {
  const all = districtLetters.flatMap((letters) => {
    const pair = simulatedLetters(letters);
    for (const one of pair) {
      expect(districtOf(`${one}0001`)).toBe(letters);
      expect(isSimulatedKiosk(`${one}0001`)).toBe(true);
    }
    return pair;
  });
  expect(new Set(all).size).toBe(22);
  for (const letters of districtLetters) expect(isSimulatedKiosk(`${letters}0001`)).toBe(false);
});
