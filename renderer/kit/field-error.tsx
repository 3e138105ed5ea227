import type { Text } from '../../contract/text.ts';
import classes from './field-error.module.css';
import { Icon } from './icon.tsx';

/** What is wrong with a field and how to mend it, spoken at once. */
export function FieldError({ id, error }: { readonly id: string; readonly error: Text | undefined }) {
  if (error === undefined) return null;
  return (
    <p className={classes.error} id={id} role="alert" data-opens>
      <Icon name="attention" />
      {error.text}
    </p>
  );
}
