import { type Command, type CommandResult, UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import { err, type Result } from '../../contract/result.ts';
import type { ConfigDesk, ConfigRefusal, Proposal } from '../config/config-desk.ts';
import { dotted, pathOf } from '../config/edit.ts';
import { type Json, readJson } from '../config/json-text.ts';
import type { PlannedChange, When } from '../config/plan.ts';
import { byOption, deskOf, layerOf, layerOption, placeOptions, refused, valueText, whoOf } from './config-places.ts';

const dryOption = { type: 'boolean', help: 'only say what would become of it' } as const;

export const configSet: Command = {
  name: 'config set',
  summary: 'Changes one setting, durably and with undo: at once where that is possible, else says what it waits for.',
  positionals: ['PATH', 'VALUE'],
  options: { ...placeOptions, layer: layerOption, by: byOption, 'dry-run': dryOption },
  run: async ({ options, positionals }) => {
    const [words = '', value = ''] = positionals;
    const desk = deskOf(options, true);
    const path = settingOf(words);
    // A word may be a text or JSON: the one that fits is meant.
    const meant = candidates(value).map((one) => desk.propose(layerOf(options), [{ path, value: one }]));
    const proposal = meant.find((one) => one.ok || one.error.code === 'nothing') ?? meant.at(-1) ?? err(nothing);
    return perform(desk, proposal, options);
  },
};

export const configUnset: Command = {
  name: 'config unset',
  summary: 'Takes one setting out of this layer, so that the layer below it counts again.',
  positionals: ['PATH'],
  options: { ...placeOptions, layer: layerOption, by: byOption, 'dry-run': dryOption },
  run: async ({ options, positionals }) => {
    const desk = deskOf(options, true);
    return perform(desk, desk.propose(layerOf(options), [{ path: settingOf(positionals[0] ?? '') }]), options);
  },
};

export const configUndo: Command = {
  name: 'config undo',
  summary:
    'Undoes change N of the history; without N the latest, or puts the last good file back where one is refused.',
  positionals: ['[N]'],
  options: { ...placeOptions, by: byOption, 'dry-run': dryOption },
  run: async ({ options, positionals }) => {
    const [word] = positionals;
    const n = word === undefined ? null : Number(word);
    if (n !== null && !(Number.isInteger(n) && n > 0)) throw new UsageError(`${word} is no number of a change`);
    const desk = deskOf(options, true);
    return perform(desk, desk.proposeUndo(n), options);
  },
};

const nothing: ConfigRefusal = { code: 'nothing' };

function settingOf(words: string): string {
  const path = pathOf(words);
  if (path === '')
    throw new UsageError('PATH names a setting, for example devices.idReader.port (see yitiji config show)');
  return path;
}

/** What a word on the command line may mean, the likeliest first. */
function candidates(word: string): readonly Json[] {
  const json = readJson(word);
  if (!json.ok) return [word];
  const { value } = json.value;
  if (value === null) return [null];
  // Quotes and brackets were written on purpose; `12345` may be a telephone number.
  return /^[{["]/.test(word.trim()) ? [value, word] : [word, value];
}

/** Does what was proposed, or with `--dry-run` only says it. */
export function perform(desk: ConfigDesk, proposal: Result<Proposal, ConfigRefusal>, options: Options): CommandResult {
  if (!proposal.ok) return refused(proposal.error, true);
  const { layer, file, plan, changes } = proposal.value;
  const isDry = options['dry-run'] === true;
  const applied = isDry ? null : desk.apply(proposal.value, whoOf(options));
  if (applied?.ok === false) return refused(applied.error, true);
  const entry = applied?.ok === true ? applied.value.n : null;
  const head = isDry ? `would change ${file} (${layer}):` : `change ${entry}, in ${file} (${layer}):`;
  const lines = changes.map(
    ({ path, before, after }) => `  ${dotted(path)}: ${valueText(before)} → ${valueText(after)}`,
  );
  return {
    exit: 0,
    json: { done: !isDry, entry, layer, file, changes, plan },
    text: [head, ...lines, ...planText(plan, layer)].join('\n'),
  };
}

const whenText: Readonly<Record<When, string>> = {
  now: 'a running service goes by it at once',
  idle: 'a running service goes by it as soon as nobody is served',
  restart: 'NEEDS A RESTART of the service',
};

function planText(plan: readonly PlannedChange[], layer: string): readonly string[] {
  if (plan.length === 0) return [`nothing changes for the machine: another layer than ${layer} is louder there`];
  return plan.map(({ path, when, why }) => `${dotted(path)}: ${whenText[when]} (${why})`);
}
