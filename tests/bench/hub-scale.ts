import { randomBytes } from 'node:crypto';
import { systemClock } from '../../contract/clock.ts';
import { drainQueues, newTally, type Proof, percentile, prove } from '../../hub/simulate/drain.ts';
import { openSimulation, type Simulation } from '../../hub/simulate/open-simulation.ts';
import { runFleet } from '../../hub/simulate/run-fleet.ts';
import { nothingWrong } from '../../hub/simulate/scenario.ts';
import { median } from './median.ts';

export interface DrainFigures {
  /** Messages that two processors' worth of hub and PostgreSQL take in a second: by processor time, since sender and others share the machine. */
  readonly perTwoProcessors: number;
  /** By the clock on the wall, sender included. */
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly messages: number;
  readonly duplicates: number;
  readonly proof: Proof;
  readonly unsigned: number;
}

export interface HeartbeatFigures {
  /** Part of two processors that hub and PostgreSQL use for the heartbeats of 50,000 machines a minute. */
  readonly share: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly failed: number;
}

/** 50,000 machines, one heartbeat a minute. */
const beatsPerSecond = 50_000 / 60;
const batch = 50;
/** Portions of the drain: the first one is only counted and proven, of the others the median is taken. */
const portions = 6;

interface Sizes {
  readonly kiosks: number;
  readonly perKiosk: number;
  readonly beatSeconds: number;
}
/** 200,000 messages, and heartbeats at the rate of 50,000 machines from fewer of them. */
const scaled: Sizes = { kiosks: 2000, perKiosk: 100, beatSeconds: 20 };
/** Ten million messages of 50,000 machines, each with its own heartbeat. */
const whole: Sizes = { kiosks: 50_000, perKiosk: 200, beatSeconds: 60 };

/** Signed batches and heartbeats against a hub in a process of its own that only takes in. */
export async function measureScale(
  isWhole: boolean,
  databaseUrl?: string,
): Promise<{ readonly drain: DrainFigures; readonly beats: HeartbeatFigures }> {
  const sizes = isWhole ? whole : scaled;
  const opened = await openSimulation({
    ...{ kiosks: sizes.kiosks, seed: randomBytes(32).toString('hex'), isWorking: false, connections: 600 },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  if (!opened.ok) throw new Error(opened.error);
  const simulation = opened.value;
  try {
    const beats = await measureBeats(simulation, sizes);
    return { drain: await measureDrain(simulation, sizes), beats };
  } finally {
    await simulation.close();
  }
}

async function measureDrain(simulation: Simulation, { perKiosk }: Sizes): Promise<DrainFigures> {
  const { sender, kiosks, sealing, sql } = simulation;
  const tally = newTally();
  const rates: { cost: number; wall: number }[] = [];
  // The machines in portions, so that one bad moment of a shared machine does not decide.
  const size = Math.ceil(kiosks.length / portions);
  for (let at = 0; at < kiosks.length; at += size) {
    const some = kiosks.slice(at, at + size);
    const before = secondsOf(simulation);
    const startMs = performance.now();
    await drainQueues({ sender, kiosks: some, kid: sealing.kid, perKiosk, batch, atOnce: 64, lose: 0.005, tally });
    const messages = some.length * perKiosk;
    rates.push({
      cost: (2 * messages) / (secondsOf(simulation) - before),
      wall: (1000 * messages) / (performance.now() - startMs),
    });
  }
  // As with heartbeats: a hub in service has compiled what it runs.
  const warm = rates.slice(1);
  return {
    perTwoProcessors: median(warm.map(({ cost }) => cost)),
    perSecond: median(warm.map(({ wall }) => wall)),
    p99Ms: percentile(tally.times, 0.99),
    messages: tally.accepted + tally.duplicates,
    duplicates: tally.duplicates,
    proof: await prove(sql, kiosks),
    unsigned: sender.replies.unsigned,
  };
}

async function measureBeats(simulation: Simulation, { kiosks: count, beatSeconds }: Sizes): Promise<HeartbeatFigures> {
  const { sender, kiosks, sealing, replyKey } = simulation;
  // Fewer machines beat faster, so that as many arrive in a second.
  const speed = (beatsPerSecond * 60) / count;
  const live = (seconds: number) =>
    runFleet({
      ...{ clock: systemClock, scenario: nothingWrong, sender, kiosks, sealing, replyKey, people: [], speed },
      ...{ visitsPerDay: 0, startsMs: 0, lose: 0, random: Math.random },
      ...{ lastsMs: seconds * 1000 * speed, stop: new AbortController().signal, progress: () => undefined },
    });
  // A hub in service has compiled what it runs and knows its machines; in its first seconds it does neither, and costs a third more.
  await live(beatSeconds);
  const before = secondsOf(simulation);
  const startMs = performance.now();
  const tally = await live(beatSeconds);
  const seconds = (performance.now() - startMs) / 1000;
  const used = secondsOf(simulation) - before;
  const perSecond = tally.beats.sent / seconds;
  return {
    // What was sent more slowly than 50,000 machines do is brought to their rate.
    share: (used / seconds / 2) * (beatsPerSecond / perSecond),
    perSecond,
    p99Ms: percentile(tally.beats.times, 0.99),
    failed: tally.beats.failed,
  };
}

function secondsOf(simulation: Simulation): number {
  const seconds = simulation.seconds();
  if (seconds === null) throw new Error('processor time of hub and database cannot be seen here');
  return seconds.hub + seconds.database;
}
