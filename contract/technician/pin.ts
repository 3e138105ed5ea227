import { randomInt } from 'node:crypto';

/** Digits of a PIN. */
export const pinLength = { least: 6, most: 12 } as const;

/**
 * Whether a PIN may be used: six to twelve digits, no run (`234567`, `987654`, over 9 and 0 too) and no repeat (`111111`, `121212`, `123123`)
 * (docs/domain/technician-and-operations.md §1).
 */
export function isGoodPin(pin: string): boolean {
  if (!/^[0-9]+$/.test(pin) || pin.length < pinLength.least || pin.length > pinLength.most) return false;
  const digits = [...pin].map(Number);
  const isRun = (step: number) =>
    digits.every((digit, i) => i === 0 || digit === ((digits[i - 1] ?? 0) + step + 10) % 10);
  const isRepeat = (period: number) =>
    pin.length % period === 0 && digits.every((digit, i) => digit === digits[i % period]);
  return !(isRun(1) || isRun(-1) || [1, 2, 3].some(isRepeat));
}

/** A random PIN that may be used. */
export function newPin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** pinLength.least)).padStart(pinLength.least, '0');
    if (isGoodPin(pin)) return pin;
  }
}
