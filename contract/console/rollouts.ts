import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { ManifestHash } from '../release/release-id.ts';
import { maxTargetName } from '../release/target-name.ts';
import { Count, Kiosk, pageOf } from './page.ts';

/**
 * Staged roll-outs of a release as people see and move them (docs/fleet.md). A roll-out goes ring by ring; every step that it takes or does not take is a decision with its numbers, and the hub says
 * it in words. No person but the staff that acted.
 */
export const rolloutStates = [
  /** Waits for the second person. */
  'proposed',
  'running',
  /** By a person: nothing new is offered, what is under way goes on. */
  'paused',
  /** Stopped by a rule or a person: nothing is offered, what no machine has begun yet is taken back. */
  'halted',
  /** The release before was assigned to every machine that had it. */
  'reverted',
  /** Every ring is through. */
  'finished',
  /** A later roll-out took its place, or it was never approved. */
  'superseded',
] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** Where a machine of a roll-out stands. */
export const rolloutMachineStates = [
  /** Its ring is not open, or it is open and the machine is not reachable yet. */
  'untouched',
  'offered',
  'downloading',
  'staged',
  'waitingIdle',
  'activating',
  'probation',
  'succeeded',
  'failed',
  'rolledBack',
  'lost',
  'refused',
  'superseded',
] as const;
export type RolloutMachineState = (typeof rolloutMachineStates)[number];

/** Why a machine stands so by the hub's own finding; all other causes are those that machines tell (contract/release/update-outcome.ts). Codes are API: add, never rename. */
export const foundCauses = {
  lost: ['silent'],
  /** `otherRelease`: it ran the new one and runs another. */
  failed: ['otherRelease', 'unhealthy'],
  /** `revoked`: an operator has taken the machine out of service. */
  superseded: ['expired', 'takenBack', 'reverted', 'revoked'],
} as const satisfies Partial<Record<RolloutMachineState, readonly string[]>>;

/** A day in the city, `2026-12-31`. */
const Day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
/** A time of the city's day, `22:30`. */
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const Reason = Type.String({ minLength: 1, maxLength: 200 });

/** Hours in which the hub offers; `until` before `from` = over midnight. */
export const OfferWindow = Type.Object({ from: TimeOfDay, until: TimeOfDay }, strict);
export type OfferWindow = Static<typeof OfferWindow>;

/** `POST /v1/operator/rollouts` and `…/preview`. What is left out is everybody, any hour, no freeze, no further approval. */
export const RolloutRequest = Type.Object(
  {
    target: Type.String({ minLength: 1, maxLength: maxTargetName }),
    /** Of the manifest; left out = the one that the hub's own repository holds. */
    sha256: Type.Optional(ManifestHash),
    /** Which machines; all conditions hold together. Left out = every machine with a key in force. */
    districts: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { maxItems: 40, uniqueItems: true })),
    models: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 40, uniqueItems: true }),
    ),
    kiosks: Type.Optional(Type.Array(Kiosk, { minItems: 1, maxItems: 5000, uniqueItems: true })),
    /** Machines of the lab: ring 0 begins with them. */
    lab: Type.Optional(Type.Array(Kiosk, { maxItems: 100, uniqueItems: true })),
    windows: Type.Optional(Type.Array(OfferWindow, { maxItems: 8 })),
    /** First and last day of times in which nothing is offered and no ring opens. */
    freezes: Type.Optional(Type.Array(Type.Object({ from: Day, until: Day }, strict), { maxItems: 20 })),
    /** Rings that wait for a person before they open; numbers from 1 on. */
    approvals: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 9 }), { maxItems: 9, uniqueItems: true })),
    /** What a rule that halts also does: `stop` takes back what is not begun, `revert` assigns the release before to all that have it. Left out = stop. */
    onHalt: Type.Optional(oneOf(['stop', 'revert'] as const)),
    /** A machine that hears of it later does not begin it any more; left out = 30. */
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 180 })),
  },
  strict,
);
export type RolloutRequest = Static<typeof RolloutRequest>;

/**
 * `POST /v1/operator/rollouts/{id}/approve`: the second person for the start, or whoever opens a ring that waits. `ring` says what this person has looked at: null = the start, else the ring. Where something
 * else waits by now (the answer to the first try was lost, somebody else was faster) it is refused, and nothing is approved unseen.
 */
export const ApproveRequest = Type.Object(
  { ring: nullable(Type.Integer({ minimum: 1, maximum: 9 })), reason: Type.Optional(Reason) },
  strict,
);
export type ApproveRequest = Static<typeof ApproveRequest>;

export const rolloutActs = ['pause', 'resume', 'halt', 'revert', 'withdraw'] as const;
export type RolloutAct = (typeof rolloutActs)[number];
/**
 * `POST /v1/operator/rollouts/{id}/acts`. `withdraw`: ends one that was never approved. `ifHalt`: for `resume`, the halt that was looked at (`id` of its decision, null = there was none); what has halted
 * it since is not excused unseen, and the act is refused. Left out = whatever halted it.
 */
export const RolloutActRequest = Type.Object(
  { act: oneOf(rolloutActs), reason: Reason, ifHalt: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) },
  strict,
);
export type RolloutActRequest = Static<typeof RolloutActRequest>;

/** Why it moved, or does not. Codes are API: add, never rename. */
export const decisionCodes = [
  'proposed',
  'approved',
  'ringOpened',
  'ringPassed',
  'ringApproved',
  'finished',
  // Rules that halt: docs/fleet.md.
  'haltFailures',
  'haltLost',
  'haltSessions',
  'haltPrints',
  'haltCrashes',
  'haltUnknown',
  // People.
  'halted',
  'paused',
  'resumed',
  'reverted',
  'withdrawn',
  'superseded',
  // What follows from a halt: machines that had not begun.
  'takenBack',
  // Why nothing happens now; only as `waitingFor`.
  'waitApproval',
  'waitRingApproval',
  'waitFinal',
  'waitSoak',
  'waitSessions',
  'waitWindow',
  'waitFreeze',
  'waitOffers',
] as const;
export type DecisionCode = (typeof decisionCodes)[number];

/** The same sentence in both languages of the console. */
export const DecisionWords = Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, strict);
export type DecisionWords = Static<typeof DecisionWords>;

export const RolloutDecision = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String(),
    code: oneOf(decisionCodes),
    /** The ring that it is about; null = the whole. */
    ring: nullable(Count),
    /** What was counted and compared, by name; ratios between 0 and 1. */
    numbers: Type.Record(Type.String(), Type.Number()),
    words: DecisionWords,
    /** Who did it; null = a rule. */
    actor: nullable(Type.String()),
    /** What that person gave as the reason. */
    reason: nullable(Type.String()),
  },
  strict,
);
export type RolloutDecision = Static<typeof RolloutDecision>;

/** Machines by state; every state is there. */
export const StateCounts = Type.Object(
  Object.fromEntries(rolloutMachineStates.map((state) => [state, Count])) as Record<RolloutMachineState, typeof Count>,
  strict,
);
export type StateCounts = Static<typeof StateCounts>;

const summary = {
  id: Type.Integer({ minimum: 1 }),
  target: Type.String(),
  sha256: ManifestHash,
  /** As machines tell it, `2026.12.1-0123456789abcdef`. */
  release: Type.String(),
  state: oneOf(rolloutStates),
  createdAt: Type.String(),
  /** When the second person said yes; null = not yet. */
  startedAt: nullable(Type.String()),
  changedAt: Type.String(),
  starter: Type.String(),
  approver: nullable(Type.String()),
  /** All machines of it. */
  machines: Count,
  /** Machines that were ever offered it. */
  exposed: Count,
  rings: Count,
  /** The open ring; null = none yet. */
  ring: nullable(Count),
  counts: StateCounts,
  /** Why it was halted, newest; null = it was not. */
  halt: nullable(RolloutDecision),
  /** Why nothing happens at the moment; null = something does, or it is over. */
  waitingFor: nullable(Type.Omit(RolloutDecision, ['id', 'actor', 'reason'], strict)),
} as const;

/** Newest roll-outs that one answer has. */
export const rolloutsAtMost = 200;

/** `GET /v1/console/rollouts`: newest first, the last `rolloutsAtMost`. */
export const RolloutSummary = Type.Object(summary, strict);
export type RolloutSummary = Static<typeof RolloutSummary>;

export const RolloutRing = Type.Object(
  {
    ring: Count,
    machines: Count,
    openedAt: nullable(Type.String()),
    passedAt: nullable(Type.String()),
    /** A person opens it. */
    needsApproval: Type.Boolean(),
    approver: nullable(Type.String()),
    counts: StateCounts,
    /** Milliseconds that a machine must stand the new release before it counts as succeeded. */
    soakMs: Count,
  },
  strict,
);
export type RolloutRing = Static<typeof RolloutRing>;

/** One figure of machines with the new release beside the untouched ones, in the same hours. */
export const RolloutFigure = Type.Object(
  {
    /** `sessions`: completed an hour of a machine; `prints`: part that failed; `crashes`: an hour of a machine. */
    name: oneOf(['sessions', 'prints', 'crashes'] as const),
    touched: nullable(Type.Number()),
    controls: nullable(Type.Number()),
    touchedMachines: Count,
    controlMachines: Count,
    /** Standard errors by which the new release is worse; null = too little is known. It halts from 3 on, if the difference matters too. */
    z: nullable(Type.Number()),
  },
  strict,
);
export type RolloutFigure = Static<typeof RolloutFigure>;

/** `GET /v1/console/rollouts/{id}`. */
export const RolloutDetail = Type.Object(
  {
    ...summary,
    plan: Type.Omit(RolloutRequest, ['target', 'sha256', 'kiosks'], strict),
    ringList: Type.Array(RolloutRing),
    /** Newest first, the last 200. */
    decisions: Type.Array(RolloutDecision),
    figures: Type.Array(RolloutFigure),
    /** After a return: machines that run the release before again. */
    isBack: Count,
  },
  strict,
);
export type RolloutDetail = Static<typeof RolloutDetail>;

/** `GET /v1/console/rollouts/{id}/machines?ring=&state=&after=&limit=`, by kiosk code. */
export const RolloutMachine = Type.Object(
  {
    kiosk: Kiosk,
    place: Type.String(),
    model: Type.String(),
    ring: Count,
    state: oneOf(rolloutMachineStates),
    /** Since when it is in this state; null = untouched. */
    since: nullable(Type.String()),
    /** Of rolledBack and refused: codes of contract/release/update-outcome.ts; of the others `foundCauses`. */
    cause: nullable(Type.String()),
    what: nullable(Type.String()),
  },
  strict,
);
export type RolloutMachine = Static<typeof RolloutMachine>;
export const RolloutMachinePage = pageOf(RolloutMachine);
export type RolloutMachinePage = Static<typeof RolloutMachinePage>;

/** `POST /v1/operator/rollouts/preview`: what would happen, nothing is stored. */
export const RolloutPreview = Type.Object(
  {
    sha256: ManifestHash,
    release: Type.String(),
    machines: Count,
    /** Machines that run it already and are left out. */
    alreadyThere: Count,
    rings: Type.Array(
      Type.Object({ ring: Count, machines: Count, models: Count, districts: Count, soakMs: Count }, strict),
    ),
    /** What would refuse the start; null = nothing. */
    refusal: nullable(Type.String()),
  },
  strict,
);
export type RolloutPreview = Static<typeof RolloutPreview>;

/** Why a roll-out is not started or moved; stands in the `detail` of the error, and in `refusal` of a preview, as `<fault>: …`. `otherState`: it is no longer as it was when somebody looked. */
export const rolloutFaults = ['nobody', 'otherUnderWay', 'samePerson', 'otherState'] as const;

/** Answer to a start, an approval or an act. */
export const RolloutReply = Type.Object({ id: Type.Integer({ minimum: 1 }), state: oneOf(rolloutStates) }, strict);
export type RolloutReply = Static<typeof RolloutReply>;
