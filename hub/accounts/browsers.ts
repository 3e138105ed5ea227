import type { Browser } from '../../contract/console/own-account.ts';
import type { Tx } from '../database/pool.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { browserOf } from './browser-of.ts';
import type { OpenedFrom } from './sessions.ts';

/** Where somebody signs in, as the request says. */
export interface SignInFrom {
  /** Network address. */
  readonly address: string;
  /** Header `User-Agent`; empty = it said nothing. */
  readonly userAgent: string;
  /** Value of the browser's own cookie. */
  readonly browserValue: string;
}

type Keys = Pick<HubKeys, 'store'>;
/** Binds the sealed bytes to account and browser. */
const about = (accountId: string, browserHash: string) => `session ${accountId} ${browserHash}`;

/**
 * Writes down that an account signs in from here.
 * @returns `isNew`: it never did in this browser, as far as the hub remembers
 */
export async function meetBrowser(
  tx: Tx,
  keys: Keys,
  { accountId, from, nowMs }: { readonly accountId: string; readonly from: SignInFrom; readonly nowMs: number },
): Promise<{ readonly opened: OpenedFrom; readonly browser: Browser; readonly isNew: boolean }> {
  const browserHash = keys.store.token('browser', `${accountId}\n${from.browserValue}`);
  const browser = browserOf(from.userAgent);
  const known = await tx`update account_browser set used_ms = ${nowMs}
    where account_id = ${accountId} and browser_hash = ${browserHash} returning 1`;
  if (known.length === 0)
    await tx`insert into account_browser (account_id, browser_hash, used_ms) values (${accountId}, ${browserHash}, ${nowMs})`;
  const sealed = keys.store.seal(about(accountId, browserHash), JSON.stringify([browser, from.address]));
  return { opened: { browserHash, sealed }, browser, isNew: known.length === 0 };
}

/** Browser and network address of a session, as its owner sees them. */
export function openFrom(
  keys: Keys,
  accountId: string,
  { browserHash, sealed }: OpenedFrom,
): { readonly browser: Browser; readonly place: string } {
  const text = keys.store.open(about(accountId, browserHash), sealed).toString('utf8');
  const [browser, place] = JSON.parse(text) as [Browser, string];
  return { browser, place };
}
