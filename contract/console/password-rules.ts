import { type PasswordFault, passwordLength } from './session.ts';

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
 * What is wrong with a new password as far as its signs alone tell, null = nothing. Length counts, and that it is not one of those that everybody tries first; no rule asks for kinds of signs, and none
 * for a change every few months (OWASP ASVS 4.0 V2.1; NIST SP 800-63B §5.1.1.2). Blanks are signs like others. The hub also refuses those that went round (`hub/accounts/password-policy.ts`). Pure.
 * @param about account and name of the person, which a password must not hold
 */
export function ruleFault(password: string, about: readonly string[]): PasswordFault | null {
  const signs = [...password];
  if (signs.length < passwordLength.least) return 'tooShort';
  if (signs.length > passwordLength.most) return 'tooLong';
  const low = password.toLowerCase();
  if (about.some((word) => word.length >= leastNamed(word) && low.includes(word.toLowerCase()))) return 'holdsAccount';
  return isPlain(low) ? 'tooPlain' : null;
}

/** Two letters stand in many words by chance; a Chinese name of two signs (王芳) does not. */
const leastNamed = (word: string): number => (/\p{Script=Han}/u.test(word) ? 2 : 3);

function isPlain(low: string): boolean {
  const signs = [...low];
  if (new Set(signs).size < leastDifferent) return true;
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

/** How good a password is that the rules take, by its length alone: three steps, each two words more. */
const betterAt = [16, 20] as const;

/** What a meter shows of a password that is being typed. */
export interface PasswordReading {
  /** 0 = the hub would refuse it; 1–3 = it may be taken, the more the longer to guess. */
  readonly level: 0 | 1 | 2 | 3;
  /** What is wrong with it; null = nothing that its signs tell. */
  readonly fault: PasswordFault | null;
  /** Signs that are missing to the next level, or to the least length; 0 = none. */
  readonly missing: number;
}

/** Reads a password for a meter. Pure. @param about as for `ruleFault` */
export function readPassword(password: string, about: readonly string[]): PasswordReading {
  const { length } = [...password];
  const fault = ruleFault(password, about);
  if (fault !== null) return { level: 0, fault, missing: fault === 'tooShort' ? passwordLength.least - length : 0 };
  const next = betterAt.find((step) => length < step);
  return {
    level: length < betterAt[0] ? 1 : length < betterAt[1] ? 2 : 3,
    fault,
    missing: next === undefined ? 0 : next - length,
  };
}
