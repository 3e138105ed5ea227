import type { Envelope } from '../../contract/envelope.ts';
import type { HeartbeatReply } from '../../contract/hub-api.ts';
import { type AssignmentKey, readAssignment } from '../../contract/release/assignment.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { deliver, newTally, type Tally } from './drain.ts';
import {
  applicationItem,
  isUp,
  lived,
  newLife,
  offered,
  type SimLife,
  type SimOutcome,
  told,
  visited,
} from './life.ts';
import { isBrieflyAway, isReached, type Scenario, type Traits, traitsOf } from './scenario.ts';
import type { SimSender } from './signed-sender.ts';
import { heardCommands, noCommands, runCommands, type SimCommands } from './sim-commands.ts';
import { heartbeatOf } from './sim-heartbeat.ts';
import type { SimKiosk } from './sim-kiosks.ts';
import { commandMessage, outcomeMessage, type SealingKey, type SimPerson, visitMessages } from './sim-messages.ts';

export interface SimFleetOptions {
  readonly scenario: Scenario;
  readonly sender: SimSender;
  readonly kiosks: readonly SimKiosk[];
  readonly sealing: SealingKey;
  /** Key of the hub that signs assignments. */
  readonly replyKey: AssignmentKey;
  /** Of the simulated city; empty = visits are counted and send nothing. */
  readonly people: readonly SimPerson[];
  /** Part of the replies to batches that are thrown away. */
  readonly lose: number;
  /** In [0, 1): what visitors do and which replies are lost. */
  readonly random: () => number;
}

export interface FleetTally {
  readonly batches: Tally;
  readonly beats: { sent: number; failed: number; readonly times: number[] };
  /** Beats that were due and not sent: silent, bricked, restarting, without network. */
  silent: number;
  visits: number;
  /** Assignments that machines took up, and texts that they did not believe. */
  readonly offers: { taken: number; unbelieved: number };
  /** Commands taken up, run to an end, offered again though the machine had them, not believed. */
  readonly commands: { taken: number; ended: number; again: number; unbelieved: number };
  readonly outcomes: Record<SimOutcome['outcome'], number>;
}

/** One moment: of the fleet, and right time. */
export interface FleetTime {
  readonly fleetMs: number;
  readonly wallMs: number;
}

interface Machine {
  readonly kiosk: SimKiosk;
  readonly traits: Traits;
  life: SimLife;
  mark: { readonly counter: number; readonly kid: string } | null;
  commands: SimCommands;
  readonly queue: Envelope[];
  /** What is under way for this machine; one batch at a time, as at a real one. */
  line: Promise<void>;
  isBeating: boolean;
}

export interface SimFleet {
  readonly tally: FleetTally;
  /** A heartbeat is due: the machine lives on to this moment, tells it when it is up, and does what it is told. */
  beat(kiosk: SimKiosk, at: FleetTime): Promise<void>;
  /** A citizen comes; nobody does to a machine that is down. */
  visit(kiosk: SimKiosk, at: FleetTime): Promise<void>;
  /** What this machine is and does now. */
  lifeOf(kiosk: SimKiosk): SimLife;
  /** Every line is up again and every queue is sent off, those of silent machines too: so that what is missing then is missing. */
  settle(at: FleetTime): Promise<void>;
}

const batchSize = 50;

/** Machines of a scenario against a real hub. Keeps what they are; time comes from outside, so it may run as fast as it likes. */
export function openFleet(options: SimFleetOptions): SimFleet {
  const { scenario, sender } = options;
  const tally: FleetTally = {
    ...{ batches: newTally(), beats: { sent: 0, failed: 0, times: [] }, silent: 0, visits: 0 },
    ...{ commands: { taken: 0, ended: 0, again: 0, unbelieved: 0 } },
    ...{ offers: { taken: 0, unbelieved: 0 }, outcomes: { succeeded: 0, rolledBack: 0, refused: 0 } },
  };
  const machines = new Map(
    options.kiosks.map((kiosk) => {
      const traits = traitsOf(scenario, kiosk.n);
      const machine: Machine = {
        ...{ kiosk, traits, life: newLife(scenario, traits), mark: null, commands: noCommands, queue: [] },
        ...{ line: Promise.resolve(), isBeating: false },
      };
      return [kiosk, machine] as const;
    }),
  );
  const of = (kiosk: SimKiosk): Machine => {
    const machine = machines.get(kiosk);
    if (machine === undefined) throw new Error(`${kiosk.kiosk} is not of this fleet`);
    return machine;
  };
  const isHeard = ({ kiosk, traits, life }: Machine, { fleetMs }: FleetTime): boolean =>
    isUp(traits, life, fleetMs) && isReached(scenario, kiosk.district, fleetMs);

  return {
    tally,
    lifeOf: (kiosk) => of(kiosk).life,

    async beat(kiosk, at) {
      const machine = of(kiosk);
      await liveOn(machine, at);
      if (!isHeard(machine, at)) {
        tally.silent += 1;
        return;
      }
      // The answer to the one before is still awaited: a real machine does not send another.
      if (machine.isBeating) return;
      machine.isBeating = true;
      await talk(machine, at).finally(() => {
        machine.isBeating = false;
      });
      await flush(machine);
    },

    async visit(kiosk, at) {
      const machine = of(kiosk);
      await liveOn(machine, at);
      if (!isUp(machine.traits, machine.life, at.fleetMs)) return;
      tally.visits += 1;
      const before = machine.life.untold.at(-1);
      machine.life = visited(scenario, kiosk.n, machine.life, options.random(), at.fleetMs);
      const person = options.people[Math.floor(options.random() * options.people.length)];
      const ended = machine.life.untold.at(-1);
      const isApplication = ended?.item === applicationItem && ended.end === 'completed' && ended !== before;
      if (person === undefined || !isApplication) return;
      const isOffline = !isHeard(machine, at) || isBrieflyAway(scenario, kiosk.n, kiosk.seq);
      machine.queue.push(...(await visitMessages(kiosk, options.sealing, person, at.wallMs, isOffline)));
      if (!isOffline) await flush(machine);
    },

    async settle(at) {
      await Promise.all(
        [...machines.values()].map(async (machine) => {
          await liveOn(machine, at);
          await flush(machine);
        }),
      );
    },
  };

  async function liveOn(machine: Machine, { fleetMs, wallMs }: FleetTime): Promise<void> {
    const { life, outcome } = lived(scenario, machine.kiosk.n, machine.life, fleetMs);
    machine.life = life;
    if (outcome !== null) {
      tally.outcomes[outcome.outcome] += 1;
      machine.queue.push(await outcomeMessage(machine.kiosk, options.sealing, outcome, wallMs));
    }
    if (machine.commands.held.length === 0) return;
    const ran = runCommands(machine.commands, wallMs);
    machine.commands = ran.commands;
    tally.commands.ended += ran.results.length;
    for (const result of ran.results)
      machine.queue.push(await commandMessage(machine.kiosk, options.sealing, result, wallMs));
  }

  async function talk(machine: Machine, at: FleetTime): Promise<void> {
    const { kiosk, traits, life, mark, queue } = machine;
    const outbox = { pending: queue.length, dead: 0, oldestAgeMs: ageOf(queue, at.wallMs) };
    const said = heartbeatOf(kiosk, { scenario, traits, life, mark, outbox, commands: heldOf(machine), ...at });
    tally.beats.sent += 1;
    const answer = await sender.post(kiosk, 'heartbeats', said);
    if (answer.status !== 200) {
      tally.beats.failed += 1;
      return;
    }
    tally.beats.times.push(answer.ms);
    machine.life = told(machine.life, life.boots, said.visits?.at(-1)?.n ?? 0);
    const { update, commands = [] } = answer.body as HeartbeatReply;
    if (commands.length > 0) obey(machine, commands);
    if (update !== undefined) believe(machine, update, at);
  }

  function obey(machine: Machine, texts: readonly string[]): void {
    const heard = heardCommands(machine.commands, texts, [options.replyKey], machine.kiosk.deviceId);
    machine.commands = heard.commands;
    tally.commands.taken += heard.taken;
    tally.commands.again += heard.again;
    tally.commands.unbelieved += heard.unbelieved;
  }

  function believe(machine: Machine, text: string, { fleetMs, wallMs }: FleetTime): void {
    const { deviceId: device, n } = machine.kiosk;
    const read = readAssignment(text, [options.replyKey], {
      device,
      nowMs: wallMs,
      lastCounter: machine.mark?.counter ?? 0,
    });
    const version = read.ok ? readTargetName(read.value.target)?.version : undefined;
    if (!read.ok || version === undefined) {
      tally.offers.unbelieved += 1;
      return;
    }
    const { counter, sha256 } = read.value;
    const before = machine.life;
    machine.life = offered(scenario, n, before, { counter, version, release: releaseIdOf(version, sha256) }, fleetMs);
    if (machine.life === before) return;
    machine.mark = { counter, kid: options.replyKey.kid };
    tally.offers.taken += 1;
  }

  /** What is queued goes off in its order; a message leaves the queue when the hub has answered for it. */
  function flush(machine: Machine): Promise<void> {
    machine.line = machine.line.then(async () => {
      while (machine.queue.length > 0) {
        const some = machine.queue.slice(0, batchSize);
        await deliver(sender, machine.kiosk, some, tally.batches, () => options.random() < options.lose);
        machine.queue.splice(0, some.length);
      }
    });
    return machine.line;
  }
}

const heldOf = ({ commands }: Machine) => commands.held.map(({ id, state }) => ({ id, state }));

function ageOf([oldest]: readonly Envelope[], wallMs: number): number | null {
  return oldest === undefined ? null : Math.max(0, Math.round(wallMs - oldest.wallMs));
}
