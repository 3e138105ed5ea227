import type { RolloutMachineState } from '../../contract/console/rollouts.ts';
import type { UpdatePhase } from '../../contract/heartbeat-facts.ts';
import type { RefusalCause, UpdateOutcome } from '../../contract/release/update-outcome.ts';

/** Everything that is known of one machine of a roll-out. Times are the hub's, milliseconds. */
export interface StandingFacts {
  readonly nowMs: number;
  /** As it was judged last, and why. */
  readonly state: RolloutMachineState;
  readonly cause: string | null;
  /** It has a key in force; false = an operator has taken it out of service. */
  readonly isInForce: boolean;
  /** When the new release was first known to run there; null = not yet. */
  readonly activatedMs: number | null;
  /** The assignment of this roll-out; null = not offered. */
  readonly offer: { readonly counter: number; readonly atMs: number; readonly expiresMs: number } | null;
  /** The newest assignment of this kind that the machine was given, by whomever. */
  readonly newestCounter: number;
  /** The last heartbeat; null = never. `release`: what runs, null = it does not say. */
  readonly beat: {
    readonly atMs: number;
    readonly release: string | null;
    readonly toldCounter: number;
    readonly phase: UpdatePhase | null;
    readonly isHealthy: boolean;
  } | null;
  /** The newest that was told of this release since the offer. */
  readonly outcome:
    | (Pick<UpdateOutcome, 'outcome' | 'cause'> & { readonly what: string | null; readonly atMs: number })
    | null;
  /** The release of the roll-out. */
  readonly release: string;
  /** Nothing was heard for so long, while the hub listened; and how much of it fell into the hours of the place. */
  readonly silentMs: number;
  readonly openSilentMs: number;
  /** How long it has stood the new release, by the measure of its ring, and how long it must. */
  readonly soakedMs: number;
  readonly soakMs: number;
}

export interface Standing {
  readonly state: RolloutMachineState;
  readonly activatedMs: number | null;
  readonly cause: string | null;
  readonly what: string | null;
}

const beatMs = 60_000;
/** Three heartbeats. */
export const silentLimitMs = 3 * beatMs;
/** Of the hours of its place. */
export const openSilentLimitMs = 2 * 3_600_000;

export const finalStates = ['succeeded', 'failed', 'rolledBack', 'lost', 'refused', 'superseded'] as const;
/** Whether the machine is through with this roll-out. */
export const isFinal = (state: RolloutMachineState): boolean => (finalStates as readonly string[]).includes(state);

/** Refusals that speak of the machine or of the day, not of the release: they end the try and blame nobody. */
export const innocentCauses: readonly RefusalCause[] = ['full', 'expired', 'rolledBack', 'quarantined'];
/** Whether the cause of a return speaks against the release, and not against the machine or its surroundings. */
export const blamesRelease = (cause: string | null): boolean =>
  !(innocentCauses as readonly (string | null)[]).includes(cause);

/**
 * Where a machine stands, out of what is known of it now. Silence is failure: one that may have begun to install and says nothing is lost, until it speaks again. Success is a healthy heartbeat from
 * the new release after the soak, and nothing else. A machine that was taken out of service is out of this, too; what it had shown before stays.
 */
export function standingOf(facts: StandingFacts): Standing {
  const { offer, beat, outcome, nowMs } = facts;
  const stay = (state: RolloutMachineState, cause: string | null = null, what: string | null = null): Standing => ({
    ...{ state, activatedMs: facts.activatedMs, cause, what },
  });
  if (offer === null) return stay('untouched');
  if (outcome?.outcome === 'rolledBack') return stay('rolledBack', outcome.cause, outcome.what);
  if (facts.state === 'succeeded') return stay('succeeded');
  const ended = isFinal(facts.state) ? stay(facts.state, facts.cause) : null;
  if (facts.newestCounter > offer.counter) return ended ?? stay('superseded');
  // Nothing that it says counts from then on: its silence is wanted, and tells nothing of the release.
  if (!facts.isInForce) return ended ?? stay('superseded', 'revoked');
  const isSilent = facts.silentMs >= silentLimitMs && facts.openSilentMs >= openSilentLimitMs;
  const runs = beat !== null && beat.atMs >= offer.atMs && beat.release === facts.release;
  // A machine that does not say what runs is believed when it tells that the update is through.
  const isThrough = outcome?.outcome === 'succeeded';
  const activatedMs = facts.activatedMs ?? (runs && beat !== null ? beat.atMs : isThrough ? outcome.atMs : null);
  if (runs || (isThrough && (beat?.release ?? null) === null))
    return { ...soaking({ ...facts, activatedMs }, isSilent), activatedMs };
  if (outcome?.outcome === 'refused') return stay('refused', outcome.cause, outcome.what);
  if (isSilent && mayHaveBegun(facts)) return stay('lost', 'silent');
  // It ran the new release and runs another one: the report of its return is on its way, or never comes.
  if (activatedMs !== null && beat !== null && beat.release !== null && beat.atMs > activatedMs)
    return { ...stay('failed', 'otherRelease'), activatedMs };
  if (activatedMs !== null) return { ...stay('probation'), activatedMs };
  if (nowMs >= offer.expiresMs) return stay('superseded', 'expired');
  const has = beat !== null && beat.toldCounter >= offer.counter && beat.atMs >= offer.atMs;
  if (!has) return stay('offered');
  return stay(beat.phase ?? 'downloading');
}

function soaking(facts: StandingFacts, isSilent: boolean): Omit<Standing, 'activatedMs'> {
  const { beat, soakedMs, soakMs, silentMs } = facts;
  if (isSilent) return { state: 'lost', cause: 'silent', what: null };
  const known = { cause: null, what: null };
  if (soakedMs < soakMs || silentMs >= silentLimitMs) return { state: 'probation', ...known };
  if (beat?.isHealthy === true) return { state: 'succeeded', ...known };
  // As long again to get well; then it is not going to.
  return soakedMs >= 2 * soakMs
    ? { state: 'failed', cause: 'unhealthy', what: null }
    : { state: 'probation', ...known };
}

/** True once nobody can say that it still runs the release before: with the reply to a heartbeat it was handed the assignment, and what does not say that it still fetches may install. */
function mayHaveBegun({ state, activatedMs, beat, offer }: StandingFacts): boolean {
  if (activatedMs !== null || state === 'lost') return true;
  if (offer === null || beat === null || beat.atMs < offer.atMs) return false;
  return beat.phase !== 'downloading';
}
