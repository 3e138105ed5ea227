import { randomBytes } from 'node:crypto';
import { type Command, UsageError } from '../../contract/command.ts';
import { givenOption, type Options } from '../../contract/command-options.ts';
import { finalStates } from '../../contract/command-states.ts';
import type { CommandList, CommandReply, CommandRow, CommandSend } from '../../contract/console/commands.ts';
import { type RemoteAct, remoteActKinds } from '../../contract/remote-command.ts';
import { faultReasons } from '../../contract/technician/staff.ts';
import { uuid7, uuid7Pattern } from '../../contract/uuid7.ts';
import { callConsole, callOperator, operatorOptions } from './operator-call.ts';

const kioskPattern = /^[A-Z]{2}[0-9]{4}$/;

/** Exit 1 = the hub refused, or did not answer: then it may have been sent, and `--send-id` makes a second try the same order. */
export const hubCommandSend: Command = {
  name: 'hub command send',
  summary:
    'Has machines do something from a closed list; each does it once, when no citizen is there, or tells why it did not.',
  positionals: ['ACT'],
  options: {
    ...operatorOptions,
    kiosk: { type: 'string', required: true, help: 'kiosk codes with commas between, for example TH0017,TH0018' },
    reason: { type: 'string', required: true, help: 'why; stands in the audit log' },
    device: { type: 'string', help: 'for restartDevice: role of the device, for example receiptPrinter' },
    item: { type: 'string', help: 'for lockItem and unlockItem: id of the item, for example ss.card.loss' },
    message: { type: 'string', help: 'for replayDeadLetter: id of one message; default: every dead letter' },
    notice: { type: 'string', help: `for postNotice: ${faultReasons.join(', ')}` },
    until: { type: 'string', help: 'for postNotice: expected return, for example 2026-12-01T08:00:00+08:00' },
    'dry-run': { type: 'boolean', help: 'the machines only say whether they would do it now' },
    'no-wait': {
      type: 'boolean',
      help: 'a machine that serves somebody refuses; default: it waits until nobody is there',
    },
    'send-id': {
      type: 'string',
      help: 'id of the order, UUIDv7: the same order with the same id is sent once; default: a new one',
    },
    minutes: { type: 'string', default: '60', help: 'not begun later than this many minutes from now, 1 to 10080' },
  },
  run: async ({ options, positionals }) => {
    const kiosks = String(options.kiosk).split(',');
    if (!kiosks.every((kiosk) => kioskPattern.test(kiosk)))
      throw new UsageError('--kiosk is two letters and four digits, several with commas between');
    const minutes = Number(options.minutes);
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 10_080) throw new UsageError('--minutes is 1 to 10080');
    const sendId = givenOption(options, 'send-id') ?? uuid7(Date.now(), randomBytes(10));
    if (!new RegExp(uuid7Pattern).test(sendId)) throw new UsageError('--send-id is a UUID of version 7');
    const body = {
      ...{ sendId, kiosks, minutes, act: actOf(positionals[0] ?? '', options), reason: String(options.reason) },
      ...{ isDryRun: options['dry-run'] === true, whenBusy: options['no-wait'] === true ? 'refuse' : 'wait' },
    };
    const answer = await callOperator(options, 'POST', 'commands', body);
    if (!answer.ok) {
      const again = `the same once more, never twice: --send-id ${sendId}`;
      return { exit: 1, json: { error: answer.error, sendId }, text: `${answer.error}\n${again}` };
    }
    const { expiresAt, commands } = answer.value as CommandReply;
    const unheard = commands.filter(({ isHeard }) => !isHeard).map(({ kiosk }) => kiosk);
    return {
      exit: 0,
      json: { sendId, expiresAt, commands },
      text: [
        `${sendId}  ${body.act.kind} for ${commands.length} machines, until ${expiresAt}`,
        ...(unheard.length === 0 ? [] : [`takes no commands, or was never heard: ${unheard.join(' ')}`]),
        `what becomes of it: yitiji hub command show ${sendId}`,
      ].join('\n'),
    };
  },
};

/** Exit 1 = the hub did not answer. */
export const hubCommandList: Command = {
  name: 'hub command list',
  summary: 'The newest orders to machines, with how many machines stand where.',
  options: operatorOptions,
  run: async ({ options }) => {
    const answer = await callConsole(options, 'command-sends');
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { rows } = answer.value as { readonly rows: readonly CommandSend[] };
    return {
      exit: 0,
      json: { sends: rows },
      text: rows.length === 0 ? 'nothing was sent' : rows.map(sendLine).join('\n'),
    };
  },
};

/** Exit 1 = a machine has not done it, or not yet, so that a script can watch it. */
export const hubCommandShow: Command = {
  name: 'hub command show',
  summary: 'What became of an order at each machine, or of the newest commands of one. Exit 1 until all is done.',
  positionals: ['SEND|KIOSK'],
  options: operatorOptions,
  run: async ({ options, positionals }) => {
    const [which = ''] = positionals;
    const rows: CommandRow[] = [];
    for (let after = ''; ; ) {
      const filter = kioskPattern.test(which) ? { kiosk: which } : { sendId: which };
      const query = new URLSearchParams({ ...filter, limit: '500', ...(after === '' ? {} : { after }) });
      const answer = await callConsole(options, `commands?${query}`);
      if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
      const page = answer.value as CommandList;
      rows.push(...page.rows);
      // Of one machine the newest are enough.
      if (page.next === null || 'kiosk' in filter) break;
      after = page.next;
    }
    const isDone = rows.length > 0 && rows.every(({ state }) => state === 'done');
    const open = rows.filter(({ state }) => !finalStates.some((final) => final === state)).length;
    return {
      exit: isDone ? 0 : 1,
      json: { isDone, open, commands: rows },
      text: rows.length === 0 ? `no command of ${which}` : [...rows.map(line), `${open} still open`].join('\n'),
    };
  },
};

function actOf(kind: string, options: Options): RemoteAct {
  const known = remoteActKinds.find((one) => one === kind);
  if (known === undefined) throw new UsageError(`ACT is one of ${remoteActKinds.join(', ')}`);
  switch (known) {
    case 'restartDevice':
      return { kind: known, device: needed(options, 'device', known) };
    case 'lockItem':
    case 'unlockItem':
      return { kind: known, item: needed(options, 'item', known) };
    case 'replayDeadLetter':
      return { kind: known, message: typeof options.message === 'string' ? options.message : null };
    case 'postNotice': {
      const named = needed(options, 'notice', known);
      const reason = faultReasons.find((one) => one === named);
      if (reason === undefined) throw new UsageError(`--notice is one of ${faultReasons.join(', ')}`);
      return { kind: known, reason, until: typeof options.until === 'string' ? timeOf(options.until) : null };
    }
    default:
      return { kind: known };
  }
}

function needed(options: Options, name: string, kind: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`${kind} needs --${name}`);
  return value;
}

function timeOf(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageError('--until is a time such as 2026-12-01T08:00:00+08:00');
  return new Date(ms).toISOString();
}

function sendLine({ sendId, act, machines, states, madeAt, by, reason }: CommandSend): string {
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  return `${sendId}  ${madeAt}  ${act.kind}  ${machines} machines: ${counts.join(', ')}  by ${by}: ${reason}`;
}

function line({ kiosk, number, act, state, code, detail, isDryRun, endedAt }: CommandRow): string {
  const why = [code, detail].filter((one) => one !== null).join(' ');
  const kind = isDryRun ? `${act.kind} (dry run)` : act.kind;
  return `${kiosk}  ${number}  ${kind}  ${state}${why === '' ? '' : ` ${why}`}${endedAt === null ? '' : `  ${endedAt}`}`;
}
