import { type PasswordFault, passwordLength } from '../../contract/console/session.ts';
import { isCommonPassword } from './common-passwords.ts';

/** Begin of many passwords of lists that went round; with digits behind them they are long enough and still the first to be tried. */
const worn = [
  'password',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'qwerty',
  'qwertz',
  'azerty',
  'asdfgh',
  'zxcvbn',
  '1q2w3e',
  'q1w2e3',
  'qazwsx',
  'abc123',
  'abcd1234',
  'iloveyou',
  'letmein',
  'welcome',
  'changeme',
  'administrator',
  'admin',
  'root',
  'guest',
  'test',
  'monkey',
  'dragon',
  'sunshine',
  'football',
  'woaini',
  'yitiji',
  'kiosk',
  'guangzhou',
  'zhengwu',
] as const;
/** Signs that are left when worn words, digits and years are taken away. */
const leastOwn = 4;
const leastDifferent = 6;

/**
 * What is wrong with a new password, null = nothing. Length counts, and that it is not one of those that everybody tries first or that went round (`common-passwords.ts`); no rule asks for kinds of signs, and none
 * for a change every few months (OWASP ASVS 4.0 V2.1; NIST SP 800-63B §5.1.1.2). Blanks are signs like others.
 * @param about account and name of the person, which a password must not hold
 */
export function passwordFault(password: string, about: readonly string[]): PasswordFault | null {
  const signs = [...password];
  if (signs.length < passwordLength.least) return 'tooShort';
  if (signs.length > passwordLength.most) return 'tooLong';
  const low = password.toLowerCase();
  if (about.some((word) => word.length >= 3 && low.includes(word.toLowerCase()))) return 'holdsAccount';
  return isPlain(low) ? 'tooPlain' : null;
}

function isPlain(low: string): boolean {
  const signs = [...low];
  if (new Set(signs).size < leastDifferent) return true;
  // As it is, and without the digits and signs that were put around it to make it long enough.
  const core = low.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (isCommonPassword(low) || (core !== low && isCommonPassword(core))) return true;
  if (isRepeated(signs)) return true;
  let own = low;
  for (const word of worn) own = own.replaceAll(word, '');
  own = own.replaceAll(/[\d\s!@#$%^&*._-]/g, '');
  // A phrase of digits alone may be long enough to be good; runs of neighbours are not.
  const steps = signs.slice(1).filter((sign, i) => Math.abs(codeOf(sign) - codeOf(signs[i] ?? '')) <= 1).length;
  if (steps >= (signs.length - 1) * 0.7) return true;
  return own !== low && own.length < leastOwn && !/\d{12}/.test(low);
}

const codeOf = (sign: string) => sign.codePointAt(0) ?? 0;

/** `abcabcabcabc`: a short piece again and again. */
function isRepeated(signs: readonly string[]): boolean {
  for (let length = 1; length <= signs.length / 2; length += 1)
    if (signs.every((sign, i) => sign === signs[i % length])) return true;
  return false;
}
