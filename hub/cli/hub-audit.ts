import { type Command, UsageError } from '../../contract/command.ts';
import type { AuditPage, AuditProof, AuditRow } from '../../contract/console/audit.ts';
import { dayBegin } from '../fleet/overview.ts';
import { callConsole, operatorOptions } from './operator-call.ts';

const pageRows = 500;

/** Lines as they are written down: number, time, who, what, to what, facts. */
export const hubAuditList: Command = {
  name: 'hub audit list',
  summary: 'Lists what people did at the hub, newest first.',
  options: {
    ...operatorOptions,
    limit: { type: 'string', default: '50', help: 'how many, 1 to 100000' },
    act: { type: 'string', help: 'one act (rollout.paused) or an area (rollout)' },
    subject: { type: 'string', help: 'one subject (machine:TH0017) or a kind (machine)' },
    actor: { type: 'string', help: 'id of an account, or token' },
    from: { type: 'string', help: 'first day or time, ISO 8601, for example 2026-11-29 or 2026-11-29T08:00+08:00' },
    to: { type: 'string', help: 'day or time before which, ISO 8601' },
  },
  run: async ({ options }) => {
    const limit = Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100_000) throw new UsageError('--limit is 1 to 100000');
    const query = new URLSearchParams({ limit: String(Math.min(limit, pageRows)) });
    for (const name of ['act', 'subject', 'actor'] as const)
      if (options[name] !== undefined) query.set(name, String(options[name]));
    for (const name of ['from', 'to'] as const)
      if (options[name] !== undefined) query.set(`${name}Ms`, String(timeOf(name, String(options[name]))));
    const rows: AuditRow[] = [];
    for (;;) {
      const answer = await callConsole(options, `audit?${query}`);
      if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
      const page = answer.value as AuditPage;
      rows.push(...page.rows);
      if (page.next === null || rows.length >= limit) break;
      query.set('after', page.next);
    }
    const shown = rows.slice(0, limit);
    return { exit: 0, json: { rows: shown }, text: shown.length === 0 ? 'nothing' : shown.map(line).join('\n') };
  },
};

/** A day alone begins at midnight of the city, not of UTC. */
function timeOf(name: string, text: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? dayBegin(text) : Date.parse(text);
  if (!Number.isFinite(ms)) throw new UsageError(`--${name} is a day or a time, for example 2026-11-29T08:00+08:00`);
  return ms;
}

function line({ seq, at, actor, act, subject, detail }: AuditRow): string {
  const who = actor.kind === 'token' ? actor.name : `${actor.name} (${actor.id})`;
  const facts = Object.keys(detail).length === 0 ? '' : `  ${JSON.stringify(detail)}`;
  return `${seq}  ${at}  ${who}  ${act}  ${subject}${facts}`;
}

const faults = {
  gap: 'an entry is missing behind',
  changed: 'an entry is not what was written, behind',
  cut: 'the chain was cut off behind',
  other: 'the noted place is not in the chain; entries that fit:',
} as const;

/** Exit 1 = the chain does not fit. */
export const hubAuditVerify: Command = {
  name: 'hub audit verify',
  summary: 'Proves that nothing in the audit was changed, taken out or cut off. Exit 1 when something was.',
  options: {
    ...operatorOptions,
    noted: {
      type: 'string',
      help: 'SEQ:HASH of an earlier run or of the log (hub.audit.head): finds a chain that was forged as a whole',
    },
  },
  run: async ({ options }) => {
    const noted = options.noted === undefined ? null : /^(\d{1,15}):([0-9a-f]{64})$/.exec(String(options.noted));
    if (options.noted !== undefined && noted === null)
      throw new UsageError('--noted is SEQ:HASH, a number and 64 hexadecimal digits');
    const query = noted === null ? '' : `?seq=${noted[1]}&hash=${noted[2]}`;
    const answer = await callConsole(options, `audit/proof${query}`);
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const proof = answer.value as AuditProof;
    const { head, fault, upTo } = proof;
    return {
      exit: proof.isWhole ? 0 : 1,
      json: { ...proof },
      text:
        fault === null
          ? `${upTo} entries, nothing changed; note ${head.seq}:${head.hash}`
          : `BROKEN: ${faults[fault]} ${upTo}`,
    };
  },
};
