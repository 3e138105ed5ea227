import { roles } from '../../contract/accounts.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import type { AccountInvitation, AccountRow } from '../../contract/console/accounts.ts';
import { accountPattern } from '../../contract/console/session.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { callConsole, callOperator, operatorOptions } from './operator-call.ts';

const failed = (error: string) => ({ exit: 1 as const, json: { error }, text: error });
const known = {
  ...operatorOptions,
  account: { type: 'string', required: true, help: 'what the person types to sign in, for example wang.li' },
} as const;

function nameOf(options: Options): string {
  const name = String(options.account);
  if (!new RegExp(accountPattern).test(name))
    throw new UsageError('--account is 2 to 32 lower-case letters, digits, dots and hyphens, and begins with a letter');
  return name;
}

function rolesOf(text: string): readonly string[] {
  const list = text.split(',');
  if (!list.every((role) => (roles as readonly string[]).includes(role)))
    throw new UsageError(`--roles are of ${roles.join(', ')}, with commas between`);
  return list;
}

async function find(options: Options, account: string): Promise<Result<AccountRow, string>> {
  const answer = await callConsole(options, 'accounts');
  if (!answer.ok) return answer;
  const row = (answer.value as readonly AccountRow[]).find((one) => one.account === account);
  return row === undefined ? err(`there is no account ${account}; \`yitiji hub account list\` shows all`) : ok(row);
}

/** The invitation is shown here and nowhere else. */
function invited({ account, invitation, until }: AccountInvitation) {
  return {
    exit: 0 as const,
    json: { account, invitation, until },
    text: `${account.account}: invitation ${invitation}, until ${until}\nThe person opens the console, enters it, and sets password and authenticator.`,
  };
}

export const hubAccountAdd: Command = {
  name: 'hub account add',
  summary: 'Makes an account of the console and shows its invitation, once. The person sets the password.',
  options: {
    ...known,
    name: { type: 'string', required: true, help: 'as colleagues call this person' },
    roles: { type: 'string', required: true, help: `with commas between: ${roles.join(', ')}` },
  },
  run: async ({ options }) => {
    const body = { account: nameOf(options), name: String(options.name), roles: rolesOf(String(options.roles)) };
    const answer = await callOperator(options, 'POST', 'accounts', body);
    return answer.ok ? invited(answer.value as AccountInvitation) : failed(answer.error);
  },
};

export const hubAccountList: Command = {
  name: 'hub account list',
  summary: 'Lists the accounts of the console with their roles.',
  options: operatorOptions,
  run: async ({ options }) => {
    const answer = await callConsole(options, 'accounts');
    if (!answer.ok) return failed(answer.error);
    const accounts = answer.value as readonly AccountRow[];
    const line = ({ account, name, state, roles: held, lastSignInAt, sessions }: AccountRow) =>
      [
        account,
        state,
        held.join(','),
        name,
        lastSignInAt ?? 'never signed in',
        sessions === 0 ? '' : `${sessions} open`,
      ]
        .filter((word) => word !== '')
        .join('  ');
    return { exit: 0, json: { accounts }, text: accounts.length === 0 ? 'nobody' : accounts.map(line).join('\n') };
  },
};

export const hubAccountReset: Command = {
  name: 'hub account reset',
  summary:
    'Makes password, authenticator, recovery codes and sessions of an account void and shows a new invitation, once.',
  options: known,
  run: async ({ options }) => {
    const found = await find(options, nameOf(options));
    if (!found.ok) return failed(found.error);
    const answer = await callOperator(options, 'POST', `accounts/${found.value.id}/reset`, {});
    return answer.ok ? invited(answer.value as AccountInvitation) : failed(answer.error);
  },
};

export const hubAccountEnd: Command = {
  name: 'hub account end',
  summary: 'Ends an account and its sessions, for good: its name is never given again.',
  options: { ...known, reason: { type: 'string', required: true, help: 'stands in the audit' } },
  run: async ({ options }) => {
    const account = nameOf(options);
    const found = await find(options, account);
    if (!found.ok) return failed(found.error);
    const answer = await callOperator(options, 'POST', `accounts/${found.value.id}/end`, {
      reason: String(options.reason),
    });
    if (!answer.ok) return failed(answer.error);
    return { exit: 0, json: { account: answer.value }, text: `${account}: ended` };
  },
};
