import { Compile } from 'typebox/compile';
import { alertWords } from '../../contract/alerts/words.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { AcknowledgeReply, type AlertRow, AlertsPage, MuteRow } from '../../contract/console/alerts.ts';
import { callConsole, callOperator, operatorOptions } from './operator-call.ts';

const isPage = Compile(AlertsPage);
const isAcknowledged = Compile(AcknowledgeReply);
const isMute = Compile(MuteRow);
const pageSize = 500;
const badReply = { exit: 1, json: { error: 'badReply' }, text: 'the reply has another form' } as const;

/** Open alerts of the fleet, the most urgent first; ends with 1 when one of them is `stop`, so that a script can watch it. */
export const hubAlerts: Command = {
  name: 'hub alerts',
  summary: 'Lists open alerts; --acknowledge says that somebody has taken them up.',
  options: {
    ...operatorOptions,
    district: { type: 'string', help: 'two letters of a district' },
    kiosk: { type: 'string', help: 'only of this machine' },
    code: { type: 'string', help: 'only this alert (docs/runbooks)' },
    new: { type: 'boolean', help: 'only what nobody has acknowledged' },
    english: { type: 'boolean', help: 'words in English' },
    acknowledge: { type: 'string', help: 'numbers of alerts, with commas between: somebody has taken them up' },
    note: { type: 'string', help: 'with --acknowledge: what is being done' },
  },
  run: async ({ options }) => {
    if (typeof options.acknowledge === 'string') return await acknowledge(options, options.acknowledge);
    const rows: AlertRow[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query = new URLSearchParams({ limit: String(pageSize), ...(after === '' ? {} : { after }) });
      for (const name of ['district', 'kiosk', 'code'] as const) {
        const value = options[name];
        if (typeof value === 'string') query.set(name, value);
      }
      if (options.new === true) query.set('isNew', 'true');
      const answer = await callConsole(options, `alerts?${query}`);
      if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
      if (!isPage.Check(answer.value)) return badReply;
      rows.push(...answer.value.rows);
      after = answer.value.next;
    }
    const isStop = rows.some(({ severity }) => severity === 'stop');
    const lines = rows.map((row) => line(row, options.english === true));
    return {
      exit: isStop ? 1 : 0,
      json: { alerts: rows },
      text: [...lines, `${rows.length} open`].join('\n'),
    };
  },
};

function line(row: AlertRow, isEnglish: boolean): string {
  return [
    ...[String(row.id), row.severity, row.kiosk ?? '-', row.place, alertWords(row, isEnglish ? 'en' : 'zh-CN')],
    `since ${row.since}`,
    ...(row.acknowledged === null ? [] : [`taken up by ${row.acknowledged.by}`]),
    ...(row.quiet === null ? [] : [row.quiet.why]),
  ].join('  ');
}

async function acknowledge(options: Parameters<Command['run']>[0]['options'], text: string) {
  const ids = text.split(',').map(Number);
  if (!ids.every((id) => Number.isSafeInteger(id) && id > 0))
    throw new UsageError('--acknowledge wants numbers: 12,15');
  const note = typeof options.note === 'string' ? { note: options.note } : {};
  const answer = await callOperator(options, 'POST', 'alerts/acknowledge', { ids, ...note });
  if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error } as const;
  if (!isAcknowledged.Check(answer.value)) return badReply;
  const { acknowledged } = answer.value;
  return { exit: 0, json: { acknowledged }, text: `${acknowledged} acknowledged` } as const;
}

/** Keeps people unbothered by what is known, until a time. */
export const hubMute: Command = {
  name: 'hub mute',
  summary: 'Mutes alerts of a machine, of a site or of one kind for some hours; they still stand in the list.',
  options: {
    ...operatorOptions,
    kiosk: { type: 'string', help: 'this machine' },
    place: { type: 'string', help: 'every machine of this site' },
    code: { type: 'string', help: 'only this alert' },
    hours: { type: 'string', required: true, help: '1 to 720' },
    reason: { type: 'string', required: true, help: 'why, for whoever wonders' },
  },
  run: async ({ options }) => {
    const hours = Number(options.hours);
    if (!(hours >= 1 && hours <= 720)) throw new UsageError('--hours must be 1 to 720');
    const which = Object.fromEntries(
      (['kiosk', 'place', 'code'] as const).flatMap((name) =>
        typeof options[name] === 'string' ? [[name, options[name]]] : [],
      ),
    );
    // A little less than so many hours: the hub's clock may be behind this one, and the longest mute is bounded there.
    const until = new Date(Date.now() + hours * 3_600_000 - 60_000).toISOString();
    const answer = await callOperator(options, 'POST', 'alerts/mutes', { ...which, until, reason: options.reason });
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    if (!isMute.Check(answer.value)) return badReply;
    return { exit: 0, json: { mute: answer.value }, text: `muted until ${answer.value.until}` };
  },
};
