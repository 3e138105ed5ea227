import { type ConsoleTopic, consoleTopics, idsAtMost } from '../../contract/console/events.ts';
import type { Sql } from '../database/pool.ts';
import { notify, type Signals } from '../signals.ts';

/** Prefix of hints for readers of the console; transactions have `console:<messageId>,…` (hub/ingest). */
const prefix = 'console:';
/** NOTIFY takes 8000 bytes; ids are short words. */
const hintBytesAtMost = 7000;

/**
 * Tells all who have the console open that something has changed: at once with `deps`, at commit (and never without one) with a transaction.
 * @param ids kiosk codes or numbers; left out, or more than `idsAtMost` = many: readers ask for the whole list again
 */
export async function tellConsole(
  to: { readonly signals: Signals } | Pick<Sql, 'unsafe'>,
  topic: ConsoleTopic,
  ids: readonly (string | number)[] = [],
): Promise<void> {
  const hint = consoleHint(topic, ids);
  if ('signals' in to) await to.signals.send(hint);
  else await notify(to, hint);
}

/** Prefix of hints for whoever is signed in with an account; its id follows. Not `console:`: an instance of an earlier release would take it for ids of messages. */
export const ownerHint = 'account:';

/** Tells whoever is signed in with this account that something was done to it or by it, at commit. @param subject as the audit names it, `account:…` */
export async function tellOwner(tx: Pick<Sql, 'unsafe'>, subject: string): Promise<void> {
  if (subject.startsWith(ownerHint)) await notify(tx, subject);
}

/** Text of a hint for other instances. A list that is too long for a NOTIFY becomes `many`, as an empty one. */
export function consoleHint(topic: ConsoleTopic, ids: readonly (string | number)[]): string {
  const words = [...new Set(ids.map(String))];
  const text = words.join(',');
  const isTooMuch =
    words.length > idsAtMost || Buffer.byteLength(text) > hintBytesAtMost || words.some((word) => word.includes(','));
  return `${prefix}${topic}=${isTooMuch ? '' : text}`;
}

/** Null = this hint is of another kind (ids of messages). @param rest what follows the prefix */
export function readHint(rest: string): { readonly topic: ConsoleTopic; readonly ids: readonly string[] } | null {
  const at = rest.indexOf('=');
  const topic = consoleTopics.find((one) => one === rest.slice(0, Math.max(0, at)));
  if (topic === undefined) return null;
  const ids = rest.slice(at + 1);
  return { topic, ids: ids === '' ? [] : ids.split(',') };
}
