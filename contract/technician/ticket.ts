/** Signs of one-time enrolment codes: without I, O, 0 and 1. */
export const ticketSigns = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const ticketLength = 8;
const prefix = 'YTJE1:';

/** What the QR of `yitiji hub enrol` says. */
export const ticketQr = (code: string): string => `${prefix}${code}`;

/** The code in what somebody typed or a scanner read: with blanks, hyphens, small letters, or as QR; null = it is none. */
export function ticketIn(text: string): string | null {
  const plain = text.trim().toUpperCase();
  const code = (plain.startsWith(prefix) ? plain.slice(prefix.length) : plain).replace(/[\s-]/g, '');
  return code.length === ticketLength && [...code].every((sign) => ticketSigns.includes(sign)) ? code : null;
}
