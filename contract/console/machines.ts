import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { HeldSupply, heartbeatFacts } from '../heartbeat-facts.ts';
import { AssignmentRow } from '../release/fleet.ts';
import { WorkOrderRow } from '../technician/work-orders.ts';
import { fleetStates } from './fleet-state.ts';
import { Count, District, DistrictNames, Iso, Kiosk, pageOf, pageQuery } from './page.ts';

const words = (pattern: string) =>
  Type.Optional(Type.String({ maxLength: 400, pattern: `^${pattern}(,${pattern})*$` }));

const machineSorts = ['kiosk', 'place', 'state', 'since', 'lastBeat', 'pending', 'oldest', 'version'] as const;

/** What narrows a list of machines. Where several words fit they stand with commas: `state=offline,lost`. All conditions hold together. */
const machineFilter = {
  district: words('[A-Z]{2}'),
  state: words(`(${fleetStates.join('|')})`),
  /** Model of the machine, exactly. */
  model: Type.Optional(Type.String({ maxLength: 64 })),
  version: Type.Optional(Type.String({ maxLength: 32 })),
  /** Name of the place, exactly. */
  place: Type.Optional(Type.String({ maxLength: 100 })),
  /** Beginning of the kiosk code, or a part of the place. */
  text: Type.Optional(Type.String({ maxLength: 64 })),
  /** Only machines with this trouble. `old` = the oldest message waits for more than four hours; `drift` = it does not run what is assigned to it. */
  trouble: Type.Optional(oneOf(['gap', 'dead', 'old', 'order', 'drift'] as const)),
};

/** `GET /v1/console/machines`, `GET /v1/console/machines.csv`. */
export const MachinesQuery = Type.Object(
  {
    ...machineFilter,
    sort: Type.Optional(oneOf(machineSorts)),
    order: Type.Optional(oneOf(['asc', 'desc'] as const)),
    ...pageQuery,
  },
  strict,
);
export type MachinesQuery = Static<typeof MachinesQuery>;

export const MachineRow = Type.Object(
  {
    deviceId: Type.String(),
    kiosk: Kiosk,
    district: District,
    place: Type.String(),
    model: Type.String(),
    state: oneOf(fleetStates),
    /** Since when it is in this state; null = it was never heard. */
    since: nullable(Iso),
    lastBeat: nullable(Iso),
    version: nullable(Type.String()),
    /** Release that runs, as the machine says (`app/2026.11.1`); null = it does not say. */
    release: nullable(Type.String()),
    pending: nullable(Count),
    oldestAgeMs: nullable(Count),
    dead: nullable(Count),
    hasGap: Type.Boolean(),
    openOrders: Count,
  },
  strict,
);
export type MachineRow = Static<typeof MachineRow>;

/** `total` = machines that fit the filters, all pages together. */
export const MachinesPage = Type.Object({ ...pageOf(MachineRow).properties, total: Count, asOf: Iso }, strict);
export type MachinesPage = Static<typeof MachinesPage>;

/** `GET /v1/console/machines/choices`: what filters can be set to, with how many machines each has. */
export const MachineChoices = Type.Object(
  {
    districts: Type.Array(Type.Object({ ...DistrictNames, machines: Count }, strict)),
    models: Type.Array(Type.Object({ model: Type.String(), machines: Count }, strict), { maxItems: 200 }),
    versions: Type.Array(Type.Object({ version: Type.String(), machines: Count }, strict), { maxItems: 200 }),
  },
  strict,
);
export type MachineChoices = Static<typeof MachineChoices>;

const DeviceRow = Type.Object(
  {
    id: Type.String(),
    /** up, down, …: as the machine says. */
    link: Type.String(),
    condition: Type.String(),
    faults: Type.Array(Type.String()),
    low: Type.Array(Type.String()),
  },
  strict,
);

/** As the machine tells it: pieces left in a supply, or held in a bin. */
const SupplyRow = HeldSupply;

/** What the hub can prove of one numbering of the machine (hub/machines/machine-state.ts). */
export const ProofRow = Type.Object(
  {
    storeEpoch: Type.String(),
    upTo: Count,
    highest: Count,
    missing: Count,
    gaps: Type.Array(Type.Tuple([Count, Count]), { maxItems: 64 }),
    gapSince: nullable(Iso),
  },
  strict,
);

/** Why a machine is not `ok`, by stable codes: `intake:<why>`, `device:<id>`, `fault:<id>.<code>`, `low:<id>.<supply>`, `test:<part>`, `notice:<reason>`, `durability`, `silent`, `neverHeard`, `update`. */
const Reason = Type.String({ maxLength: 120 });

/** `GET /v1/console/machines/{kiosk}`: all that the hub knows of one machine. Commands: `GET /v1/console/commands?kiosk=`; alerts: `GET /v1/console/alerts?kiosk=`. */
export const MachinePage = Type.Object(
  {
    machine: MachineRow,
    districtZh: Type.String(),
    districtEn: Type.String(),
    reasons: Type.Array(Reason, { maxItems: 64 }),
    claimedAt: Iso,
    keeperPhone: Type.String(),
    hasKey: Type.Boolean(),
    /** Milliseconds between heartbeats that this machine keeps now, at most. */
    beatMs: Count,
    devices: Type.Array(DeviceRow, { maxItems: 32 }),
    supplies: Type.Array(SupplyRow, { maxItems: 64 }),
    /** What the last heartbeat said besides, by name; absent = this release does not say it. Since boot: sessions, prints, crashes, touches. */
    facts: Type.Object(
      {
        bootId: Type.Optional(Type.String()),
        startedAt: Type.Optional(Iso),
        intake: Type.Optional(Type.String()),
        durability: Type.Optional(Type.String()),
        clock: Type.Optional(Type.Object({ trust: Type.String(), offsetMs: nullable(Type.Integer()) }, strict)),
        storage: Type.Optional(Type.Object({ usedPercent: nullable(Count), ballast: Type.String() }, strict)),
        sessions: Type.Optional(Type.Object({ started: Count, completed: Count, abandoned: Count }, strict)),
        prints: Type.Optional(Type.Object({ done: Count, failed: Count }, strict)),
        crashes: Type.Optional(Count),
        touches: Type.Optional(Count),
        isBusy: Type.Optional(Type.Boolean()),
        renderer: heartbeatFacts.renderer,
        watchdog: heartbeatFacts.watchdog,
        standing: heartbeatFacts.standing,
        updating: heartbeatFacts.updating,
        rssMiB: Type.Optional(Count),
        temperatureC: Type.Optional(Type.Number()),
        metadataAgeMs: Type.Optional(Count),
        withoutMetadataMs: Type.Optional(Count),
        certificateDays: Type.Optional(Type.Integer()),
        door: Type.Optional(Type.String()),
        selfTest: Type.Optional(Type.Object({ at: Type.String(), failed: Type.Array(Type.String()) }, strict)),
        notice: Type.Optional(nullable(Type.Object({ reason: Type.String(), until: nullable(Type.String()) }, strict))),
      },
      strict,
    ),
    outbox: Type.Object(
      { pending: nullable(Count), oldestAgeMs: nullable(Count), dead: nullable(Count), isWhole: Type.Boolean() },
      strict,
    ),
    proof: Type.Array(ProofRow),
    /** What is assigned, newest first of each kind of target, and what became of it. */
    assignments: Type.Array(AssignmentRow, { maxItems: 50 }),
    /** True: an app release is assigned, in force, and is not the one that runs. */
    hasDrift: Type.Boolean(),
    /** Open ones oldest first, then the newest closed ones. */
    orders: Type.Array(WorkOrderRow, { maxItems: 100 }),
    /** Log bundles that have arrived whole, newest first; opened by an operator with `yitiji hub open-bundle`. `bytes` as sealed. */
    bundles: Type.Array(
      Type.Object({ bundleId: Type.String(), madeAt: Type.String(), bytes: Count, receivedAt: Iso }, strict),
      { maxItems: 50 },
    ),
    commissioning: nullable(Type.Object({ number: Type.String(), isSigned: Type.Boolean(), receivedAt: Iso }, strict)),
  },
  strict,
);
export type MachinePage = Static<typeof MachinePage>;

/** Kinds of `GET /v1/console/machines/{kiosk}/timeline`. */
const timelineKinds = [
  'state',
  'boot',
  'version',
  'orderOpened',
  'orderClosed',
  'assigned',
  'outcome',
  'command',
] as const;

export const TimelineRow = Type.Object(
  {
    at: Iso,
    kind: oneOf(timelineKinds),
    /** The new state, version, kind of order, target, outcome, or the command with its state. */
    word: Type.String(),
    /** More of it: reasons of a state; release and cause of an outcome; state and code of a command; '' = nothing. */
    detail: Type.String(),
  },
  strict,
);
export type TimelineRow = Static<typeof TimelineRow>;
/** Newest first. */
export const TimelinePage = pageOf(TimelineRow);

/** One sample of `GET /v1/console/machines/{kiosk}/samples?hours=24`, oldest first. */
const SampleRow = Type.Object(
  {
    at: Iso,
    state: oneOf(fleetStates),
    pending: nullable(Count),
    dead: nullable(Count),
    /** Since boot; null = the release does not say. */
    completed: nullable(Count),
    printsFailed: nullable(Count),
    rssMiB: nullable(Count),
  },
  strict,
);
export const SamplesReply = Type.Object({ rows: Type.Array(SampleRow, { maxItems: 2100 }) }, strict);
export type SamplesReply = Static<typeof SamplesReply>;
