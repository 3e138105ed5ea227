import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { TextField } from './text-field.tsx';

interface Props {
  /** Without blanks: authenticators and paper show codes in groups. */
  readonly value: string;
  readonly onChange: (code: string) => void;
  /** A recovery code is taken as well; without, only the authenticator's figures. */
  readonly isRecoveryTaken?: boolean;
  readonly autoFocus?: boolean;
}

/** A one-time code, wherever the hub asks for one. */
export function CodeField({ value, onChange, isRecoveryTaken = false, autoFocus = false }: Props) {
  const words = useWords(kitTexts);
  return (
    <TextField
      label={words('code')}
      about={words(isRecoveryTaken ? 'codeOrRecovery' : 'codeOfApp')}
      name="code"
      value={value}
      onChange={(typed) => onChange(typed.replaceAll(/\s/g, ''))}
      inputMode={isRecoveryTaken ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      isRequired
      autoFocus={autoFocus}
    />
  );
}
