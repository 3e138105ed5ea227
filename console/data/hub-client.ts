import type { Result } from '../../contract/result.ts';

/** Why a request brought nothing. `away` = no answer at all; `signedOut` = nobody is signed in any more. */
export interface HubFailure {
  readonly code: string;
  /** For engineers; in English, names no person. */
  readonly detail: string;
  readonly status: number;
}

export type HubReply<T> = Result<T, HubFailure>;

/** Proves that a request was made by a page of the hub's own origin: other sites cannot set a header without being asked first. */
const ownPage = { 'x-yitiji-console': '1' };

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Calls `fn` when the hub says that nobody is signed in; returns the way to stop. */
export function onSignedOut(fn: Listener): () => void {
  signedOutListeners.add(fn);
  return () => signedOutListeners.delete(fn);
}

/** Reads. The hub's own schemas shaped the reply. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<HubReply<T>> =>
  send<T>(path, { headers: ownPage, ...(signal === undefined ? {} : { signal }) });

/** Acts. A reply without a body is `null`. */
export const sendJson = <T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<HubReply<T>> =>
  send<T>(path, {
    method,
    headers: body === undefined ? ownPage : { ...ownPage, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

export const postJson = <T>(path: string, body: object = {}): Promise<HubReply<T>> => sendJson<T>('POST', path, body);

async function send<T>(path: string, init: RequestInit): Promise<HubReply<T>> {
  let reply: Response;
  let text: string;
  try {
    reply = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
    text = await reply.text();
  } catch (cause) {
    return { ok: false, error: { code: 'away', detail: cause instanceof Error ? cause.message : '', status: 0 } };
  }
  const said = parsed(text);
  if (reply.ok) return { ok: true, value: said as T };
  const { error, detail } = (said ?? {}) as { readonly error?: string; readonly detail?: string };
  const code = error ?? 'internal';
  if (reply.status === 401 && path !== '/v1/console/session') for (const fn of [...signedOutListeners]) fn();
  return { ok: false, error: { code, detail: detail ?? '', status: reply.status } };
}

/** Null where the text is no JSON: a gateway's page, an empty reply. */
function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
