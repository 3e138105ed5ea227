import type { CommandOption } from '../../contract/command.ts';
import { type DistrictLetters, districtLetters } from '../../contract/district.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type Defect, fates, nothingWrong, type Outage, type Scenario } from './scenario.ts';

/** What may go wrong, as options of the command line. */
export const scenarioOptions = {
  scenario: { type: 'string', default: 'quiet', help: 'seed of what goes wrong: the same one brings the same day' },
  runs: { type: 'string', default: nothingWrong.version, help: 'version of the release that the machines run' },
  defects: {
    type: 'string',
    help: `releases that do harm, and to which part of the machines: 2026.12.1:rollsBack=0.1,2026.12.2:bricks=0.02 (${fates.join(' ')})`,
  },
  silent: { type: 'string', default: '0', help: 'part of the machines that fall silent for good during the run' },
  'bad-clocks': {
    type: 'string',
    default: '0',
    help: 'part of the machines whose clock is six minutes to a day wrong',
  },
  outages: {
    type: 'string',
    help: "districts without network, in minutes of the fleet's time: TH@1-3,BY@2-2.5; afterwards all their machines come back at once",
  },
  faults: { type: 'string', default: '0', help: 'device faults of a machine and day' },
  paper: { type: 'string', default: String(nothingWrong.paper), help: 'receipts in a full printer' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Error: one sentence that names the option. */
export function readScenario(
  options: Readonly<Record<string, string | boolean | undefined>>,
  lastsMs: number,
): Result<Scenario, string> {
  const text = (name: keyof typeof scenarioOptions) => {
    const value = options[name];
    return typeof value === 'string' ? value : '';
  };
  const numbers = { silent: [0, 1], 'bad-clocks': [0, 1], faults: [0, 24], paper: [1, 100_000] } as const;
  for (const [name, [least, most]] of Object.entries(numbers)) {
    const value = Number(options[name]);
    if (!(value >= least && value <= most))
      return err(`--${name} must be ${least} to ${most}, not ${String(options[name])}`);
  }
  if (!/^[0-9a-z]{1,16}(\.[0-9a-z]{1,16}){0,5}$/.test(text('runs')))
    return err(`--runs is no version: ${text('runs')}`);
  const defects = listOf(text('defects'), readDefect);
  if (defects === null)
    return err(`--defects must be VERSION:HARM=PART,… with PART from 0 to 1, not ${text('defects')}`);
  const outages = listOf(text('outages'), readOutage);
  if (outages === null) return err(`--outages must be DISTRICT@FROM-TO,… in minutes, not ${text('outages')}`);
  return ok({
    ...{ seed: text('scenario'), version: text('runs'), defects, outages, keeperMs: nothingWrong.keeperMs, lastsMs },
    ...{ silent: Number(options.silent), badClocks: Number(options['bad-clocks']) },
    ...{ faultsPerDay: Number(options.faults), paper: Math.round(Number(options.paper)) },
  });
}

/** Null = one of them cannot be read. */
function listOf<T>(text: string, read: (part: string) => T | null): readonly T[] | null {
  const all = text === '' ? [] : text.split(',').map(read);
  const good = all.filter((one) => one !== null);
  return good.length === all.length ? good : null;
}

function readDefect(text: string): Defect | null {
  const [, version, harm, amount] = /^([0-9a-z.]{1,79}):([A-Za-z]+)=([0-9.]+)$/.exec(text) ?? [];
  const fate = fates.find((one) => one === harm);
  const part = Number(amount);
  return version === undefined || fate === undefined || !(part >= 0 && part <= 1) ? null : { version, fate, part };
}

function readOutage(text: string): Outage | null {
  const [, letters, from, to] = /^([A-Z]{2})@([0-9.]+)-([0-9.]+)$/.exec(text) ?? [];
  const district: DistrictLetters | undefined = districtLetters.find((one) => one === letters);
  const [fromMs, toMs] = [Number(from) * 60_000, Number(to) * 60_000];
  return district === undefined || !(toMs > fromMs) ? null : { district, fromMs, toMs };
}
