import { type Command, UsageError } from '../../contract/command.ts';
import type { AssignmentRow, AssignReply } from '../../contract/release/fleet.ts';
import { isKnownCause } from '../../contract/release/update-outcome.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

const kioskPattern = /^[A-Z]{2}[0-9]{4}$/;

/** Exit 1 = nothing was assigned. */
export const hubAssign: Command = {
  name: 'hub assign',
  summary:
    'Assigns a published release to machines. Each installs it when nobody is served, if its metadata says that it is genuine.',
  options: {
    ...operatorOptions,
    kiosk: { type: 'string', required: true, help: 'kiosk codes with commas between, for example TH0017,TH0018' },
    release: { type: 'string', required: true, help: 'target in the repository, for example app/2026.11.1' },
    sha256: { type: 'string', help: 'of its manifest; default: the one that the repository of the hub holds' },
    days: {
      type: 'string',
      default: '30',
      help: 'a machine that hears of it later does not begin it any more, 1 to 180',
    },
  },
  run: async ({ options }) => {
    const kiosks = String(options.kiosk).split(',');
    if (!kiosks.every((kiosk) => kioskPattern.test(kiosk)))
      throw new UsageError('--kiosk is two letters and four digits, several with commas between');
    const days = Number(options.days);
    if (!Number.isInteger(days) || days < 1 || days > 180) throw new UsageError('--days is 1 to 180');
    const release = String(options.release);
    const target = release.endsWith('.json') ? release : `${release}.json`;
    const body = { kiosks, target, days, ...(options.sha256 === undefined ? {} : { sha256: String(options.sha256) }) };
    const answer = await callOperator(options, 'POST', 'assignments', body);
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { machines, sha256, expiresAt } = answer.value as AssignReply;
    return {
      exit: 0,
      json: { target, sha256, expiresAt, machines },
      text: [
        `${target} ${sha256}, until ${expiresAt}`,
        ...machines.map(({ kiosk, counter }) => `${kiosk}  ${counter}`),
      ].join('\n'),
    };
  },
};

/** Exit 1 = an update was rolled back or refused, so that a script can watch it. */
export const hubAssignments: Command = {
  name: 'hub assignments',
  summary:
    'Which release is assigned to which machine, and what became of it. Exit 1 when one was rolled back or refused.',
  options: {
    ...operatorOptions,
    kiosk: {
      type: 'string',
      help: 'one machine, with everything that was ever assigned to it; default: all, the one that counts',
    },
  },
  run: async ({ options }) => {
    const kiosk = options.kiosk === undefined ? null : String(options.kiosk);
    if (kiosk !== null && !kioskPattern.test(kiosk)) throw new UsageError('--kiosk is two letters and four digits');
    const answer = await callOperator(options, 'GET', `assignments${kiosk === null ? '' : `?kiosk=${kiosk}`}`);
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const rows = answer.value as readonly AssignmentRow[];
    const isGood = rows.every(({ state }) => state !== 'rolledBack' && state !== 'refused');
    return {
      exit: isGood ? 0 : 1,
      json: { assignments: rows },
      text: rows.length === 0 ? 'nothing is assigned' : rows.map(line).join('\n'),
    };
  },
};

function line({ kiosk, target, counter, state, madeAt, outcome }: AssignmentRow): string {
  const why =
    outcome === null || outcome.cause === null
      ? ''
      : ` ${isKnownCause(outcome.cause) ? '' : 'unknown cause '}${outcome.cause}${outcome.what === undefined ? '' : ` ${outcome.what}`}`;
  const when = outcome === null ? '' : `  ${outcome.at}`;
  return `${kiosk}  ${counter}  ${target}  ${madeAt}  ${state}${why}${when}`;
}
