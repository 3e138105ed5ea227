import { readFileSync } from 'node:fs';
import { stdin } from 'node:process';
import { askHidden } from '../../contract/ask-hidden.ts';
import { type Command, type CommandIo, type CommandResult, UsageError } from '../../contract/command.ts';
import { addressOption, type Options } from '../../contract/command-options.ts';
import { accountPattern, csrfHeader, type SessionReply } from '../../contract/console/session.ts';
import { hubOption, sendToHub, userAgent } from './operator-call.ts';
import { keepHub, keptHub } from './operator-session.ts';

const failed = (error: string): CommandResult => ({ exit: 1, json: { error }, text: error });
const path = 'console/session';

/** A password goes over TLS, or stays on this computer. */
function addressOf(options: Options): string {
  const hub = addressOption(options, 'hub');
  const { protocol, hostname } = new URL(hub);
  if (protocol !== 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new UsageError('a password goes to an address with https, or to this computer');
  return hub;
}

/** Never an argument or an environment variable: every program of the computer can read those. */
async function secrets(io: CommandIo): Promise<{ readonly password: string; readonly code: string }> {
  if (stdin.isTTY) {
    const password = await askHidden('password');
    return { password, code: await askHidden('code of the authenticator') };
  }
  io.note('password and code are read from standard input, a line each');
  const [password = '', code = ''] = readFileSync(0, 'utf8').split(/\r?\n/);
  if (password === '' || code === '')
    throw new UsageError('two lines are needed: the password, and a fresh code of the authenticator');
  return { password, code };
}

export const hubSignIn: Command = {
  name: 'hub sign-in',
  summary: 'Signs in with an account of the console: what is done then stands in the audit under that name.',
  options: {
    ...hubOption,
    account: { type: 'string', required: true, help: 'what you type to sign in at the console, for example wang.li' },
  },
  run: async ({ options }, io) => {
    const account = String(options.account);
    if (!new RegExp(accountPattern).test(account)) throw new UsageError('--account is a name such as wang.li');
    const hub = addressOf(options);
    const { password, code } = await secrets(io);
    const { browser } = keptHub(hub);
    const headers = { 'user-agent': userAgent, ...(browser === null ? {} : { cookie: browser }) };
    const answer = await sendToHub(hub, 'POST', path, { headers, body: { account, password, code } });
    if (!answer.ok) return failed(answer.error.words);
    const { session } = answer.value.said as SessionReply;
    const set = answer.value.cookies;
    const cookie = set.find((one) => !isBrowser(one));
    if (session === null || cookie === undefined) return failed('the hub opened no session');
    keepHub(hub, { session: { cookie, csrf: session.csrf }, browser: set.find(isBrowser) ?? browser });
    const { actor, until, idleUntil, unreadNotices } = session;
    return {
      exit: 0,
      json: { account, name: actor.name, roles: actor.roles, until, idleUntil, unreadNotices },
      text: [
        `signed in as ${actor.name} (${actor.roles.join(', ')}), until ${until} or half an hour without a command`,
        ...(unreadNotices === 0
          ? []
          : [`${unreadNotices} changes of this account that you have not read: see them in the console`]),
      ].join('\n'),
    };
  },
};

export const hubSignOut: Command = {
  name: 'hub sign-out',
  summary: 'Ends the session of the command line at a hub.',
  options: hubOption,
  run: async ({ options }) => {
    const hub = addressOf(options);
    const { session, browser } = keptHub(hub);
    if (session === null) return { exit: 0, json: { wasSignedIn: false }, text: 'nobody was signed in' };
    keepHub(hub, { session: null, browser });
    const headers = { cookie: session.cookie, [csrfHeader]: session.csrf };
    const answer = await sendToHub(hub, 'POST', `${path}/end`, { headers, body: { everywhere: false } });
    // Over already is as good.
    if (answer.ok || answer.error.code === 'unsigned')
      return { exit: 0, json: { wasSignedIn: true }, text: 'signed out' };
    return failed(
      `forgotten here, but the hub was not told and keeps the session for half an hour: ${answer.error.words}`,
    );
  },
};

const isBrowser = (cookie: string): boolean => cookie.split('=')[0]?.endsWith('-browser') === true;
