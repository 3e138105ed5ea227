import { expect, test } from 'vitest';
import { formatsOf } from './formats.ts';

const formats = formatsOf('en', () => Date.parse('2026-11-29T12:00:00Z'));

test('a fleet that was down for a minute is not told as always there, and one failure in many not as none', () => {
  expect([0.99996, 0.9996, 0.995, 1].map(formats.percent)).toEqual(['99.9 %', '99.9 %', '99.5 %', '100 %']);
  expect([0, 0.00001, 0.004].map(formats.percent)).toEqual(['0 %', '0.1 %', '0.4 %']);
});

test('a time of another year says its year', () => {
  expect(formats.time('2025-06-15T12:00:00Z')).toMatch(/^2025-06-15 /);
  expect(formats.time('2026-06-15T12:00:00Z')).toMatch(/^06-15 /);
  expect(formats.time(null)).toBe('—');
});
