import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import styles from './fields.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly name?: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel' | 'datetime-local';
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  readonly placeholder?: string;
  readonly about?: string;
  /** What is wrong with it; null = nothing. */
  readonly error?: string | null;
  readonly isRequired?: boolean;
  readonly isLong?: boolean;
  readonly isLabelHidden?: boolean;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
}

/** One line, or some (`isLong`), of text. */
export function TextField(props: Props) {
  const { label, value, onChange, about, error = null, isLong = false, isLabelHidden = false } = props;
  return (
    <AriaTextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      type={props.type ?? 'text'}
      {...(props.name === undefined ? {} : { name: props.name })}
      {...(props.autoComplete === undefined ? {} : { autoComplete: props.autoComplete })}
      {...(props.inputMode === undefined ? {} : { inputMode: props.inputMode })}
      {...(props.isRequired === undefined ? {} : { isRequired: props.isRequired })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...(props.autoFocus === undefined ? {} : { autoFocus: props.autoFocus })}
    >
      <Label className={isLabelHidden ? 'heard-only' : styles.label}>{label}</Label>
      {isLong ? (
        <TextArea className={styles.area ?? ''} rows={3} placeholder={props.placeholder ?? ''} />
      ) : (
        <Input className={styles.control ?? ''} placeholder={props.placeholder ?? ''} />
      )}
      {about !== undefined && (
        <Text slot="description" className={styles.about}>
          {about}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
