import { describe, expect, it } from 'vitest';
import { isPageKey } from './key-guard.ts';

const plain = { control: false, meta: false, alt: false };

describe('keys that reach the page', () => {
  it.each(['0', '9', 'X', 'Enter', 'Tab', 'Escape', 'ArrowDown', 'Backspace', ' ', '中', 'F1', 'F2', 'F6'])(
    'lets %s through',
    (key) => {
      expect(isPageKey({ ...plain, key })).toBe(true);
    },
  );

  it.each([
    'F7',
    'F11',
    'F12',
    'BrowserBack',
    'BrowserHome',
    'LaunchMail',
    'PrintScreen',
    'ContextMenu',
    'Meta',
    'ZoomIn',
    '\u0000',
    '\u0012',
    '\u007f',
    'MediaPlay',
  ])('stops %s', (key) => {
    expect(isPageKey({ ...plain, key })).toBe(false);
  });

  it.each(['control', 'meta', 'alt'])('stops every shortcut with %s', (modifier) => {
    for (const key of ['r', 'p', 'w', 'q', '+', '0', 'Tab', 'F4', 'ArrowLeft']) {
      expect(isPageKey({ ...plain, [modifier]: true, key })).toBe(false);
    }
  });
});
