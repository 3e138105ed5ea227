import { Type } from 'typebox';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { standingMethod, type UpdateStanding } from '../../contract/update-standing.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import type { LocalClient } from '../local-client.ts';

/**
 * How the release that runs stands. Pure.
 * @param history oldest first @param startedAt wall clock at which this process was started @param signedAtMs of the metadata that is kept; null = none is
 */
export function standingOf(
  { phase, current, candidate, soak }: BootRecord,
  history: readonly UpdateOutcome[],
  startedAt: string,
  signedAtMs: number | null,
): UpdateStanding {
  const said = {
    last: history.at(-1) ?? null,
    ...(signedAtMs === null ? {} : { metadataAt: new Date(signedAtMs).toISOString() }),
  };
  if (phase !== 'committed') return { release: candidate ?? current, state: 'tried', since: startedAt, ...said };
  if (soak === null) return { release: current, state: 'proven', since: null, ...said };
  const commit = history.findLast(({ release, outcome }) => release === current && outcome === 'succeeded');
  return { release: current, state: 'soaking', since: commit?.at ?? null, ...said };
}

/** Tells the terminal service, once for each connection and change. One that does not know the method is older, and shows nothing. */
export class StandingTeller {
  #told: { readonly local: LocalClient; readonly words: string } | null = null;

  tell(local: LocalClient | null, standing: UpdateStanding): void {
    const words = JSON.stringify(standing);
    if (local === null || (this.#told?.local === local && this.#told.words === words)) return;
    this.#told = { local, words };
    void local.call(standingMethod, standing, Type.Null());
  }
}
