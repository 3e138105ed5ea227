import type { Role } from '../../contract/accounts.ts';
import type { AccountInvitation } from '../../contract/console/accounts.ts';
import { type ConsoleSession, csrfHeader, type RecoveryCodes } from '../../contract/console/session.ts';
import { totpCode } from '../accounts/totp.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Null: not JSON. */
  readonly body: unknown;
}

/** What a browser with the console open does: keeps the cookie, sends the session's `csrf` with what changes something. */
export class ConsoleClient {
  cookie: string | null = null;
  csrf: string | null = null;
  /** By which the hub knows this browser again. */
  browser: string | null = null;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('GET', path, undefined, headers);
  }

  /** @param headers one of a name that goes along anyway takes its place */
  post(path: string, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('POST', path, body, headers);
  }

  async #send(
    method: string,
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const reply = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.cookie === null && this.browser === null
          ? {}
          : { cookie: [this.cookie, this.browser].filter((one) => one !== null).join('; ') }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', ...(this.csrf === null ? {} : { [csrfHeader]: this.csrf }) }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of reply.headers.getSetCookie()) {
      const [value = ''] = set.split(';');
      if (value.split('=')[0]?.endsWith('-browser')) this.browser = value;
      else this.cookie = /Max-Age=0/i.test(set) ? null : value;
    }
    const text = await reply.text();
    const isJson = (reply.headers.get('content-type') ?? '').includes('json');
    const said: unknown = isJson ? JSON.parse(text) : null;
    if (typeof said === 'object' && said !== null && 'session' in said)
      this.csrf = (said.session as ConsoleSession | null)?.csrf ?? null;
    return { status: reply.status, headers: reply.headers, body: said };
  }

  signIn(account: string, password: string, code: string): Promise<Answer> {
    return this.post('/v1/console/session', { account, password, code });
  }

  signInByToken(token: string): Promise<Answer> {
    return this.post('/v1/console/session', { token });
  }
}

/** Somebody with an account, signed in; the test is this person's authenticator. */
export interface TestPerson {
  readonly id: string;
  readonly account: string;
  readonly password: string;
  readonly recoveryCodes: readonly string[];
  readonly client: ConsoleClient;
  /** The authenticator's code of a moment. Each counts once: the step of the set-up is spent. */
  code(nowMs: number): string;
}

export const testPassword = 'rotting-kite-velvet';

/** Whom an administrator makes an account for. */
export interface Invitee {
  readonly account: string;
  /** As colleagues call this person; one that nobody has unless told otherwise. */
  readonly name?: string;
  readonly roles: readonly Role[];
  /** Of the operator, who makes it. */
  readonly token: string;
}

/** Somebody who was invited and has opened the invitation, and has set nothing yet. */
export interface InvitedPerson extends Pick<TestPerson, 'id' | 'account' | 'code'> {
  readonly invitation: string;
}

/** Makes an account by the token and opens its invitation. Throws with what the hub said. */
export async function invited(
  client: ConsoleClient,
  { account, name = `N. ${account}`, roles, token }: Invitee,
): Promise<InvitedPerson> {
  const authorization = `Bearer ${token}`;
  const made = await client.post('/v1/operator/accounts', { account, name, roles }, { authorization });
  if (made.status !== 200) throw new Error(`account: ${made.status} ${JSON.stringify(made.body)}`);
  const { account: row, invitation } = made.body as AccountInvitation;
  const opened = await client.post('/v1/console/session/invitation', { account, invitation });
  const { secret } = opened.body as { readonly secret: string };
  return { id: row.id, account, invitation, code: (at) => totpCode(secret, at) };
}

/** An account from its making by the token to the first sign-in. Throws with what the hub said. */
export async function newPerson(
  url: string,
  { nowMs, ...invitee }: Invitee & { readonly nowMs: number },
): Promise<TestPerson> {
  const client = new ConsoleClient(url);
  const { id, account, invitation, code } = await invited(client, invitee);
  const set = { account, invitation, password: testPassword, code: code(nowMs) };
  const done = await client.post('/v1/console/session/set-up', set);
  if (done.status !== 200) throw new Error(`set-up: ${done.status} ${JSON.stringify(done.body)}`);
  const { recoveryCodes } = done.body as RecoveryCodes;
  return { id, account, password: testPassword, recoveryCodes, client, code };
}
