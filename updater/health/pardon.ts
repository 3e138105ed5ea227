import type { HealthFacts } from '../../contract/update-health.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import type { HealthPolicy } from './judge.ts';

/** A return that is older is no question any more: whether the hub is there today says nothing about that night. */
const freshMs = 3_600_000;

/** The release that was given up for a lost hub a moment ago; null = none. @param wallMs wall clock; one that has jumped finds none, and the release stays where it is */
export function toPardon({ phase, quarantined }: BootRecord, wallMs: number): string | null {
  const last = quarantined.at(-1);
  if (phase !== 'committed' || last?.cause !== 'hubLost') return null;
  const ageMs = wallMs - Date.parse(last.at);
  return ageMs >= 0 && ageMs < freshMs ? last.release : null;
}

/**
 * Whether a release that was given up for a lost hub is innocent. The release before knows: reaches it the hub at once, the other one had cut the machine off; reaches it nobody either, the hub or
 * the line was away, and a good release must not be burnt on a whole fleet by one outage at night. A hub that comes back later than in the first heartbeats was away as well.
 * @param facts of the release before; null = its terminal service is away
 * @param elapsedMs since it was started
 */
export function pardonOf(
  facts: HealthFacts | null,
  elapsedMs: number,
  { limitMs, offlineAfterMs }: Pick<HealthPolicy, 'limitMs' | 'offlineAfterMs'>,
): 'pardon' | 'keep' | 'wait' {
  if (elapsedMs >= limitMs) return 'keep';
  if (facts === null) return 'wait';
  // Refused, it has reached somebody.
  if (facts.hub.isAccepted || facts.hub.last === 'refused') return 'keep';
  return facts.hub.last === 'silent' && elapsedMs >= offlineAfterMs ? 'pardon' : 'wait';
}
