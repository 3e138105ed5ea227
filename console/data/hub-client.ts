import { csrfHeader, liveHeader } from '../../contract/console/session.ts';
import type { Result } from '../../contract/result.ts';
import { learnHubTime } from './hub-clock.ts';

/**
 * Why a request brought nothing: a code of the hub, `away` = no answer to a question, `unanswered` = none to an act, which may have been done, `otherSession` = not done, since somebody has signed in
 * anew in another window of this browser.
 */
export interface HubFailure {
  readonly code: string;
  /** For engineers; in English, names no person. */
  readonly detail: string;
  readonly status: number;
}

export type HubReply<T> = Result<T, HubFailure>;

/** What the window does when the hub answers so; set by the shell. */
export interface HubAsks {
  /** Nobody is signed in any more. */
  readonly signedOut: () => void;
  /**
   * Whoever is signed in may be nobody, somebody else, or of another role by now: the window looks anew.
   * @param isTold the page says that it may be another session; untold, the window does not go on in another name
   */
  readonly look: (isTold: boolean) => void;
  /** A dangerous act wants a fresh code; true = it was given, and the act is sent again. */
  readonly stepUp: () => Promise<boolean>;
}

let asks: HubAsks = {
  signedOut: () => undefined,
  look: () => undefined,
  stepUp: () => Promise.resolve(false),
};
let csrf = '';

export function onHubAsks(next: HubAsks): void {
  asks = next;
}

/** Something was done to the account, or the event stream was refused: a browser does not say whether the hub is away or nobody is signed in any more. */
export const lookWhoIsHere = (): void => asks.look(false);

/** The secret of the session that shows that a change was asked for by this page (contract/console/session.ts). */
export function holdCsrf(secret: string): void {
  csrf = secret;
}

/** Where somebody signs in, a refusal is an answer and no end of a session. */
const sessionPath = '/v1/console/session';

/**
 * Reads. The hub's own schemas shaped the reply.
 * @param isByItself the page asks without anybody having done something: does not keep a session from ending
 */
export function getJson<T>(path: string, signal?: AbortSignal, isByItself = false): Promise<HubReply<T>> {
  return send<T>(path, {
    ...(isByItself ? { headers: { [liveHeader]: '1' } } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Longer nobody waits for the answer to an act: its dialog stays until then. */
const actTimeoutMs = 60_000;

/** Acts. A reply without a body is `null`. Where the hub wants a fresh code first, somebody is asked for it and the act is sent once more. */
async function sendJson<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<HubReply<T>> {
  const once = () =>
    send<T>(path, {
      method,
      signal: AbortSignal.timeout(actTimeoutMs),
      headers: { [csrfHeader]: csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const reply = await once();
  if (reply.ok || reply.error.code !== 'stepUp') return reply;
  return (await asks.stepUp()) ? once() : reply;
}

/** A message of the page itself, by a timer: nobody did anything, so it keeps no session from ending. */
export const postByItself = <T>(path: string): Promise<HubReply<T>> =>
  send<T>(path, { method: 'POST', headers: { [csrfHeader]: csrf, [liveHeader]: '1' } });

export const postJson = <T>(path: string, body: object = {}): Promise<HubReply<T>> => sendJson<T>('POST', path, body);

async function send<T>(path: string, init: RequestInit): Promise<HubReply<T>> {
  let reply: Response;
  let text: string;
  const isAct = init.method !== undefined;
  try {
    reply = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
    learnHubTime(reply.headers.get('date'), Date.now());
    text = await reply.text();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : '';
    return { ok: false, error: noAnswer(isAct, detail, 0) };
  }
  const said = parsed(text);
  // A page of somebody else (a gateway that wants a sign-in) is no answer of the hub, whatever its status.
  if (reply.ok && said === null && text !== '' && text !== 'null')
    return { ok: false, error: noAnswer(isAct, 'the answer is no JSON', reply.status) };
  if (reply.ok) return { ok: true, value: said as T };
  const { error, detail } = (said ?? {}) as { readonly error?: string; readonly detail?: string };
  // A gateway speaks where the hub does not.
  const code = error ?? (reply.status >= 500 ? noAnswer(isAct, '', 0).code : 'internal');
  if (reply.status === 401 && code !== 'signInWrong' && path !== sessionPath) asks.signedOut();
  if (reply.status === 403 && detail?.startsWith(csrfHeader)) {
    asks.look(true);
    return { ok: false, error: { code: 'otherSession', detail: '', status: reply.status } };
  }
  return { ok: false, error: { code, detail: detail ?? '', status: reply.status } };
}

const noAnswer = (isAct: boolean, detail: string, status: number): HubFailure => ({
  code: isAct ? 'unanswered' : 'away',
  ...{ detail, status },
});

/** Null where the text is no JSON: a gateway's page, an empty reply. */
function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
