import type { CommandOption } from '../../contract/command.ts';
import { UsageError } from '../../contract/command.ts';
import { givenOption, type Options } from '../../contract/command-options.ts';
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
  const hub = String(options.hub);
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
    if (reply.ok) return ok({ said, cookies });
    return err({
      code: textIn(said, 'error'),
      words: `the hub refused: HTTP ${reply.status} ${textIn(said, 'detail')}`.trim(),
    });
  } catch (cause) {
    const code =
      cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? cause.cause.code : '';
    return err({
      code: 'away',
      words: `the hub at ${hub} cannot be reached${code === '' ? '' : ` (${String(code)})`}: does it run there? --hub names another address`,
    });
  }
}

const textIn = (said: unknown, name: string): string => {
  const value: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, name) : undefined;
  return typeof value === 'string' ? value : '';
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
