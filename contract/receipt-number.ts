/**
 * Receipt number `<kiosk>-<yymmdd>-<seq4>-<check>`, for example `TH0017-261123-0042-3`; made offline, the same for life.
 * Check digit: ISO/IEC 7064 MOD 11,10 over the other 16 characters, letters written as two digits (A = 10 … Z = 35).
 * Source: docs/domain/journeys.md §2.
 */
export function receiptNumber(kiosk: string, yymmdd: string, seq: number): string {
  if (!/^[A-Z]{2}\d{4}$/.test(kiosk)) throw new Error(`kiosk code must be two letters and four digits, not ${kiosk}`);
  if (!/^\d{6}$/.test(yymmdd)) throw new Error(`date must be yymmdd, not ${yymmdd}`);
  if (!Number.isInteger(seq) || seq < 1 || seq > 9999) throw new Error(`sequence must be 1 to 9999, not ${seq}`);
  const seq4 = String(seq).padStart(4, '0');
  return `${kiosk}-${yymmdd}-${seq4}-${mod1110(kiosk + yymmdd + seq4)}`;
}

/** True when the shape and the check digit are right. */
export function isReceiptNumber(text: string): boolean {
  const match = /^([A-Z]{2}\d{4})-(\d{6})-(\d{4})-(\d)$/.exec(text);
  return match !== null && mod1110(`${match[1]}${match[2]}${match[3]}`) === match[4];
}

/**
 * The receipt number that a message may bear outside: one of the machine that sends it. The hub refuses every other for good, and the message would be lost; whatever else it is about (a booking, a case
 * that another machine has taken) stands in its body only.
 * @param text number that stands on a slip, empty or null for none
 * @returns null where this is no number of that machine
 */
export function ownReceiptNumber(text: string | null, kiosk: string): string | null {
  return text?.startsWith(`${kiosk}-`) && isReceiptNumber(text) ? text : null;
}

/** Expands letters to two digits, then ISO/IEC 7064 MOD 11,10 (hybrid system). */
function mod1110(characters: string): string {
  let product = 10;
  const take = (digit: number) => {
    const sum = (product + digit) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  };
  for (let i = 0; i < characters.length; i += 1) {
    const code = characters.charCodeAt(i);
    if (code <= 57) take(code - 48);
    else {
      take(Math.floor((code - 55) / 10));
      take((code - 55) % 10);
    }
  }
  return String((11 - product) % 10);
}
