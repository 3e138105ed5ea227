import type { Snapshot } from '../contract/snapshot.ts';

/**
 * Whether this is a snapshot for the page, or the word that there is none. Looks at what the page would stumble over: the shell has checked the whole against its schema, of the same release, and a page
 * may not compile one (its content policy forbids code from text). Pure; takes any value.
 */
export function isForPage(value: unknown): value is Snapshot | null {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { epoch, revision, screen, language, modes, bars } = value as Readonly<Record<string, unknown>>;
  const isCounted = typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0;
  const parts = [screen, modes, bars].every((part) => typeof part === 'object' && part !== null);
  return typeof epoch === 'string' && typeof language === 'string' && isCounted && parts;
}
