import { idCheckCharacter } from '../../contract/id-number.ts';

/** Region code that is assigned to no place: the numbers have right check characters and belong to nobody. */
const region = '440199';

/**
 * An ID number of the generated people: sequence 900 to 989, apart from the fixed personas below 900; odd for men, even for women.
 * @param n 0 to 44: which of the numbers of this day and sex
 */
export function cityIdNumber(birthDate: string, sex: 'male' | 'female', n: number): string {
  const sequence = 900 + (n % 45) * 2 + (sex === 'male' ? 1 : 0);
  const first17 = `${region}${birthDate.replaceAll('-', '')}${sequence}`;
  return first17 + idCheckCharacter(first17);
}

/** A card number of 16 digits that no issuer has (9999…), right by Luhn. @param n below 10^11 */
export function cityCardNumber(n: number): string {
  const payload = `9999${String(n).padStart(11, '0')}`;
  return payload + luhnDigit(payload);
}

/** Check digit of a bank card number (ISO/IEC 7812-1). @param payload digits without it */
export function luhnDigit(payload: string): string {
  const sum = [...payload].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Unified social credit code of a company of this city: 91, the region, an organisation code in the reserved range, check character (GB 32100-2015). */
export function cityUscc(n: number): string {
  const organisation = `MA9X${String(n).padStart(4, '0')}`;
  const first17 = `91${region}${organisation}${organisationCheck(organisation)}`;
  return first17 + usccCheck(first17);
}

/** Check character of a unified social credit code (GB 32100-2015). @param first17 without it */
export function usccCheck(first17: string): string {
  const sum = usccWeights.reduce((total, weight, i) => total + weight * usccAlphabet.indexOf(first17.charAt(i)), 0);
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** GB 11714: weights 3 7 9 10 5 8 4 2, letters from 10, check 11 − sum mod 11 (X = 10, 0 = 11). */
function organisationCheck(eight: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const value = (sign: string) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 55);
  const sum = weights.reduce((total, weight, i) => total + weight * value(eight.charAt(i)), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}
