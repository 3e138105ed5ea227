import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';

/**
 * The idle gate of updates (docs/design/sync-and-fleet.md §7 step 3, failure F-17): what the updater and the terminal service say to each other before
 * anything of the program that runs is replaced. See terminal/update-gate/README.md.
 */
export const actors = ['citizen', 'keeper', 'technician', 'operator', 'hub', 'machine', 'time', 'updater'] as const;

/** Why an update may not begin now, by stable code: who ends it, and what it means. Codes are API: add, never rename or reuse. */
export const waitReasons = {
  'visit.open': { acts: 'citizen', meaning: 'a citizen is served' },
  'visit.ending': { acts: 'time', meaning: 'a visit has just ended and is being cleared' },
  'home.inUse': { acts: 'citizen', meaning: 'somebody looks at the services' },
  'touch.recent': { acts: 'time', meaning: 'somebody touched the screen a moment ago' },
  'person.present': { acts: 'citizen', meaning: 'somebody stands before the machine' },
  'idCard.onPad': { acts: 'keeper', meaning: 'an ID card lies on the pad' },
  'card.atOutlet': { acts: 'keeper', meaning: 'a card stands at the outlet' },
  'card.inside': { acts: 'machine', meaning: 'a card is on its way inside the dispenser' },
  'custody.open': {
    acts: 'machine',
    meaning: 'the machine keeps something of somebody; where it is stuck, a technician ends it',
  },
  'paper.atExit': { acts: 'keeper', meaning: 'a slip hangs at the outlet of the printer' },
  'paper.inTray': { acts: 'keeper', meaning: 'pages of the last visit may lie in the tray of the A4 printer' },
  'act.open': { acts: 'machine', meaning: 'a print or a motion has not ended, or nobody knows its end yet' },
  'device.claimed': { acts: 'machine', meaning: 'a device works for a visit that is over, or for a technician' },
  'money.open': { acts: 'hub', meaning: 'a payment has bought nothing yet, or its refund is not told to the hub yet' },
  'door.open': { acts: 'technician', meaning: 'the cabinet is open' },
  'service.key': { acts: 'technician', meaning: 'the service key is turned on' },
  'maintenance.wanted': { acts: 'technician', meaning: 'a technician waits for a device' },
  'window.closed': { acts: 'time', meaning: 'outside of the hours in which updates begin' },
  'freeze.period': { acts: 'operator', meaning: 'a day on which nothing may change' },
  'store.failed': { acts: 'technician', meaning: 'the local store cannot say what is open' },
  'lease.held': { acts: 'updater', meaning: 'another update holds the machine' },
} as const satisfies Readonly<Record<string, { readonly acts: (typeof actors)[number]; readonly meaning: string }>>;
export type WaitCode = keyof typeof waitReasons;
export const waitCodes = Object.keys(waitReasons) as readonly WaitCode[];

export const WaitReason = Type.Object({ code: oneOf(waitCodes), acts: oneOf(actors) }, strict);
export type WaitReason = Static<typeof WaitReason>;

/** The reason to wait that belongs to this code, with what it may hold up. */
export const reasonOf = (code: WaitCode): WaitReason => ({ code, acts: waitReasons[code].acts });

const LeaseId = Type.String({ minLength: 1, maxLength: 64 });

/** The right to take the machine out of service. Durations count from the moment of the message; the holder counts on its own monotonic clock. */
export const UpdateLease = Type.Object(
  {
    leaseId: LeaseId,
    /** Milliseconds until it ends by itself unless it is renewed. */
    endsInMs: Type.Integer({ minimum: 0 }),
    /** Milliseconds until it ends whatever is renewed. */
    limitInMs: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type UpdateLease = Static<typeof UpdateLease>;

/** Seconds; what the citizens are told, in minutes. Null = nobody knows, so no time is named. */
const Estimate = Type.Union([Type.Integer({ minimum: 1, maximum: 3600 }), Type.Null()]);
const Reasons = Type.Array(WaitReason, { maxItems: waitCodes.length });

export const AskInput = Type.Object(
  {
    estimateSeconds: Estimate,
    /** How long a lease lives without renewal; left out = 30. */
    leaseSeconds: Type.Optional(Type.Integer({ minimum: 2, maximum: 120 })),
    /** Two windows were missed: any idle moment will do. Nothing else is overruled, least of all custody. */
    isOverdue: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type AskInput = Static<typeof AskInput>;

/** `waiting`: the ask stands as long as its connection; the lease comes as news `granted`. */
export const AskOutput = Type.Union([
  Type.Object({ state: Type.Literal('granted'), lease: UpdateLease }, strict),
  Type.Object({ state: Type.Literal('waiting'), reasons: Reasons }, strict),
]);
export type AskOutput = Static<typeof AskOutput>;

export const RenewInput = Type.Object({ leaseId: LeaseId, estimateSeconds: Type.Optional(Estimate) }, strict);
export type RenewInput = Static<typeof RenewInput>;
/** `against`: what has come up since (an opened cabinet, a card on the pad). The lease stands; before its point of no return the updater gives it back. */
export const RenewOutput = Type.Object({ lease: UpdateLease, against: Reasons }, strict);
export type RenewOutput = Static<typeof RenewOutput>;

export const ReleaseInput = Type.Object({ leaseId: LeaseId }, strict);
export type ReleaseInput = Static<typeof ReleaseInput>;

/** `isOpen`: whoever asked now would be granted. `held`: a lease is out; whose it is is not told. */
export const LookOutput = Type.Object(
  {
    isOpen: Type.Boolean(),
    reasons: Reasons,
    held: Type.Union([Type.Object({ endsInMs: Type.Integer({ minimum: 0 }) }, strict), Type.Null()]),
    waiting: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type LookOutput = Static<typeof LookOutput>;

/** What is pushed to whoever waits: the lease, or reasons that have changed. */
export const GateNews = Type.Union([
  Type.Object({ name: Type.Literal('update.granted'), lease: UpdateLease }, strict),
  Type.Object({ name: Type.Literal('update.waiting'), reasons: Reasons }, strict),
]);
export type GateNews = Static<typeof GateNews>;

export const updateMethods = {
  look: 'update.look',
  ask: 'update.ask',
  renew: 'update.renew',
  release: 'update.release',
} as const;
