import { type Clock, sleep } from '../../contract/clock.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { deliver, newTally, type Tally } from './drain.ts';
import { beatMs, DueRing, nextBeatMs, nextGapMs, visitRate } from './fleet-day.ts';
import type { SimSender } from './signed-sender.ts';
import type { SimKiosk } from './sim-kiosks.ts';
import { type SealingKey, type SimPerson, visitMessages } from './sim-messages.ts';

export interface FleetOptions {
  readonly clock: Clock;
  readonly sender: SimSender;
  readonly kiosks: readonly SimKiosk[];
  readonly sealing: SealingKey;
  readonly people: readonly SimPerson[];
  /** Of the fleet's time, milliseconds. */
  readonly lastsMs: number;
  /** Fleet time in real time: 10 = ten minutes in one. */
  readonly speed: number;
  readonly visitsPerDay: number;
  /** Time of the fleet's day at the start, Unix milliseconds: only for the daily profile; ids and signatures use the real time. */
  readonly startsMs: number;
  /** Part of the replies to batches that are thrown away. */
  readonly lose: number;
  readonly stop: AbortSignal;
  /** Called every few seconds. */
  readonly progress: (tally: FleetTally, fleetMs: number) => void;
}

export interface FleetTally {
  readonly batches: Tally;
  readonly beats: { sent: number; failed: number; readonly times: number[] };
  visits: number;
  /** Longest that something due waited for this process, milliseconds of real time: it must be small, or the figures are the simulator's. */
  behindMs: number;
}

const tickMs = 20;
const progressMs = 5000;

/** Heartbeats of every machine and visits over the whole fleet, as they fall due, until the time is over; then what is under way is awaited. */
export async function runFleet(options: FleetOptions): Promise<FleetTally> {
  const { clock, kiosks, sender, speed } = options;
  const tally: FleetTally = { batches: newTally(), beats: { sent: 0, failed: 0, times: [] }, visits: 0, behindMs: 0 };
  const beats = new DueRing<SimKiosk>(tickMs, beatMs * 1.2);
  for (const kiosk of kiosks) beats.add(Math.random() * beatMs, kiosk);
  const open = new Set<Promise<void>>();
  const lines = new Map<SimKiosk, Promise<void>>();
  const startMs = clock.monoMs();
  let visitAt = gapFrom(0);
  let toldMs = 0;
  let fleetMs = 0;
  while (fleetMs < options.lastsMs && (await sleep(clock, tickMs, options.stop))) {
    const realMs = clock.monoMs() - startMs;
    const before = fleetMs;
    fleetMs = Math.min(options.lastsMs, realMs * speed);
    tally.behindMs = Math.max(tally.behindMs, (fleetMs - before) / speed - tickMs);
    for (const kiosk of beats.take(fleetMs)) {
      beats.add(fleetMs + nextBeatMs(Math.random()), kiosk);
      watch(beat(kiosk));
    }
    for (; visitAt <= fleetMs; visitAt += gapFrom(visitAt)) {
      const kiosk = kiosks[Math.floor(Math.random() * kiosks.length)];
      if (kiosk !== undefined) visit(kiosk);
    }
    if (realMs - toldMs < progressMs) continue;
    toldMs = realMs;
    options.progress(tally, fleetMs);
  }
  await Promise.all(open);
  return tally;

  function gapFrom(at: number): number {
    return nextGapMs(kiosks.length * visitRate(options.visitsPerDay, options.startsMs + at), Math.random());
  }

  function watch(work: Promise<void>): void {
    open.add(work);
    work.then(
      () => open.delete(work),
      // Stays in the set: `Promise.all` above hands it on.
      () => undefined,
    );
  }

  /** One batch of a machine is under way at a time, as at a real one. */
  function visit(kiosk: SimKiosk): void {
    tally.visits += 1;
    const line = (lines.get(kiosk) ?? Promise.resolve()).then(async () => {
      const person = options.people[Math.floor(Math.random() * options.people.length)];
      if (person === undefined) return;
      const messages = await visitMessages(kiosk, options.sealing, person, Date.now());
      await deliver(sender, kiosk, messages, tally.batches, () => Math.random() < options.lose);
      if (lines.get(kiosk) === line) lines.delete(kiosk);
    });
    lines.set(kiosk, line);
    watch(line);
  }

  async function beat(kiosk: SimKiosk): Promise<void> {
    tally.beats.sent += 1;
    const answer = await sender.post(kiosk, 'heartbeats', heartbeat(kiosk, clock));
    if (answer.status === 200) tally.beats.times.push(answer.ms);
    else tally.beats.failed += 1;
  }
}

const roles = ['idReader', 'receiptPrinter', 'documentPrinter', 'dispenser', 'scanner', 'touchPanel'] as const;

/** As a healthy machine with six devices says it. */
export function heartbeat(kiosk: SimKiosk, clock: Clock): HeartbeatRequest {
  return {
    version: '0.1.0',
    bootId: kiosk.bootId,
    wallMs: clock.wallMs(),
    monoMs: Math.round(clock.monoMs()),
    outbox: { pending: 0, dead: 0, oldestAgeMs: null },
    devices: roles.map((id) => ({ id, link: 'up', condition: 'ready', faults: [] })),
    durability: 'ok',
    intake: 'open',
  };
}
