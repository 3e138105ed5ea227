import { type Command, type CommandResult, UsageError } from '../../contract/command.ts';
import { choiceOption, type Options } from '../../contract/command-options.ts';
import type {
  RolloutDetail,
  RolloutPreview,
  RolloutReply,
  RolloutSummary,
  StateCounts,
} from '../../contract/console/rollouts.ts';
import { callConsole, callOperator, operatorOptions } from './operator-call.ts';

const failed = (error: string): CommandResult => ({ exit: 1, json: { error }, text: error });
const listOf = (value: string | boolean | undefined): readonly string[] | undefined =>
  typeof value === 'string' && value !== '' ? value.split(',') : undefined;

function idOf(positionals: readonly string[]): number {
  const id = Number(positionals[0]);
  if (!Number.isInteger(id) || id < 1) throw new UsageError('ID is the number of a roll-out: `hub rollout list`');
  return id;
}

/** `22:00-06:00,12:00-13:00`. */
function windowsOf(value: string | boolean | undefined) {
  return listOf(value)?.map((text) => {
    const [from = '', until = ''] = text.split('-');
    if (![from, until].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)))
      throw new UsageError(`--window is like 22:00-06:00, not ${text}`);
    return { from, until };
  });
}

/** `2026-12-24..2027-01-03`. */
function freezesOf(value: string | boolean | undefined) {
  return listOf(value)?.map((text) => {
    const [from = '', until = from] = text.split('..');
    if (![from, until].every((day) => /^\d{4}-\d\d-\d\d$/.test(day)))
      throw new UsageError(`--freeze is like 2026-12-24..2027-01-03, not ${text}`);
    return { from, until };
  });
}

function requestOf(options: Options): object {
  const release = String(options.release);
  const approvals = listOf(options.approvals)?.map(Number);
  if (approvals?.some((ring) => !Number.isInteger(ring) || ring < 1 || ring > 9))
    throw new UsageError('--approvals are numbers of rings, 1 to 9, with commas between');
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 180) throw new UsageError('--days is 1 to 180');
  const wanted = {
    ...{ target: release.endsWith('.json') ? release : `${release}.json`, sha256: options.sha256, days, approvals },
    ...{ districts: listOf(options.district), models: listOf(options.model), kiosks: listOf(options.kiosk) },
    ...{ lab: listOf(options.lab), windows: windowsOf(options.window), freezes: freezesOf(options.freeze) },
    ...(options.revert === true ? { onHalt: 'revert' } : {}),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

export const hubRolloutStart: Command = {
  name: 'hub rollout start',
  summary:
    'Proposes a published release to machines, ring by ring. It begins when another person has approved it; it stops itself when it does harm.',
  options: {
    ...operatorOptions,
    release: { type: 'string', required: true, help: 'target in the repository, for example app/2026.12.1' },
    sha256: { type: 'string', help: 'of its manifest; default: the one that the repository of the hub holds' },
    district: { type: 'string', help: 'letters of districts with commas between, for example TH,YX; default: all' },
    model: { type: 'string', help: 'models of machines with commas between; default: all' },
    kiosk: { type: 'string', help: 'kiosk codes with commas between; default: all' },
    lab: { type: 'string', help: 'kiosk codes with which ring 0 begins' },
    window: { type: 'string', help: 'hours of the city in which it is offered, for example 22:00-06:00; default: any' },
    freeze: { type: 'string', help: 'days on which nothing is offered, for example 2026-12-24..2027-01-03' },
    approvals: { type: 'string', help: 'rings that a person opens, for example 1,3; default: none after the start' },
    revert: { type: 'boolean', help: 'a rule that stops it also assigns the release before to all that have it' },
    days: { type: 'string', default: '30', help: 'a machine that hears of it later does not begin it any more' },
    preview: { type: 'boolean', help: 'only say which rings there would be' },
  },
  run: async ({ options }) => {
    const body = requestOf(options);
    if (options.preview === true) {
      const answer = await callOperator(options, 'POST', 'rollouts/preview', body);
      if (!answer.ok) return failed(answer.error);
      const { rings, ...preview } = answer.value as RolloutPreview;
      const lines = rings.map(
        ({ ring, machines, models, districts, soakMs }) =>
          `ring ${ring}  ${machines} machines  ${models} models  ${districts} districts  ${soakMs / 3_600_000} h`,
      );
      const refusal = preview.refusal === null ? [] : [`refused: ${preview.refusal}`];
      return {
        exit: preview.refusal === null ? 0 : 1,
        json: { ...preview, rings },
        text: [
          `${preview.release}: ${preview.machines} machines, ${preview.alreadyThere} have it`,
          ...lines,
          ...refusal,
        ].join('\n'),
      };
    }
    const answer = await callOperator(options, 'POST', 'rollouts', body);
    if (!answer.ok) return failed(answer.error);
    const { id, state } = answer.value as RolloutReply;
    return {
      exit: 0,
      json: { id, state },
      text: `roll-out ${id} is proposed: another person approves it in the console, or with \`hub rollout approve ${id}\``,
    };
  },
};

export const hubRolloutList: Command = {
  name: 'hub rollout list',
  summary: 'Roll-outs, the newest first. Exit 1 when one is halted.',
  options: operatorOptions,
  run: async ({ options }) => {
    const answer = await callConsole(options, 'rollouts');
    if (!answer.ok) return failed(answer.error);
    const rollouts = answer.value as readonly RolloutSummary[];
    return {
      exit: rollouts.some(({ state }) => state === 'halted') ? 1 : 0,
      json: { rollouts },
      text: rollouts.length === 0 ? 'no roll-out yet' : rollouts.map(line).join('\n'),
    };
  },
};

function line({ id, target, state, exposed, machines, counts, ring, halt, waitingFor }: RolloutSummary): string {
  const why = state === 'halted' ? halt?.words.en : waitingFor?.words.en;
  const at = ring === null ? '' : `  ring ${ring}`;
  return `${id}  ${target}  ${state}${at}  ${exposed} of ${machines} offered, ${counts.succeeded} succeeded${why === undefined ? '' : `  ${why}`}`;
}

const countsText = (counts: StateCounts): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

export const hubRolloutShow: Command = {
  name: 'hub rollout show',
  summary: 'One roll-out: its rings, its figures, and every decision with its numbers. Exit 1 when it is halted.',
  positionals: ['ID'],
  options: operatorOptions,
  run: async ({ options, positionals }) => {
    const answer = await callConsole(options, `rollouts/${idOf(positionals)}`);
    if (!answer.ok) return failed(answer.error);
    const rollout = answer.value as RolloutDetail;
    const figure = (value: number | null) => (value === null ? '–' : value.toPrecision(3));
    return {
      exit: rollout.state === 'halted' ? 1 : 0,
      json: { rollout },
      text: [
        line(rollout),
        `started by ${rollout.starter}, approved by ${rollout.approver ?? 'nobody yet'}`,
        ...rollout.ringList.map(
          ({ ring, machines, openedAt, passedAt, counts }) =>
            `ring ${ring}  ${machines} machines  ${passedAt === null ? (openedAt === null ? 'closed' : `since ${openedAt}`) : `through ${passedAt}`}  ${countsText(counts)}`,
        ),
        ...rollout.figures.map(
          ({ name, touched, controls, z }) =>
            `${name}  ${figure(touched)} with it, ${figure(controls)} without, z ${figure(z)}`,
        ),
        ...rollout.decisions.map(
          ({ at, words, actor, reason }) =>
            `${at}  ${words.en}${actor === null ? '' : `  (${actor}${reason === null ? '' : `: ${reason}`})`}`,
        ),
      ].join('\n'),
    };
  },
};

const ringNames = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const hubRolloutApprove: Command = {
  name: 'hub rollout approve',
  summary:
    'The second person lets a roll-out begin, or a ring that waits. The operator token is one person, so it never approves what was started with it.',
  positionals: ['ID'],
  options: {
    ...operatorOptions,
    ring: { type: 'string', help: 'the ring to open, 1 to 9; left out = the start' },
    reason: { type: 'string', help: 'why' },
  },
  run: async ({ options, positionals }) => {
    const ring = options.ring === undefined ? null : Number(choiceOption(options, 'ring', ringNames));
    const body = { ring, ...(options.reason === undefined ? {} : { reason: String(options.reason) }) };
    return moved(await callOperator(options, 'POST', `rollouts/${idOf(positionals)}/approve`, body));
  },
};

const acting = (act: 'pause' | 'resume' | 'halt' | 'revert' | 'withdraw', summary: string): Command => ({
  ...{ name: `hub rollout ${act}`, summary, positionals: ['ID'] },
  options: {
    ...operatorOptions,
    reason: { type: 'string', required: true, help: 'why; stands in the decisions and in the audit' },
  },
  run: async ({ options, positionals }) =>
    moved(
      await callOperator(options, 'POST', `rollouts/${idOf(positionals)}/acts`, {
        act,
        reason: String(options.reason),
      }),
    ),
});

function moved(answer: Awaited<ReturnType<typeof callOperator>>): CommandResult {
  if (!answer.ok) return failed(answer.error);
  const { id, state } = answer.value as RolloutReply;
  return { exit: 0, json: { id, state }, text: `roll-out ${id} is ${state}` };
}

export const hubRolloutPause = acting('pause', 'Offers a release to nobody new; what is under way goes on.');
export const hubRolloutResume = acting(
  'resume',
  'Goes on after a pause or a halt; failures known until now count no more.',
);
export const hubRolloutHalt = acting('halt', 'Stops a roll-out and takes it back from machines that have not begun.');
export const hubRolloutRevert = acting(
  'revert',
  'Assigns the release before to every machine that was offered this one.',
);
export const hubRolloutWithdraw = acting('withdraw', 'Ends a proposal that nobody has approved.');
