import type { Beat } from '../fleet/beats.ts';

/**
 * Says of each group of heartbeats whether a machine in it runs another release than at its heartbeat before, as far as this instance has heard: the next round of roll-outs need not wait for its
 * minute then. Only a hint; a machine that this instance hears for the first time is no news.
 */
export function watchReleases(): (beats: readonly Pick<Beat, 'deviceId' | 'beat'>[]) => boolean {
  const known = new Map<string, string>();
  return (beats) => {
    let isNews = false;
    for (const { deviceId, beat } of beats) {
      const { release } = beat;
      if (release === undefined || release === null) continue;
      const before = known.get(deviceId);
      if (before === release) continue;
      known.set(deviceId, release);
      if (before !== undefined) isNews = true;
    }
    return isNews;
  };
}
