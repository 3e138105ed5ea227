import type { DistrictLetters } from '../../contract/district.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { seedNumber, share } from './chance.ts';

/**
 * What a release does to a machine. `rollsBack`: the health gate says no, and it goes back. `bricks`: it is never heard of again. `refuses`: it cannot be unpacked and is never started.
 * `crashes`: it proves itself, and then its pages crash. `repels`: it proves itself, and citizens do not get to the end any more.
 */
export const fates = ['rollsBack', 'bricks', 'refuses', 'crashes', 'repels'] as const;
export type Fate = (typeof fates)[number] | 'good';

/** A release that does harm, and to which part of the machines. */
export interface Defect {
  /** `2026.12.1`, of the target `app/2026.12.1.json`. */
  readonly version: string;
  readonly fate: Exclude<Fate, 'good'>;
  /** 0 to 1. */
  readonly part: number;
}

/** A district without network, milliseconds of the fleet's time after the start; at the end all its machines come back at once. */
export interface Outage {
  readonly district: DistrictLetters;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What goes wrong in a simulated fleet. All of it follows from the seed: the same fleet has the same day twice. */
export interface Scenario {
  readonly seed: string;
  /** Version that every machine runs at the start. */
  readonly version: string;
  readonly defects: readonly Defect[];
  /** Part of the machines that fall silent for good, at some time within `lastsMs`. */
  readonly silent: number;
  /** Part of the machines whose wall clock is 6 minutes to a day wrong. */
  readonly badClocks: number;
  readonly outages: readonly Outage[];
  /** Device faults of a machine and day; each lasts 20 minutes to an hour. */
  readonly faultsPerDay: number;
  /** Sheets in the printer when it is full; a keeper comes `keeperMs` after it ran out. */
  readonly paper: number;
  readonly keeperMs: number;
  readonly lastsMs: number;
}

/** A quiet day. */
export const nothingWrong: Scenario = {
  ...{ seed: 'quiet', version: '2026.11.1', defects: [], silent: 0, badClocks: 0, outages: [], faultsPerDay: 0 },
  ...{ paper: 600, keeperMs: 90 * 60_000, lastsMs: 0 },
};

/** The id of a release that exists only here: its hash is made from its version. */
export const simRelease = (version: string): string =>
  releaseIdOf(version, seedNumber(`release ${version}`).toString(16).padStart(8, '0').repeat(8));

/** Draws, so that two of them never share a number. */
const draw = {
  fate: 1,
  silent: 2,
  silentAt: 3,
  clock: 4,
  clockBy: 5,
  clockSign: 6,
  fault: 7,
  faultPart: 8,
  paper: 9,
  pace: 10,
  line: 11,
} as const;

/** What a machine is like, for as long as it lives. */
export interface Traits {
  /** Of the fleet's time; null = never. */
  readonly silentFromMs: number | null;
  /** Wall clock minus right time. */
  readonly clockMs: number;
  readonly paperAtStart: number;
  /** 0.5 to 1.5: how fast its line and its visitors are. */
  readonly pace: number;
}

/** @param n of the machine in its fleet */
export function traitsOf(scenario: Scenario, n: number): Traits {
  const seed = seedNumber(scenario.seed);
  const of = (which: keyof typeof draw) => share(seed, draw[which], n);
  const wrongMs = 6 * 60_000 + of('clockBy') * 86_400_000;
  return {
    silentFromMs: of('silent') < scenario.silent ? of('silentAt') * scenario.lastsMs : null,
    clockMs: of('clock') < scenario.badClocks ? Math.round(of('clockSign') < 0.5 ? wrongMs : -wrongMs) : 0,
    paperAtStart: Math.round(scenario.paper * (0.05 + 0.95 * of('paper'))),
    pace: 0.5 + of('pace'),
  };
}

/** What this release does to this machine: the same whenever it is tried. */
export function fateOf(scenario: Scenario, version: string, n: number): Fate {
  const drawn = share(seedNumber(`${scenario.seed} ${version}`), draw.fate, n);
  let upTo = 0;
  for (const { fate, part } of scenario.defects.filter((defect) => defect.version === version)) {
    upTo += part;
    if (drawn < upTo) return fate;
  }
  return 'good';
}

/** Whether the line of this district is up. */
export const isReached = ({ outages }: Scenario, district: string, fleetMs: number): boolean =>
  !outages.some((outage) => outage.district === district && fleetMs >= outage.fromMs && fleetMs < outage.toMs);

/** Part of the visits in which the line of a good day is away for a moment. */
const briefly = 0.03;

/** Whether the line is away just while a citizen applies, and back a moment later. @param seq number of the machine's last message */
export const isBrieflyAway = (scenario: Scenario, n: number, seq: number): boolean =>
  share(seedNumber(scenario.seed), draw.line, n, seq) < briefly;

const hourMs = 3_600_000;
const faults = [
  { device: 'receiptPrinter', fault: 'E_MEDIA_JAM' },
  { device: 'documentPrinter', fault: 'E_COVER_OPEN' },
  { device: 'idReader', fault: 'E_NO_DEVICE' },
  { device: 'cardDispenser', fault: 'E_MEDIA_JAM' },
  { device: 'scanner', fault: 'E_LINK_LOST' },
] as const;
export type SimFault = (typeof faults)[number];

/** The fault that a machine has now; null = none. Each hour has its own chance, so nothing must be remembered. */
export function faultAt(scenario: Scenario, n: number, fleetMs: number): SimFault | null {
  if (scenario.faultsPerDay === 0) return null;
  const seed = seedNumber(scenario.seed);
  const hour = Math.floor(fleetMs / hourMs);
  if (share(seed, draw.fault, n, hour) >= scenario.faultsPerDay / 24) return null;
  const drawn = share(seed, draw.faultPart, n, hour);
  const lastsMs = hourMs * (1 / 3 + (2 / 3) * drawn);
  return fleetMs - hour * hourMs < lastsMs ? (faults[Math.floor(drawn * faults.length)] ?? null) : null;
}
