import { randomBytes } from 'node:crypto';
import { systemClock } from '../../contract/clock.ts';
import { type Command, type CommandIo, UsageError } from '../../contract/command.ts';
import { givenOption, type Options } from '../../contract/command-options.ts';
import { suiteOption } from '../../contract/suite-option.ts';
import { drainQueues, newTally, percentile, prove, type Tally } from '../simulate/drain.ts';
import { openSimulation, type Simulation } from '../simulate/open-simulation.ts';
import { runFleet } from '../simulate/run-fleet.ts';
import type { Scenario } from '../simulate/scenario.ts';
import { readScenario, scenarioOptions } from '../simulate/scenario-options.ts';
import type { FleetTally } from '../simulate/sim-fleet.ts';

/** Drives a hub with machines that exist only here; nothing of it is in a product's way: without the hub's database it cannot enrol one. */
export const hubSimulate: Command = {
  name: 'hub simulate',
  summary: 'Drives a hub with many simulated machines and shows what it took in, how fast, at what cost.',
  options: {
    kiosks: { type: 'string', default: '1000', help: 'machines' },
    minutes: { type: 'string', default: '2', help: "minutes of the fleet's time" },
    speed: { type: 'string', default: '1', help: "fleet's time against real time: 10 = ten minutes in one" },
    visits: { type: 'string', default: '60', help: 'visits of a machine and day; two messages each' },
    hour: { type: 'string', default: '10', help: "hour of the city's day at the start, for the daily profile" },
    queued: {
      type: 'string',
      default: '0',
      help: 'messages that every machine has queued at first and sends off as fast as it can',
    },
    batch: { type: 'string', default: '50', help: 'messages in a batch of the queue, 1 to 200' },
    lose: {
      type: 'string',
      default: '0.001',
      help: 'part of the replies that are thrown away, so that machines ask again',
    },
    suite: {
      type: 'string',
      help: 'of the machines’ keys: intl-1 (Ed25519) or gm-1 (SM2, SM3); default: intl-1',
    },
    connections: { type: 'string', default: '600', help: 'connections that are kept open' },
    hub: {
      type: 'string',
      help: 'hub that runs already, with --database-url; default: one that is started for the run',
    },
    'hub-pid': { type: 'string', help: 'process of that hub, to show its processor time' },
    'database-url': { type: 'string', help: 'its PostgreSQL, without machines of its own; default: an embedded one' },
    'intake-only': { type: 'boolean', help: 'the hub that is started does not work off what it takes in' },
    ...scenarioOptions,
    beside: {
      type: 'boolean',
      help: 'with --database-url: also where other machines are enrolled, for a demonstration; needs a random seed of the keys',
    },
    seed: { type: 'string', help: 'seed of the keys; default: a random one, so that nobody can make them again' },
  },
  run: async ({ options }, io) => {
    const number = (name: string, least: number, most: number) => numberOf(options, name, least, most);
    const whole = (name: string, least: number, most: number) => wholeOf(options, name, least, most);
    const kiosks = whole('kiosks', 1, 100_000);
    const fleet = {
      lastsMs: number('minutes', 0, 10_000) * 60_000,
      speed: number('speed', 0.01, 1000),
      visitsPerDay: number('visits', 0, 5000),
      startsMs: Date.parse('2026-01-05T00:00:00+08:00') + number('hour', 0, 23) * 3_600_000,
      lose: number('lose', 0, 0.9),
    };
    const suite = suiteOption(options);
    const scenario = readScenario(options, fleet.lastsMs);
    if (!scenario.ok) throw new UsageError(scenario.error);
    const isBeside = options.beside === true;
    if (isBeside && options.seed !== undefined)
      throw new UsageError('--beside makes keys that nobody can make again: without --seed');
    const queue = { perKiosk: whole('queued', 0, 1_000_000), batch: whole('batch', 1, 200) };
    const connections = whole('connections', 1, 10_000);
    const hubPid = options['hub-pid'] === undefined ? {} : { hubPid: whole('hub-pid', 1, 4_194_304) };
    const hubUrl = givenOption(options, 'hub');
    const databaseUrl = givenOption(options, 'database-url');
    if (hubUrl !== undefined && databaseUrl === undefined)
      throw new UsageError('--hub needs --database-url of that hub');
    io.note(`enrolling ${kiosks} machines`);
    const opened = await openSimulation({
      ...{ kiosks, connections, isBeside, isWorking: options['intake-only'] !== true },
      ...(suite === undefined ? {} : { suite }),
      seed: givenOption(options, 'seed') ?? randomBytes(32).toString('hex'),
      ...(hubUrl === undefined ? {} : { hubUrl }),
      ...hubPid,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
    if (!opened.ok) return { exit: 1, json: { error: opened.error }, text: opened.error };
    const simulation = opened.value;
    try {
      const drained = await drain(simulation, { ...queue, lose: fleet.lose, atOnce: Math.min(64, connections) }, io);
      const lived = await live(simulation, { ...fleet, scenario: scenario.value }, io);
      const proof = await prove(simulation.sql, simulation.kiosks);
      const { checked, unsigned } = simulation.sender.replies;
      const isWhole =
        proof.lost === 0 &&
        proof.doubled === 0 &&
        proof.behind === 0 &&
        unsigned === 0 &&
        (lived?.unbelieved ?? 0) === 0;
      const lines = [
        ...(drained === null ? [] : ['queue', ...drained.lines]),
        ...(lived === null ? [] : ["fleet's day", ...lived.lines]),
        `proof: ${proof.expected} sent, ${proof.stored} stored, ${proof.lost} lost, ${proof.doubled} doubled, ${proof.behind} machines behind; ` +
          `${checked} replies checked, ${unsigned} not signed`,
      ];
      return {
        exit: isWhole ? 0 : 1,
        json: {
          isWhole,
          kiosks,
          proof,
          replies: { checked, unsigned },
          queue: drained?.json ?? null,
          day: lived?.json ?? null,
        },
        text: lines.join('\n'),
      };
    } finally {
      await simulation.close();
    }
  },
};

interface Part {
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

async function drain(
  simulation: Simulation,
  queue: { readonly perKiosk: number; readonly batch: number; readonly lose: number; readonly atOnce: number },
  io: CommandIo,
): Promise<Part | null> {
  if (queue.perKiosk === 0) return null;
  const tally = newTally();
  const measured = measure(simulation);
  const all = simulation.kiosks.length * queue.perKiosk;
  const cancel = every(2000, () => io.note(`${tally.accepted + tally.duplicates} of ${all} messages`));
  const { sender, kiosks, sealing } = simulation;
  await drainQueues({ ...queue, sender, kiosks, kid: sealing.kid, tally, stop: io.signal }).finally(cancel);
  return report(tally, measured());
}

interface LiveOptions {
  readonly lastsMs: number;
  readonly speed: number;
  readonly visitsPerDay: number;
  readonly startsMs: number;
  readonly lose: number;
  readonly scenario: Scenario;
}

async function live(
  simulation: Simulation,
  fleet: LiveOptions,
  io: CommandIo,
): Promise<(Part & { readonly unbelieved: number }) | null> {
  if (fleet.lastsMs === 0 || io.signal.aborted) return null;
  const people = await simulation.people();
  const measured = measure(simulation);
  const { sender, kiosks, sealing, replyKey } = simulation;
  const tally = await runFleet({
    ...{ clock: systemClock, sender, kiosks, sealing, replyKey, people, ...fleet, stop: io.signal },
    random: Math.random,
    progress: (now, fleetMs) => io.note(progressLine(now, fleetMs)),
  });
  const cost = measured();
  const part = report(tally.batches, cost);
  const beats = {
    sent: tally.beats.sent,
    failed: tally.beats.failed,
    p50Ms: round(percentile(tally.beats.times, 0.5)),
    p99Ms: round(percentile(tally.beats.times, 0.99)),
  };
  return {
    unbelieved: tally.offers.unbelieved + tally.commands.unbelieved,
    lines: [
      ...part.lines,
      `  heartbeats  ${beats.sent} sent, ${beats.failed} failed, ${round(beats.sent / cost.seconds)} a second, p50 ${beats.p50Ms} ms, p99 ${beats.p99Ms} ms`,
      `  silent      ${tally.silent} heartbeats were due and not sent`,
      `  releases    ${tally.offers.taken} assignments taken, ${tally.offers.unbelieved} not believed; ${tally.outcomes.succeeded} succeeded, ` +
        `${tally.outcomes.rolledBack} rolled back, ${tally.outcomes.refused} refused`,
      `  commands    ${tally.commands.taken} taken, ${tally.commands.ended} ended, ${tally.commands.again} offered again, ${tally.commands.unbelieved} not believed`,
      `  visits      ${tally.visits}; this process was at most ${round(tally.behindMs)} ms behind`,
    ],
    json: {
      ...{ ...part.json, beats, visits: tally.visits, silent: tally.silent, behindMs: round(tally.behindMs) },
      ...{ offers: tally.offers, outcomes: tally.outcomes, commands: tally.commands },
    },
  };
}

function progressLine({ batches, beats, visits }: FleetTally, fleetMs: number): string {
  return (
    `${Math.round(fleetMs / 1000)} s: ${beats.sent} heartbeats (${beats.failed} failed), ${visits} visits, ` +
    `${batches.accepted} accepted, ${batches.duplicates} duplicates, ${batches.rejected} rejected`
  );
}

interface Cost {
  readonly seconds: number;
  /** Part of one processor that hub and PostgreSQL used; null = cannot be seen. */
  readonly hub: number | null;
  readonly database: number | null;
}

function measure(simulation: Simulation): () => Cost {
  const startMs = performance.now();
  const before = simulation.seconds();
  return () => {
    const seconds = (performance.now() - startMs) / 1000;
    const after = simulation.seconds();
    if (before === null || after === null) return { seconds, hub: null, database: null };
    return { seconds, hub: (after.hub - before.hub) / seconds, database: (after.database - before.database) / seconds };
  };
}

function report(tally: Tally, cost: Cost): Part {
  const { accepted, duplicates, rejected, again } = tally;
  const messages = accepted + duplicates + rejected;
  const p50Ms = round(percentile(tally.times, 0.5));
  const p99Ms = round(percentile(tally.times, 0.99));
  const used = cost.hub === null || cost.database === null ? null : cost.hub + cost.database;
  const cpu =
    used === null
      ? 'not visible from here'
      : `hub ${percent(cost.hub)}, PostgreSQL ${percent(cost.database)} of one processor` +
        (messages === 0 ? '' : `, ${Math.round((used * cost.seconds * 1e6) / messages)} µs a message`);
  return {
    lines: [
      `  messages    ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected, ${again} requests again; ${round(messages / cost.seconds)} a second`,
      `  requests    p50 ${p50Ms} ms, p99 ${p99Ms} ms`,
      `  processor   ${cpu}`,
    ],
    json: {
      accepted,
      duplicates,
      rejected,
      again,
      p50Ms,
      p99Ms,
      seconds: round(cost.seconds),
      cpu: { hub: cost.hub, database: cost.database },
    },
  };
}

function percent(part: number | null): string {
  return part === null ? '?' : `${Math.round(part * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function every(ms: number, fn: () => void): () => void {
  const timer = setInterval(fn, ms);
  return () => clearInterval(timer);
}

function numberOf(options: Options, name: string, least: number, most: number): number {
  const value = Number(options[name]);
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new UsageError(`--${name} must be ${least} to ${most}, not ${String(options[name])}`);
  }
  return value;
}

/** What is counted: there is no half machine, and half a message would be sent as one. */
function wholeOf(options: Options, name: string, least: number, most: number): number {
  const value = numberOf(options, name, least, most);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} must be a whole number, not ${String(options[name])}`);
  return value;
}
