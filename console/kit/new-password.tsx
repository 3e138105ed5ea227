import { type PasswordReading, readPassword } from '../../contract/console/password-rules.ts';
import { passwordLength } from '../../contract/console/session.ts';
import { passwordTexts } from '../texts/password-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './new-password.module.css';
import { PasswordField } from './password-field.tsx';

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

interface Props {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  /** Account and name, which a password must not hold. */
  readonly about: readonly string[];
  /** Somebody wanted to go on with two that differ. */
  readonly isDifferent: boolean;
}

/** A new password, twice, with a meter that says what to do (OWASP ASVS 4.0.3 V2.1.8). The hub decides; it also refuses those that went round. */
export function NewPasswordFields({ value, onChange, about, isDifferent }: Props) {
  const words = useWords(passwordTexts);
  return (
    <>
      <div className={styles.measured}>
        <PasswordField
          label={words('password')}
          value={value.password}
          onChange={(password) => onChange({ ...value, password })}
          autoComplete="new-password"
          about={words('about', { least: passwordLength.least })}
          isRequired
        />
        <Meter reading={readPassword(value.password, about)} />
      </div>
      <PasswordField
        label={words('again')}
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        autoComplete="new-password"
        error={isDifferent ? words('different') : null}
        isRequired
      />
    </>
  );
}

function Meter({ reading }: { readonly reading: PasswordReading }) {
  const words = useWords(passwordTexts);
  const { level } = reading;
  const name = words(`level.${level}`);
  return (
    <div className={styles.meter} data-level={level}>
      <meter className="heard-only" aria-label={words('meter')} min={0} max={3} value={level}>
        {name}
      </meter>
      <div className={styles.bar} aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
      <p className={styles.advice} aria-live="polite">
        <strong>{name}</strong> {adviceOf(reading, words)}
      </p>
    </div>
  );
}

/** What to do next. */
function adviceOf(
  { fault, missing }: PasswordReading,
  words: ReturnType<typeof useWords<keyof typeof passwordTexts.en & string>>,
): string {
  if (fault === 'tooShort') return words('missing', { count: missing });
  if (fault !== null) return words(`fault.${fault}`, { most: passwordLength.most });
  return missing === 0 ? '' : words('longer', { count: missing });
}
