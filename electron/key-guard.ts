/** What the guard looks at; a part of Electron's `Input`. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
}

/** Keys of their own that leave the page, whatever modifiers are held. */
const leavingKeys = new Set([
  'ContextMenu',
  'PrintScreen',
  'Print',
  'Help',
  'Find',
  'Open',
  'Save',
  'Meta',
  'OS',
  'Power',
  'Sleep',
  'WakeUp',
  'ZoomIn',
  'ZoomOut',
  'ZoomToggle',
]);

/**
 * Whether a key may reach the page: letters, digits, arrows, Tab, Enter, Escape and the like, as a keypad for blind citizens sends
 * them, and F1 to F6 (help, repeat, pause, volume, speed). Every shortcut (Ctrl, Alt, Meta), other function key, browser and launcher key is refused. Pure.
 */
export function isPageKey(press: KeyPress): boolean {
  if (press.control || press.meta || press.alt) return false;
  // What a keyboard makes of a letter with Ctrl held, where the modifier itself did not arrive.
  if (press.key.length === 1 && (press.key < ' ' || press.key === '\u007f')) return false;
  if (/^F\d{1,2}$/.test(press.key)) return /^F[1-6]$/.test(press.key);
  if (/^(Browser|Launch|Media|Audio|App|TV|Channel|Go)/.test(press.key)) return false;
  return !leavingKeys.has(press.key);
}
