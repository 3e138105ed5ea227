import { type Command, UsageError } from '../../contract/command.ts';
import { callOperator, operatorOptions } from './operator-call.ts';
import { cardOptions, changeCards, newCardOf } from './staff-cards.ts';

const person = {
  ...operatorOptions,
  staff: { type: 'string', required: true, help: 'number of the person, six digits' },
} as const;

function idOf(value: string | boolean | undefined): string {
  const id = String(value);
  if (!/^[0-9]{6}$/.test(id)) throw new UsageError('--staff is six digits');
  return id;
}

/** Options that change somebody. */
const changes = ['name', 'role', 'machines', 'revoke', 'restore', 'reset-pin', ...Object.keys(cardOptions)];

/** Who may work at which machine. */
export const hubStaff: Command = {
  name: 'hub staff',
  summary: 'Lists the people who look after machines; with --staff it makes or changes one of them.',
  options: {
    ...operatorOptions,
    staff: { type: 'string', help: 'number of the person, six digits; left out = list' },
    name: { type: 'string', help: 'as operators call this person; never leaves the hub' },
    role: { type: 'string', help: 'keeper or technician' },
    machines: { type: 'string', help: 'kiosk codes with commas, or all' },
    revoke: { type: 'boolean', help: 'may do nothing at any machine from now on' },
    restore: { type: 'boolean', help: 'takes a revocation back' },
    'reset-pin': { type: 'boolean', help: 'makes a new PIN and shows it, once' },
    ...cardOptions,
  },
  run: async ({ options }) => {
    const failed = (error: string) => ({ exit: 1 as const, json: { error }, text: error });
    if (options.staff === undefined) {
      const left = changes.find((name) => options[name] !== undefined && options[name] !== false);
      if (left !== undefined) throw new UsageError(`--${left} needs --staff: whom?`);
      const answer = await callOperator(options, 'GET', 'staff');
      if (!answer.ok) return failed(answer.error);
      const staff = answer.value as readonly {
        staffId: string;
        role: string;
        name: string;
        machines: readonly string[];
        hasPin: boolean;
        cards: readonly string[];
        revokedAt: string | null;
      }[];
      const line = (row: (typeof staff)[number]) =>
        [
          row.staffId,
          row.role,
          row.name,
          row.machines.join(','),
          row.hasPin ? 'pin' : 'no pin',
          row.cards.length === 0 ? '' : `cards ${row.cards.join(',')}`,
          row.revokedAt === null ? '' : 'revoked',
        ]
          .filter((word) => word !== '')
          .join('  ');
      return { exit: 0, json: { staff }, text: staff.length === 0 ? 'nobody' : staff.map(line).join('\n') };
    }
    const id = idOf(options.staff);
    const { name, role, machines } = options;
    if (role !== undefined && role !== 'keeper' && role !== 'technician')
      throw new UsageError('--role is keeper or technician');
    if (options.revoke === true && options.restore === true) throw new UsageError('--revoke or --restore, not both');
    const card = newCardOf(options);
    const change = {
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof role === 'string' ? { role } : {}),
      ...(typeof machines === 'string' ? { machines: machines === 'all' ? ['*'] : machines.split(',') } : {}),
      ...(options.revoke === true ? { isRevoked: true } : options.restore === true ? { isRevoked: false } : {}),
    };
    const changed = await callOperator(options, 'POST', `staff/${id}`, change);
    if (!changed.ok) return failed(changed.error);
    const cards = await changeCards(options, id, card);
    const done = { staff: changed.value, cards: cards.lines };
    // What was done before stands, and the text of a new card is shown here and nowhere else.
    const halted = (error: string) =>
      ({ exit: 1, json: { error, ...done }, text: [`${id}: changed`, ...cards.lines, error].join('\n') }) as const;
    if (cards.error !== null) return halted(cards.error);
    const said = cards.lines.length === 0 ? [`${id}: done`] : cards.lines;
    if (options['reset-pin'] !== true) return { exit: 0, json: done, text: said.join('\n') };
    const pin = await callOperator(options, 'POST', `staff/${id}/pin`, {});
    if (!pin.ok) return halted(pin.error);
    const { pin: digits } = pin.value as { readonly pin: string };
    const text = [...cards.lines, `${id}: PIN ${digits}`].join('\n');
    return { exit: 0, json: { ...done, pin: digits }, text };
  },
};

/** The code that an operator reads out to somebody who stands at a machine without a network. */
export const hubStaffCode: Command = {
  name: 'hub staff-code',
  summary:
    'Computes the one-time code that answers the challenge of a machine, to be read out by phone. Valid for 30 minutes, once.',
  options: {
    ...person,
    kiosk: { type: 'string', required: true, help: 'kiosk code, for example TH0017' },
    challenge: { type: 'string', required: true, help: 'the eight signs that the machine shows' },
  },
  run: async ({ options }) => {
    const kiosk = String(options.kiosk);
    if (!/^[A-Z]{2}[0-9]{4}$/.test(kiosk)) throw new UsageError('--kiosk is two letters and four digits');
    const body = { kiosk, challenge: String(options.challenge) };
    const answer = await callOperator(options, 'POST', `staff/${idOf(options.staff)}/one-time-code`, body);
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { code, role, minutes } = answer.value as {
      readonly code: string;
      readonly role: string;
      readonly minutes: number;
    };
    return {
      exit: 0,
      json: { code, role, minutes },
      text: `${code.slice(0, 4)} ${code.slice(4)}  (${role}, ${minutes} minutes, once)`,
    };
  },
};
