import { expect, it } from 'vitest';
import { awayText, longAwayMs } from './away-text.ts';

it('whoever stands before a machine that does not come back is not told for minutes that it is getting ready', () => {
  expect(awayText(longAwayMs - 1).enMore).toMatch(/getting ready/);
  const late = awayText(longAwayMs);
  expect([late.zhMore, late.enMore]).toEqual([
    expect.stringMatching(/其他一体机或窗口/),
    expect.stringMatching(/another machine or a counter/),
  ]);
});
