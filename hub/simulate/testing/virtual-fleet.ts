import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../city/random.ts';
import type { HubOptions } from '../../main.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import { openSimulation, type Simulation } from '../open-simulation.ts';
import type { Scenario } from '../scenario.ts';
import { type FleetTime, openFleet, type SimFleet } from '../sim-fleet.ts';
import { stepFleet } from '../step-fleet.ts';

export interface VirtualFleetOptions {
  readonly kiosks: number;
  readonly scenario: Scenario;
  /** Of each machine. */
  readonly visitsPerDay: number;
  /** False = visits are counted and send nothing. */
  readonly isSending: boolean;
  readonly lose: number;
  /** Wall clock at the start, milliseconds since 1970; default now. */
  readonly startsMs?: number;
  readonly hub?: Partial<HubOptions>;
}

/** A fleet and a real hub whose day passes in steps: the hub's wall clock is moved, and nobody waits. */
export interface VirtualFleet {
  readonly f: HubFixture;
  readonly simulation: Simulation;
  readonly fleet: SimFleet;
  /** Of the fleet, milliseconds since its start. */
  now(): FleetTime;
  /** Lives on for so long, in steps of one heartbeat each. @param eachStep true = enough */
  live(forMs: number, stepMs: number, eachStep?: () => Promise<boolean>): Promise<void>;
  /** Puts a manifest where the hub's repository has it. @returns its SHA-256 */
  publish(version: string): string;
  close(): Promise<void>;
}

/** @throws Error when hub or machines do not start */
export async function openVirtualFleet(options: VirtualFleetOptions): Promise<VirtualFleet> {
  const { kiosks, scenario, visitsPerDay, lose } = options;
  const f = await openHubFixture(options.hub);
  const startsMs = options.startsMs ?? f.clock.wallMs();
  f.clock.shiftMs = startsMs - f.clock.wallMs();
  const opened = await openSimulation({
    ...{ kiosks, seed: `virtual ${scenario.seed}`, isWorking: true, connections: 50 },
    ...{ hubUrl: f.hub.url, databaseUrl: f.hub.databaseUrl, wallMs: () => f.clock.wallMs() },
  });
  if (!opened.ok) {
    await f.close();
    throw new Error(opened.error);
  }
  const simulation = opened.value;
  const { next: random } = createRandom(7);
  const people = options.isSending ? await simulation.people() : [];
  const fleet = openFleet({ ...simulation, scenario, people, lose, random });
  let fleetMs = 0;
  const setTime = (to: number): FleetTime => {
    fleetMs = to;
    // Real time that has passed meanwhile is none of the fleet's.
    f.clock.shiftMs += startsMs + to - f.clock.wallMs();
    return { fleetMs: to, wallMs: f.clock.wallMs() };
  };
  return {
    ...{ f, simulation, fleet },
    now: () => ({ fleetMs, wallMs: f.clock.wallMs() }),
    async live(forMs, stepMs, eachStep = async () => false) {
      const day = { fleet, kiosks: simulation.kiosks, visitsPerDay, stepMs, random, setTime };
      await stepFleet(day, fleetMs, fleetMs + forMs, eachStep);
    },
    publish(version) {
      const content = `manifest of ${version}`;
      const sha256 = createHash('sha256').update(content).digest('hex');
      const folder = join(f.dataDir, 'releases/targets/app');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${sha256}.${version}.json`), content);
      return sha256;
    },
    async close() {
      await simulation.close();
      await f.close();
    },
  };
}
