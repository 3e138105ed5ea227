import { err, ok, type Result } from './result.ts';

/**
 * Checks citizen, permit and 18-digit foreign PR numbers.
 * Source: GB 11643-1999 (weights, check character); order of checks and reasons: docs/protocols/id-card-reader.md §10.
 * An unknown region code is never a reason to refuse: abolished codes stay valid on living people's numbers.
 */
export interface IdNumber {
  readonly normalised: string;
  /** `YYYY-MM-DD` */
  readonly birth: string;
  readonly sex: 'male' | 'female' | null;
  readonly docKind: 'resident' | 'hmt' | 'foreign2023';
  readonly region: string | null;
  readonly province: string | null;
  readonly countryNumeric: string | null;
  /** Old 15-digit numbers with sequence 996–999 marked centenarians, so their century is not certain. */
  readonly centuryAmbiguous: boolean;
}

export type IdNumberReason = 'format' | 'check' | 'date' | 'future';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = '10X98765432';

/** The check character for the first 17 digits. */
export function idCheckCharacter(first17: string): string {
  const sum = weights.reduce((total, weight, i) => total + weight * (first17.charCodeAt(i) - 48), 0);
  return checkCharacters.charAt(sum % 11);
}

/** Full-width to half-width, blanks removed, `x` to `X`. */
export function normaliseIdNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}

/** @param today `YYYY-MM-DD`, to refuse a birth in the future */
export function parseIdNumber(text: string, today: string): Result<IdNumber, IdNumberReason> {
  const plain = normaliseIdNumber(text);
  const isOld = /^\d{15}$/.test(plain);
  const first17 = isOld ? `${plain.slice(0, 6)}19${plain.slice(6)}` : plain.slice(0, 17);
  const number = isOld ? first17 + idCheckCharacter(first17) : plain;
  if (!/^\d{17}[\dX]$/.test(number)) return err('format');
  if (idCheckCharacter(first17) !== number.charAt(17)) return err('check');
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isRealDay(birth)) return err('date');
  if (birth > today) return err('future');
  const isForeign = number.startsWith('9');
  const region = number.slice(0, 6);
  return ok({
    normalised: number,
    birth,
    sex: isForeign ? null : Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female',
    docKind: isForeign ? 'foreign2023' : /^8[123]0000$/.test(region) ? 'hmt' : 'resident',
    region: isForeign ? null : region,
    province: isForeign ? number.slice(1, 3) : null,
    countryNumeric: isForeign ? number.slice(3, 6) : null,
    centuryAmbiguous: isOld && Number(plain.slice(12, 15)) >= 996,
  });
}

/** True for `YYYY-MM-DD` that names a day of the Gregorian calendar. */
export function isRealDay(isoDay: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDay);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
