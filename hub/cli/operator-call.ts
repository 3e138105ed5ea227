import type { CommandOption } from '../../contract/command.ts';
import { UsageError } from '../../contract/command.ts';
import { addressOption, givenOption, type Options } from '../../contract/command-options.ts';
import { csrfHeader } from '../../contract/console/session.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { hubName, keptHub } from './operator-session.ts';

export const hubOption: Readonly<Record<string, CommandOption>> = {
  hub: { type: 'string', default: 'http://127.0.0.1:8470', help: 'address of the running hub' },
};

/** Options of every command that asks a running hub. */
export const operatorOptions: Readonly<Record<string, CommandOption>> = {
  ...hubOption,
  'operator-token': {
    type: 'string',
    help: 'token of the operator; default: YITIJI_OPERATOR_TOKEN, else whoever has signed in (hub sign-in)',
  },
};

/** By which the owner of an account knows the command line among the browsers that are signed in (`hub/accounts/browser-of.ts`). */
export const userAgent = `yitiji-command-line (${process.platform === 'linux' ? 'Linux' : process.platform})`;

/** Why there is no answer; `code` of the hub's refusal, or `away`. */
export interface HubRefusal {
  readonly code: string;
  /** One sentence for the operator. */
  readonly words: string;
}

export interface HubAnswer {
  /** The reply's JSON. */
  readonly said: unknown;
  /** `name=value` of each cookie that was set. */
  readonly cookies: readonly string[];
}

/**
 * Calls `/v1/operator/<path>` of a running hub.
 * @returns the reply's JSON; error: one sentence for the operator
 */
export function callOperator(
  options: Options,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Result<unknown, string>> {
  return callHub(options, method, `operator/${path}`, body);
}

/** Reads `/v1/console/<path>`, as `callOperator` does. */
export function callConsole(options: Options, path: string): Promise<Result<unknown, string>> {
  return callHub(options, 'GET', `console/${path}`);
}

async function callHub(
  options: Options,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Result<unknown, string>> {
  const hub = addressOption(options, 'hub');
  const who = whoCalls(hub, options);
  const answer = await sendToHub(hub, method, path, { headers: who.headers, body });
  if (answer.ok) return ok(answer.value.said);
  const { code, words } = answer.error;
  if (who.isToken) return err(words);
  if (code === 'unsigned') return err('the session has ended: sign in again with `yitiji hub sign-in`');
  if (code === 'stepUp')
    return err('this wants a code of the last ten minutes: `yitiji hub sign-in` once more, and then this again');
  return err(words);
}

/** The token where one is given, else the session of whoever has signed in. Throws UsageError: neither. */
function whoCalls(hub: string, options: Options) {
  const token = givenOption(options, 'operator-token') ?? process.env.YITIJI_OPERATOR_TOKEN ?? '';
  if (token !== '') return { isToken: true, headers: { authorization: `Bearer ${token}` } };
  const { session } = keptHub(hub);
  if (session === null)
    throw new UsageError(
      `nobody is signed in at ${hubName(hub)}: \`yitiji hub sign-in --account …\`, or give --operator-token`,
    );
  return { isToken: false, headers: { cookie: session.cookie, [csrfHeader]: session.csrf } };
}

/** One request to `/v1/<path>`. */
export async function sendToHub(
  hub: string,
  method: 'GET' | 'POST',
  path: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body?: object | undefined },
): Promise<Result<HubAnswer, HubRefusal>> {
  try {
    const reply = await fetch(`${hubName(hub)}/v1/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const said = parse(await reply.text());
    const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '');
    if (reply.ok && said !== undefined) return ok({ said, cookies });
    if (reply.ok) return err({ code: 'noHub', words: `what answers at ${hub} is no hub: --hub names another address` });
    const code = textIn(said, 'error');
    const why = `HTTP ${reply.status} ${textIn(said, 'detail')}`.trim();
    // A commit may stand behind an error of hub, database or gateway.
    return err({
      code,
      words: reply.status < 500 ? `the hub refused: ${why}` : `the hub failed: ${why}${unknownEnd(method)}`,
    });
  } catch (cause) {
    const code = codeOf(cause);
    const named = code === '' ? '' : ` (${code})`;
    if (!neverSent.test(code))
      return err({ code: 'away', words: `the hub at ${hub} has not answered${named}${unknownEnd(method)}` });
    return err({
      code: 'away',
      words: `the hub at ${hub} cannot be reached${named}: does it run there? --hub names another address`,
    });
  }
}

/** Codes of a connection that was never there. Source: Node, `dns` and system errors; undici's; OpenSSL's of a certificate that is not believed. */
const neverSent =
  /^(E(CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|HOSTDOWN|NETDOWN|ADDRNOTAVAIL|PROTO)|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_.*|UND_ERR_CONNECT_TIMEOUT|.*(CERT|ISSUER).*)$/;

/** Whoever asked for an act may have got it all the same. */
const unknownEnd = (method: 'GET' | 'POST'): string =>
  method === 'GET' ? '' : ': nobody knows whether it was done, so look before you do it again';

/** Of the system or of `fetch`; TIMEOUT where it was given up here. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if (cause.name === 'TimeoutError') return 'TIMEOUT';
  const inner = cause.cause ?? cause;
  return inner instanceof Error && 'code' in inner ? String(inner.code) : '';
}

const textIn = (said: unknown, name: string): string => {
  const value: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** `undefined` = no JSON; nothing at all is what an act may answer. */
function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
