import { ruleFault } from '../../contract/console/password-rules.ts';
import type { PasswordFault } from '../../contract/console/session.ts';
import { isCommonPassword } from './common-passwords.ts';

/**
 * What is wrong with a new password, null = nothing: the rules that the console's meter knows too, and that it is not one of those that went round (`common-passwords.ts`), as it is or with digits and
 * signs put around it to make it long enough (OWASP ASVS 4.0.3 V2.1.7).
 * @param about account and name of the person, which a password must not hold
 */
export function passwordFault(password: string, about: readonly string[]): PasswordFault | null {
  const fault = ruleFault(password, about);
  if (fault !== null) return fault;
  const low = password.toLowerCase();
  const core = low.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return isCommonPassword(low) || (core !== low && isCommonPassword(core)) ? 'tooPlain' : null;
}
