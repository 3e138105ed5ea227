import type { CommandOption } from '../../contract/command.ts';
import { UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** Options of every command that asks a running hub. */
export const operatorOptions: Readonly<Record<string, CommandOption>> = {
  hub: { type: 'string', default: 'http://127.0.0.1:8470', help: 'address of the running hub' },
  'operator-token': { type: 'string', help: 'token of the operator; default: YITIJI_OPERATOR_TOKEN' },
};

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
  const given = options['operator-token'];
  const token = typeof given === 'string' && given !== '' ? given : process.env.YITIJI_OPERATOR_TOKEN;
  if (token === undefined) throw new UsageError('--operator-token or YITIJI_OPERATOR_TOKEN is needed');
  const url = `${String(options.hub).replace(/\/$/, '')}/v1/${path}`;
  try {
    const reply = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await reply.text();
    const said = parse(text);
    if (reply.ok) return ok(said);
    const detail = typeof said === 'object' && said !== null && 'detail' in said ? String(said.detail) : '';
    return err(`the hub refused: HTTP ${reply.status} ${detail}`.trim());
  } catch (cause) {
    const code =
      cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? cause.cause.code : '';
    return err(
      `the hub at ${String(options.hub)} cannot be reached${code === '' ? '' : ` (${String(code)})`}: does it run there? --hub names another address`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
