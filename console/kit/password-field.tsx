import { type ComponentProps, useState } from 'react';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './fields.module.css';
import { PressButton } from './press-button.tsx';
import { TextField } from './text-field.tsx';

/** A secret, typed unseen; whoever is alone may look at what was typed (OWASP ASVS 4.0.3 V2.1.12). Pasting and password managers are welcome. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, 'type'>) {
  const words = useWords(kitTexts);
  const [isShown, setShown] = useState(false);
  return (
    <div className={styles.secret}>
      <TextField {...props} type={isShown ? 'text' : 'password'} />
      <PressButton
        kind="bare"
        label={words(isShown ? 'hideOf' : 'showOf', { what: props.label })}
        onPress={() => setShown(!isShown)}
      >
        {words(isShown ? 'hide' : 'show')}
      </PressButton>
    </div>
  );
}
