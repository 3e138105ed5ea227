import { nextGapMs, visitRate } from './fleet-day.ts';
import type { FleetTime, SimFleet } from './sim-fleet.ts';
import type { SimKiosk } from './sim-kiosks.ts';

/** Requests of one step that are under way together. */
const atOnce = 200;

export interface StepOptions {
  readonly fleet: SimFleet;
  readonly kiosks: readonly SimKiosk[];
  /** Of each machine. */
  readonly visitsPerDay: number;
  /** Of the fleet's time between two heartbeats of a machine, milliseconds. */
  readonly stepMs: number;
  readonly random: () => number;
  /** Makes it this moment everywhere, hub included, before anything of the step is sent. */
  readonly setTime: (fleetMs: number) => FleetTime;
}

/**
 * Time in steps instead of a clock: days of a fleet pass as fast as the hub answers. In each step every machine has its visits and then one heartbeat.
 * @param eachStep called when all of a step is answered; true = enough
 * @returns time of the fleet at the end, milliseconds
 */
export async function stepFleet(
  options: StepOptions,
  fromMs: number,
  toMs: number,
  eachStep: (fleetMs: number) => Promise<boolean>,
): Promise<number> {
  const { fleet, kiosks, stepMs, random } = options;
  let fleetMs = fromMs;
  while (fleetMs < toMs) {
    const before = fleetMs;
    fleetMs += stepMs;
    const at = options.setTime(fleetMs);
    const rate = kiosks.length * visitRate(options.visitsPerDay, at.wallMs);
    const visitors: SimKiosk[] = [];
    for (let next = before + nextGapMs(rate, random()); next <= fleetMs; next += nextGapMs(rate, random())) {
      const kiosk = kiosks[Math.floor(random() * kiosks.length)];
      if (kiosk !== undefined) visitors.push(kiosk);
    }
    await inLanes(visitors, (kiosk) => fleet.visit(kiosk, at));
    await inLanes(kiosks, (kiosk) => fleet.beat(kiosk, at));
    if (await eachStep(fleetMs)) break;
  }
  return fleetMs;
}

async function inLanes(kiosks: readonly SimKiosk[], work: (kiosk: SimKiosk) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let kiosk = kiosks[next++]; kiosk !== undefined; kiosk = kiosks[next++]) await work(kiosk);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, kiosks.length) }, lane));
}
