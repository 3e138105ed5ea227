import { describe, expect, it } from 'vitest';
import { isOtherPanel, readWindowSize } from './window-size.ts';

describe('YITIJI_WINDOW', () => {
  it('reads a size', () => {
    expect(readWindowSize('1080x1920')).toEqual({ ok: true, value: { width: 1080, height: 1920 } });
  });

  it('is the whole display when absent', () => {
    expect(readWindowSize(undefined)).toEqual({ ok: true, value: undefined });
    expect(readWindowSize('')).toEqual({ ok: true, value: undefined });
  });

  it.each(['1080', '1080×1920', '-1080x1920', '100x1920', '1080x9999', '1e3x1e3', '1080x1920x24', 'NaNxNaN'])(
    'refuses %s',
    (text) => {
      expect(readWindowSize(text)).toEqual({ ok: false, error: 'badSize' });
    },
  );
});

it('a panel that comes on behind the computer gets a window of its size; one that sleeps for a moment costs nobody a page', () => {
  const opened = { x: 0, y: 0, width: 1024, height: 768 };
  expect(isOtherPanel(opened, { x: 0, y: 0, width: 1080, height: 1920 })).toBe(true);
  expect(isOtherPanel(opened, { ...opened })).toBe(false);
  expect(isOtherPanel(opened, { x: 0, y: 0, width: 0, height: 0 })).toBe(false);
});

it('a panel that a second one moves aside takes its window with it: else the window stands on the other one', () => {
  const opened = { x: 0, y: 0, width: 1080, height: 1920 };
  expect(isOtherPanel(opened, { ...opened, x: 1920 })).toBe(true);
  expect(isOtherPanel(opened, { ...opened, y: 1080 })).toBe(true);
});
