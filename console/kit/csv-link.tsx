import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { Icon } from './icon.tsx';
import styles from './press-button.module.css';

/** All rows of a list as the filters have it, not only those that were read; the hub streams them. */
export function CsvLink({ href }: { readonly href: string }) {
  const words = useWords(kitTexts);
  return (
    <a className={styles.button} data-kind="plain" href={href} download title={words('csvAbout')}>
      <Icon name="download" size={16} />
      {words('csv')}
    </a>
  );
}
