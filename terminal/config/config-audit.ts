import type { Store } from '../store/store.ts';
import type { HistoryRow } from './history.ts';
import type { Problem } from './resolve.ts';

/** The store as far as the audit of the configuration needs it. */
export type AuditStore = Pick<Store, 'audit' | 'meta'>;

const auditedKey = 'config.audited';

/**
 * Writes into the audit chain what the history has and the chain has not: who changed which settings when, never a value. Changes by another program are written by the service,
 * at once where it runs, else at its next start. A change that a power cut stopped never was and is not written.
 */
export function auditHistory(store: AuditStore, rows: readonly HistoryRow[]): void {
  const audited = Number(store.meta.get(auditedKey) ?? '0');
  for (const { n, state, kind, layer, by, at, changes } of rows) {
    if (n <= audited || state === 'interrupted') continue;
    const what = changes.map(({ path }) => path);
    store.audit('config', { what, result: kind, layer, entry: n, by, at }, null);
    // A power cut between the two writes this entry once more, with the same number.
    void store.meta.set(auditedKey, String(n));
  }
}

/** A file that does not count. */
export function auditRefusal(store: AuditStore, [first]: readonly Problem[]): void {
  if (first === undefined) return;
  store.audit('config', { what: [first.path], result: 'refused', layer: first.layer }, null);
}
