import { describe, expect, it } from 'vitest';
import { readWindowSize } from './window-size.ts';

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
