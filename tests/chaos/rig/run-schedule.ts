import { sleep, systemClock } from '../../../contract/clock.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { createRandom } from '../../../hub/city/random.ts';
import type { ChaosHub, Citizen } from './chaos-hub.ts';
import { type ChaosKiosk, type KioskOptions, makeKiosk, plainLink } from './chaos-kiosk.ts';
import { visit } from './citizen.ts';
import { gather } from './evidence.ts';
import type { FaultKind } from './faults.ts';
import { judge, type Violation } from './judge.ts';
import { type ChaosProxy, startChaosProxy, type Upstream } from './proxy.ts';
import { emptyRecords, type Records } from './records.ts';
import type { Schedule } from './schedule.ts';
import { makeStillness } from './stillness.ts';
import type { BadHabits } from './visit-run.ts';

export interface Outcome {
  readonly violations: readonly Violation[];
  readonly records: Records;
  readonly messages: number;
  /** What happened to each exchange. */
  readonly applied: readonly FaultKind[];
  readonly crashes: number;
  readonly virtualMs: number;
  /** What happened to each kiosk's exchanges. */
  readonly trace: readonly string[];
}

export interface RunOptions {
  readonly hub: ChaosHub;
  /** For the kiosks' files. */
  readonly folder: string;
  readonly habits?: BadHabits;
  /** Other wiring than the terminal's own: for kiosks with a mistake. */
  readonly link?: KioskOptions['link'];
  /** Another hub than the sound one: for hubs with a mistake. */
  readonly upstreams?: readonly Upstream[];
}

/** Virtual time that everything must be over within: the longest back-off is 15 minutes. */
const patienceMs = 3 * 3_600_000;
/** Real time without any exchange and without any virtual time after which a schedule counts as hanging: a mistake of the harness, or a hub that answers nothing. */
const hangMs = 100_000;
const stepMs = 2_000;
const restartMs = 3_000;

export async function runSchedule(schedule: Schedule, options: RunOptions): Promise<Outcome> {
  const { hub } = options;
  const stillness = makeStillness();
  const clock = new VirtualClock(Date.now() + schedule.wallErrorMs, () => stillness.settle());
  const records = emptyRecords();
  const upstreams = options.upstreams ?? [
    { port: hub.port, kill: null },
    ...(schedule.isTwoInstances ? [await hub.second.ready()] : []),
  ];
  const visits = schedule.kiosks.reduce((sum, plan) => sum + plan.visits.length, 0);
  const citizens = [...(await hub.lend(visits * 2))];
  const lent = [...citizens];
  const kiosks: ChaosKiosk[] = [];
  const proxies: ChaosProxy[] = [];
  const hang = watchProgress(
    () => `${clock.monoMs()} ${proxies.reduce((sum, { applied }) => sum + applied.length, 0)}`,
    () => stillness.describe(),
  );
  try {
    for (const [n, plan] of schedule.kiosks.entries()) {
      const { identity, key } = await hub.enrol();
      const seed = schedule.seed * 8 + n;
      const kiosk = makeKiosk({
        folder: options.folder,
        clock,
        stillness,
        seed,
        identity,
        key,
        link: options.link ?? plainLink,
      });
      const proxy = await startChaosProxy({
        clock,
        stillness,
        upstreams,
        faults: plan.faults,
        onCrash: () => {
          kiosk.crash();
          clock.after(restartMs, () => kiosk.start(proxy));
        },
        cutDatabase: () => hub.cutDatabase(),
      });
      kiosks.push(kiosk);
      proxies.push(proxy);
      kiosk.start(proxy);
    }
    const pair = (): readonly [Citizen, Citizen] => [take(citizens), take(citizens)];
    const days = schedule.kiosks.map(async (plan, number) => {
      const kiosk = take(kiosks.slice(number));
      for (const [n, { kind, pauseMs }] of plan.visits.entries()) {
        const who = pair();
        await sleep(clock, pauseMs);
        while (kiosk.life === null) await sleep(clock, restartMs);
        const dice = createRandom(schedule.seed * 64 + number * 8 + n);
        await visit(kind, who, { kiosk, number, hub, clock, stillness, dice, records, habits: options.habits ?? {} });
      }
    });
    const day = watch(Promise.all(days));
    const violations = await Promise.race([hang.failed, passTime()]);
    return {
      violations,
      records,
      messages: kiosks.reduce((sum, { life }) => sum + (life?.store.outbox.list().length ?? 0), 0),
      applied: proxies.flatMap(({ applied }) => applied),
      crashes: kiosks.reduce((sum, { crashes }) => sum + crashes, 0),
      virtualMs: clock.monoMs(),
      trace: proxies.flatMap(({ trace }, n) => trace.map((line) => `kiosk ${n}: ${line}`)),
    };

    async function passTime(): Promise<readonly Violation[]> {
      const isDrained = () =>
        day.isOver() && kiosks.every(({ life }) => life !== null && life.store.outbox.counts().pending === 0);
      while (!isDrained() && clock.monoMs() < patienceMs) {
        await clock.advance(stepMs);
        day.rethrow();
      }
      if (!day.isOver())
        return [{ rule: 'stuck', detail: `a visit goes on after ${patienceMs} ms: ${stillness.describe()}` }];
      // What a box delivers late, and an exchange that was cut behind its last byte, must change nothing either.
      await clock.advance(latestCopyMs(schedule) + stepMs);
      // A heartbeat may have met a crash meanwhile.
      while (kiosks.some(({ life }) => life === null)) await clock.advance(restartMs);
      await hub.untilDone(kiosks.map(({ identity }) => identity.deviceId));
      return judge(records, await gather(hub.sql, kiosks));
    }
  } finally {
    hang.cancel();
    await Promise.all(kiosks.map((kiosk) => kiosk.close()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await hub.giveBack(
      lent,
      kiosks.map(({ identity }) => identity.deviceId),
    );
  }
}

/** Rejects when nothing goes on. @param where changes with any progress */
function watchProgress(
  where: () => string,
  describe: () => string,
): { readonly failed: Promise<never>; cancel(): void } {
  let cancel: () => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    const look = (before: string) => {
      cancel = systemClock.after(hangMs, () => {
        if (where() === before) reject(new Error(`hangs: ${describe()}`));
        else look(where());
      });
    };
    look(where());
  });
  return { failed, cancel: () => cancel() };
}

/** How long after its request the latest copy of it comes, milliseconds. */
function latestCopyMs({ kiosks }: Schedule): number {
  const copies = kiosks.flatMap(({ faults }) => faults.map((fault) => (fault.kind === 'twice' ? fault.afterMs : 0)));
  return Math.max(0, ...copies);
}

function take<T>(from: T[]): T {
  const one = from.shift();
  if (one === undefined) throw new Error('too few were prepared');
  return one;
}

/** Looks at a promise without waiting for it. */
function watch(work: Promise<unknown>): { isOver(): boolean; rethrow(): void } {
  let isOver = false;
  let failure: { readonly cause: unknown } | null = null;
  work.then(
    () => {
      isOver = true;
    },
    (cause: unknown) => {
      failure = { cause };
    },
  );
  return {
    isOver: () => isOver,
    rethrow: () => {
      if (failure !== null) throw failure.cause;
    },
  };
}
