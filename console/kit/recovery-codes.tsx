import styles from './recovery-codes.module.css';

/** Recovery codes, shown this once. @param label what they are, for who hears the page */
export function RecoveryCodeList({ codes, label }: { readonly codes: readonly string[]; readonly label: string }) {
  return (
    <ul className={styles.codes} aria-label={label}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  );
}
