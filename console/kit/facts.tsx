import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** Numbers and codes in figures of one width. */
  readonly isCode?: boolean;
}

/** What is known of one thing: label and value, line by line. */
export function Facts({ facts, columns = 1 }: { readonly facts: readonly Fact[]; readonly columns?: 1 | 2 | 3 }) {
  return (
    <dl className={styles.facts} data-columns={columns}>
      {facts.map(({ label, value, isCode = false }) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd className={isCode ? styles.code : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The few numbers that matter on a page, large. Each may lead to the list that it counts. */
export function Figure({
  label,
  value,
  beside,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly beside?: ReactNode;
}) {
  return (
    <div className={styles.figure}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value}</span>
      {beside !== undefined && <span className={styles.beside}>{beside}</span>}
    </div>
  );
}
