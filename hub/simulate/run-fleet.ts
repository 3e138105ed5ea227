import { type Clock, sleep } from '../../contract/clock.ts';
import { beatMs, DueRing, nextBeatMs, nextGapMs, visitRate } from './fleet-day.ts';
import { type FleetTally, type FleetTime, openFleet, type SimFleetOptions } from './sim-fleet.ts';
import type { SimKiosk } from './sim-kiosks.ts';

export interface FleetOptions extends SimFleetOptions {
  readonly clock: Clock;
  /** Of the fleet's time, milliseconds. */
  readonly lastsMs: number;
  /** Fleet time in real time: 10 = ten minutes in one. */
  readonly speed: number;
  readonly visitsPerDay: number;
  /** Time of the fleet's day at the start, Unix milliseconds: only for the daily profile; ids and signatures use the real time. */
  readonly startsMs: number;
  readonly stop: AbortSignal;
  /** Called once, with the tally that goes on counting. */
  readonly opened?: (tally: FleetTally) => void;
  /** Called every few seconds. */
  readonly progress: (tally: FleetTally, fleetMs: number) => void;
}

export interface FleetDay extends FleetTally {
  /** Longest that something due waited for this process, milliseconds of real time: it must be small, or the figures are the simulator's. */
  readonly behindMs: number;
}

const tickMs = 20;
const progressMs = 5000;

/** Heartbeats of every machine and visits over the whole fleet, as they fall due, until the time is over; then what is under way is awaited, and what is queued sent off. */
export async function runFleet(options: FleetOptions): Promise<FleetDay> {
  const { clock, kiosks, speed, random } = options;
  const fleet = openFleet(options);
  const { tally } = fleet;
  options.opened?.(tally);
  const beats = new DueRing<SimKiosk>(tickMs, beatMs * 1.2);
  for (const kiosk of kiosks) beats.add(random() * beatMs, kiosk);
  const open = new Set<Promise<void>>();
  const startMs = clock.monoMs();
  let visitAt = gapFrom(0);
  let toldMs = 0;
  let fleetMs = 0;
  let behindMs = 0;
  const now = (): FleetTime => ({ fleetMs, wallMs: clock.wallMs() });
  while (fleetMs < options.lastsMs && (await sleep(clock, tickMs, options.stop))) {
    const realMs = clock.monoMs() - startMs;
    const before = fleetMs;
    fleetMs = Math.min(options.lastsMs, realMs * speed);
    behindMs = Math.max(behindMs, (fleetMs - before) / speed - tickMs);
    for (const kiosk of beats.take(fleetMs)) {
      beats.add(fleetMs + nextBeatMs(random()), kiosk);
      watch(fleet.beat(kiosk, now()));
    }
    for (; visitAt <= fleetMs; visitAt += gapFrom(visitAt)) {
      const kiosk = kiosks[Math.floor(random() * kiosks.length)];
      if (kiosk !== undefined) watch(fleet.visit(kiosk, now()));
    }
    if (realMs - toldMs < progressMs) continue;
    toldMs = realMs;
    options.progress(tally, fleetMs);
  }
  await Promise.all(open);
  await fleet.settle(now());
  return { ...tally, behindMs };

  function gapFrom(at: number): number {
    return nextGapMs(kiosks.length * visitRate(options.visitsPerDay, options.startsMs + at), random());
  }

  function watch(work: Promise<void>): void {
    open.add(work);
    work.then(
      () => open.delete(work),
      // Stays in the set: `Promise.all` above hands it on.
      () => undefined,
    );
  }
}
