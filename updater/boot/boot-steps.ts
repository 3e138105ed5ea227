import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { RefusalCause, ReturnCause } from '../../contract/release/update-outcome.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import {
  type BootRecord,
  isQuarantined,
  startsOfProbation,
  triesOfARelease,
  withQuarantined,
  withReport,
} from './boot-record.ts';

/** Why nothing was changed. */
export type BootRefusal =
  /** Another release is on its way. */
  | 'busy'
  /** It runs already. */
  | 'same'
  /** It has failed on this machine before. */
  | 'quarantined'
  /** Nothing is tried, so nothing can pass or fail. */
  | 'nothingTried'
  /** There is none before this one. */
  | 'nothingBefore';

/** One thing to do at a start, before the program may run; each is durable when it returns, and each may be the last before a power cut. */
export type StartStep =
  /** Let `current` point at this slot. */
  | { readonly do: 'link'; readonly to: ReleaseId }
  /** Write this record. */
  | { readonly do: 'write'; readonly record: BootRecord }
  /** Everything is as it should be: start the program that stands there. */
  | { readonly do: 'run'; readonly release: ReleaseId };

/**
 * The next thing to do before the program is started. Pure; asked again after each, until it says `run`. A try is taken off before the start that it is for, so that a release which pulls the
 * machine down with it is given up all the same.
 * @param link slot that `current` points at; null = no link, or one to nowhere
 * @param now ISO 8601, for the list of what failed
 */
export function startStep(record: BootRecord, link: ReleaseId | null, isCounted: boolean, now: string): StartStep {
  const { phase, current, candidate } = record;
  switch (phase) {
    case 'committed':
      if (record.soak !== null && !isCounted) return { do: 'write', record: soakStart(record, record.soak) };
      return link === current ? { do: 'run', release: current } : { do: 'link', to: current };
    case 'switching':
      if (candidate === null) return { do: 'write', record: settled(record) };
      if (link !== candidate) return { do: 'link', to: candidate };
      return { do: 'write', record: { ...record, phase: 'trying' } };
    case 'trying':
      if (candidate === null) return { do: 'write', record: settled(record) };
      if (isCounted) return link === candidate ? { do: 'run', release: candidate } : { do: 'link', to: candidate };
      if (record.triesLeft === 0)
        return { do: 'write', record: { ...record, phase: 'returning', cause: 'triesExhausted' } };
      if (link !== candidate) return { do: 'link', to: candidate };
      return { do: 'write', record: { ...record, triesLeft: record.triesLeft - 1 } };
    case 'returning':
      if (link !== current) return { do: 'link', to: current };
      return { do: 'write', record: returned(record, now) };
  }
}

/** Whether this write was the one that counts the start. */
export const isCounting = (before: BootRecord, after: BootRecord): boolean =>
  (after.phase === 'trying' && after.triesLeft < before.triesLeft) ||
  (after.soak !== null && before.soak !== null && after.soak.startsLeft < before.soak.startsLeft);

/** A start of a release on probation after its commit: taken off before it, so that a release which pulls the machine down with it is given up all the same. */
function soakStart(record: BootRecord, { startsLeft }: { readonly startsLeft: number }): BootRecord {
  if (startsLeft > 0) return { ...record, soak: { startsLeft: startsLeft - 1 } };
  const back = fellBack(record, 'crashLoop');
  return back.ok ? back.value : soaked(record);
}

/**
 * A release that is whole and verified on disk shall run from the next start on.
 * Refusals: `busy` `same` `quarantined`.
 */
export function install(record: BootRecord, release: ReleaseId): Result<BootRecord, BootRefusal> {
  if (record.phase !== 'committed') return err('busy');
  if (record.current === release) return err('same');
  if (isQuarantined(record, release)) return err('quarantined');
  return ok({ ...record, phase: 'switching', candidate: release, triesLeft: triesOfARelease });
}

/** Back to the release before, by the word of an operator or a technician. Refusals: `busy` `nothingBefore` `quarantined`. */
export function goBack(record: BootRecord): Result<BootRecord, BootRefusal> {
  return record.previous === null ? err('nothingBefore') : install(record, record.previous);
}

/**
 * The candidate has passed the health gate. Only now is it the current one, and only now is its success told.
 * @param isConfirmed the hub has accepted a heartbeat of it; false = local health only, the hub is away
 * Refusal: `nothingTried`.
 */
export function passed(record: BootRecord, isConfirmed: boolean, at: string): Result<BootRecord, BootRefusal> {
  const { candidate, current } = record;
  if (record.phase !== 'trying' || candidate === null) return err('nothingTried');
  const report = { release: candidate, from: current, outcome: 'succeeded', cause: null, at } as const;
  return ok({
    ...settled(record),
    ...{
      current: candidate,
      previous: current,
      isConfirmed,
      soak: { startsLeft: startsOfProbation },
      reports: withReport(record, report),
    },
  });
}

/** The hub has accepted a heartbeat of the release that was committed without it. */
export function confirmed(record: BootRecord): BootRecord {
  return record.isConfirmed ? record : { ...record, isConfirmed: true };
}

/** The current release has run without a break for the time of its probation. */
export function soaked(record: BootRecord): BootRecord {
  return record.soak === null ? record : { ...record, soak: null };
}

/**
 * The current release has passed the gate and goes down again and again within its probation: the one before is the proven one again, and the next start is one of it. Its data are readable for that one (schema rule).
 * Refusals: `nothingTried` no probation is under way; `nothingBefore`.
 */
export function fellBack(record: BootRecord, cause: ReturnCause): Result<BootRecord, BootRefusal> {
  const { phase, current, previous, soak } = record;
  if (phase !== 'committed' || soak === null) return err('nothingTried');
  if (previous === null) return err('nothingBefore');
  return ok({
    ...record,
    // As a candidate that has failed: its slot stays until the link points elsewhere.
    ...{ phase: 'returning', candidate: current, current: previous, previous: null, cause },
    ...{ isConfirmed: true, soak: null },
  });
}

/**
 * The slot of the current release is damaged: the one before is the proven one again, and nothing is held against the other. Its data are readable for that one (schema rule). Refusals: `busy` `nothingBefore`
 * `quarantined`.
 */
export function steppedBack(record: BootRecord): Result<BootRecord, BootRefusal> {
  const { phase, previous } = record;
  if (phase !== 'committed') return err('busy');
  if (previous === null) return err('nothingBefore');
  if (isQuarantined(record, previous)) return err('quarantined');
  return ok({ ...record, current: previous, previous: null, isConfirmed: true, soak: null });
}

/** The release was given up for a hub that the one before did not reach either: it may be tried again. */
export function pardoned(record: BootRecord, release: ReleaseId): BootRecord {
  const isIt = (one: BootRecord['quarantined'][number]) => one.release === release && one.cause === 'hubLost';
  return record.quarantined.some(isIt)
    ? { ...record, quarantined: record.quarantined.filter((one) => !isIt(one)) }
    : record;
}

/**
 * The candidate has failed: the next start is one of the release before. Refusal: `nothingTried`.
 * @param what for whoever asks why, in words of the machine; cut to its longest
 */
export function failed(
  record: BootRecord,
  cause: ReturnCause,
  what: string | null = null,
): Result<BootRecord, BootRefusal> {
  if (record.phase !== 'trying' && record.phase !== 'switching') return err('nothingTried');
  return ok({ ...record, phase: 'returning', cause, what: what === null ? null : whatOf(what) });
}

/** An assigned release was not even tried; nothing changes but what the hub is told. */
export function refused(record: BootRecord, release: ReleaseId, cause: RefusalCause, at: string): BootRecord {
  const report = { release, from: record.current, outcome: 'refused', cause, at } as const;
  return { ...record, reports: withReport(record, report) };
}

/** The hub knows of these outcomes. @param count how many, from the oldest */
export function told(record: BootRecord, count: number): BootRecord {
  return { ...record, reports: record.reports.slice(count) };
}

/** Only what a report may say. */
const whatOf = (what: string): string | null => what.replaceAll(/[^0-9A-Za-z ./_:-]/g, '-').slice(0, 64) || null;

function returned(record: BootRecord, at: string): BootRecord {
  const { candidate, current, cause, what } = record;
  if (candidate === null || cause === null) return settled(record);
  const report = {
    ...({ release: candidate, from: current, outcome: 'rolledBack', cause, at } as const),
    ...(what === null ? {} : { what }),
  };
  return {
    ...settled(record),
    // The one before stays: a slot that was replaced by a failed release would be missed.
    ...{ quarantined: withQuarantined(record, { release: candidate, cause, at }), reports: withReport(record, report) },
  };
}

const settled = (record: BootRecord): BootRecord => ({
  ...record,
  ...{ phase: 'committed', candidate: null, triesLeft: 0, cause: null, what: null },
});
