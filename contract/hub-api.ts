import { type Static, Type } from 'typebox';
import { SelfTestReport } from './checks.ts';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { Envelope, storeEpochPattern, Tombstone } from './envelope.ts';
import { heartbeatFacts, heartbeatReplyFacts } from './heartbeat-facts.ts';
import { publicKeyPattern } from './public-key.ts';
import { caseStates } from './pulls/cases.ts';
import { pullPaths } from './pulls/pulls.ts';
import { maxAssignmentText } from './release/assignment.ts';
import { bundleKinds } from './release/manifest.ts';
import { FaultNotice } from './technician/staff.ts';
import { workRevisionPattern } from './technician/work-orders.ts';
import { uuid7Pattern } from './uuid7.ts';

/**
 * Requests and replies between terminal service and hub. Every request of a machine is signed (contract/http-signature.ts), every reply to it too.
 * Errors are `HubError` with a 4xx or 5xx status. JSON, UTF-8; request bodies at most 1 MiB.
 */

export const hubErrorCodes = [
  'badRequest', // 400: malformed; `detail` names the field
  'unsigned', // 401: no or unreadable signature; no session and no token
  'badSignature', // 401
  'unknownKey', // 401: key never enrolled, or revoked
  'clock', // 401: `created` outside ±5 min; `hubTime` tells the right time
  'replayed', // 401: nonce already seen
  'forbidden', // 403: signed by another machine than the path names; the person may not do this
  'notFound', // 404
  'signInWrong', // 401: account, password, code or invitation wrong, used or run out: all look alike
  'stepUp', // 403: a dangerous act needs a fresh code first (`POST /v1/console/session/step-up`)
  'codeInvalid', // 403: enrolment code wrong, used, locked or expired: all look alike
  'tooLarge', // 413
  'mediaType', // 415: a body that is not application/json
  'rateLimited', // 429, with Retry-After
  'unavailable', // 503, with Retry-After
  'internal', // 500
] as const;
export type HubErrorCode = (typeof hubErrorCodes)[number];
export const HubError = Type.Object(
  { error: oneOf(hubErrorCodes), detail: Type.String(), hubTime: Type.String() },
  strict,
);
export type HubError = Static<typeof HubError>;

/** `POST /v1/enrolments`, signed with the new key, keyid = `new:<publicKey>`. */
export const EnrolmentRequest = Type.Object(
  {
    publicKey: Type.String({ pattern: publicKeyPattern }),
    model: Type.String({ minLength: 1, maxLength: 64 }),
    version: Type.String({ maxLength: 32 }),
  },
  strict,
);
export type EnrolmentRequest = Static<typeof EnrolmentRequest>;
export const EnrolmentReply = Type.Object(
  {
    enrolmentId: Type.String({ maxLength: 64 }),
    /** Eight characters of `23456789ABCDEFGHJKLMNPQRSTUVWXYZ`, to be shown on the machine for 15 minutes. */
    code: Type.String({ pattern: '^[2-9A-HJ-NP-Z]{8}$' }),
    expiresAt: Type.String(),
  },
  strict,
);
export type EnrolmentReply = Static<typeof EnrolmentReply>;

/** `GET /v1/enrolments/{enrolmentId}?wait=<0–25 s>`, signed with the new key: answers at once when claimed, else after `wait`. */
export const EnrolmentState = Type.Union([
  Type.Object({ state: oneOf(['pending', 'expired'] as const) }, strict),
  Type.Object(
    {
      state: Type.Literal('claimed'),
      deviceId: Type.String({ maxLength: 64 }),
      /** `TH0017`: district letters and four digits; begins every receipt number of this machine. */
      kiosk: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' }),
      place: Type.String({ maxLength: 100 }),
      keeperPhone: Type.String({ maxLength: 32 }),
      sealing: Type.Object({ suite: Type.String(), kid: Type.String(), publicKey: Type.String() }, strict),
      /** Key that signs the hub's replies, of the suite of the machine's own key; public key as `publicKeyPattern` says. */
      replyKey: Type.Object({ kid: Type.String(), publicKey: Type.String() }, strict),
    },
    strict,
  ),
]);
export type EnrolmentState = Static<typeof EnrolmentState>;
export type EnrolmentClaimed = Extract<EnrolmentState, { state: 'claimed' }>;

/** `POST /v1/operator/enrolments/claim`, `Authorization: Bearer <operator token>`. */
export const ClaimRequest = Type.Object(
  {
    code: Type.String({ minLength: 8, maxLength: 16 }),
    kiosk: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' }),
    place: Type.String({ minLength: 1, maxLength: 100 }),
    keeperPhone: Type.String({ maxLength: 32 }),
  },
  strict,
);
export type ClaimRequest = Static<typeof ClaimRequest>;
/** `POST /v1/operator/enrolments/tickets`: a code made beforehand, for the machine that brings it within 15 minutes; `EnrolmentReply` without an id comes back. */
export const TicketRequest = Type.Omit(ClaimRequest, ['code'], strict);
export type TicketRequest = Static<typeof TicketRequest>;
export const TicketReply = Type.Omit(EnrolmentReply, ['enrolmentId'], strict);
export type TicketReply = Static<typeof TicketReply>;

/** `POST /v1/enrolments/{enrolmentId}/ticket`, signed with the new key: the machine brings such a code. The claim itself comes by the poll of the enrolment. */
export const TicketSpendRequest = Type.Object({ code: Type.String({ minLength: 8, maxLength: 16 }) }, strict);
export const TicketSpendReply = Type.Object({ kiosk: Type.String(), hubTime: Type.String() }, strict);

export const ClaimReply = Type.Object({ deviceId: Type.String() }, strict);
export type ClaimReply = Static<typeof ClaimReply>;

const StoreEpoch = Type.String({ pattern: storeEpochPattern });
const largestSeq = Number.MAX_SAFE_INTEGER;
/** A place in the audit chain of a machine (terminal/audit/audit-chain.ts): a chain that ends before a place that the hub was told is cut. */
export const AuditCheckpoint = Type.Object(
  { seq: Type.Integer({ minimum: 1, maximum: largestSeq }), hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
  strict,
);
export type AuditCheckpoint = Static<typeof AuditCheckpoint>;

/** `POST /v1/devices/{deviceId}/batches`. Without messages and tombstones it only asks for the proof. */
export const BatchRequest = Type.Object(
  {
    storeEpoch: StoreEpoch,
    /** The database that this one was restored from, and the last sequence that is known to have been given out in it: what did not arrive up to there is lost. */
    previousEpoch: Type.Optional(
      Type.Object({ storeEpoch: StoreEpoch, lastSeq: Type.Integer({ minimum: 0, maximum: largestSeq }) }, strict),
    ),
    messages: Type.Array(Envelope, { maxItems: 200 }),
    tombstones: Type.Optional(Type.Array(Tombstone, { maxItems: 200 })),
    audit: Type.Optional(AuditCheckpoint),
  },
  strict,
);
export type BatchRequest = Static<typeof BatchRequest>;
export const verdicts = ['accepted', 'duplicate', 'retry', 'rejected', 'conflict', 'tooOld'] as const;
export type VerdictWord = (typeof verdicts)[number];
export const Verdict = Type.Object(
  {
    id: Type.String({ pattern: uuid7Pattern }),
    verdict: oneOf(verdicts),
    code: Type.Optional(Type.String({ maxLength: 64 })),
    afterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export type Verdict = Static<typeof Verdict>;
/** Gaps that one reply names at most; the rest follows when these are filled. */
export const maxGaps = 64;
export const BatchReply = Type.Object(
  {
    hubTime: Type.String(),
    /** One for each message and each tombstone. A tombstone is `accepted`, or `duplicate` when the hub has its message (same id, same hash). */
    verdicts: Type.Array(Verdict, { maxItems: 400 }),
    /** Highest sequence below which nothing is missing for (device, store epoch). */
    upTo: Type.Integer({ minimum: 0 }),
    /** Highest sequence that arrived, as message or tombstone; 0 = none. */
    highest: Type.Integer({ minimum: 0 }),
    /** What has not arrived between `upTo` and `highest`, ascending, both ends included: the first `maxGaps` of it. */
    gaps: Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })]), { maxItems: maxGaps }),
    /** The newest place of the audit chain that the hub was told before this request; the machine compares. */
    audit: Type.Optional(AuditCheckpoint),
  },
  strict,
);
export type BatchReply = Static<typeof BatchReply>;

/** `GET /v1/devices/{deviceId}/cases/{receiptNo}?wait=<0–25 s>`: answers when the case is settled, else with what is known after `wait`. */
export const CaseReply = Type.Object(
  {
    receiptNo: Type.String(),
    /** delivered = the hub has it; accepted = the department has it; done = it is in force; refused = with reason. The rest: contract/pulls/cases.ts. */
    state: oneOf(caseStates),
    /** When the department put it in force or refused it, ISO 8601; null before. */
    settledAt: Type.Union([Type.String(), Type.Null()]),
    /** Refused: code with the text `refusal.<code>`. Done twice (H18): `existingReceipt` names the first receipt, `data.existingState` the state of that case now. */
    reason: Type.Union([Type.String(), Type.Null()]),
    existingReceipt: Type.Union([Type.String(), Type.Null()]),
    /** Day until which it will be decided, by the working-day calendar; null = at once, or not known. */
    dueOn: Type.Union([Type.String(), Type.Null()]),
    /** What the department says of this case and the done page shows: amounts, dates, codes, by names that the item's texts know. */
    data: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 400 })),
    hubTime: Type.String(),
  },
  strict,
);
export type CaseReply = Static<typeof CaseReply>;

/**
 * `POST /v1/devices/{deviceId}/pulls`: what the city already knows. Time limit 5 s at the terminal. `data` fits `pullSchemas[path]` where status is
 * `found` or `partial`, else null. `person` is null for reference lists and for looking up a receipt without identification.
 */
export const PullRequest = Type.Object(
  {
    path: oneOf(pullPaths),
    person: Type.Union([
      Type.Object(
        { idNumber: Type.String({ minLength: 8, maxLength: 18 }), name: Type.String({ minLength: 1, maxLength: 200 }) },
        strict,
      ),
      Type.Null(),
    ]),
    params: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 200 })),
  },
  strict,
);
export type PullRequest = Static<typeof PullRequest>;
export const PullReply = Type.Object(
  {
    status: oneOf(['found', 'none', 'partial', 'timeout', 'denied'] as const),
    /** Department code, for example `gz.hrss`. */
    source: Type.String(),
    /** Day of the data, `YYYY-MM-DD`. */
    asOf: Type.String(),
    data: Type.Unknown(),
    hubTime: Type.String(),
  },
  strict,
);
export type PullReply = Static<typeof PullReply>;

/** Whether a machine takes in something new, or why not (F-4, F-5, F-22): `deadline` = nothing that counts days, since its clock went back. */
export const intakeStates = ['open', 'queue', 'disk', 'clock', 'key', 'deadline'] as const;
export type IntakeState = (typeof intakeStates)[number];

/** Stands in the `detail` of a `badRequest` when the hub does not know a member of a body: it is of an earlier release than the machine. Ajv's words, and every hub's so far. */
export const unknownMember = 'must NOT have additional properties';

/** `POST /v1/devices/{deviceId}/heartbeats`: every 10 s while a machine wants to know whether it is online, 60 s otherwise. */
export const HeartbeatRequest = Type.Object(
  {
    version: Type.String({ maxLength: 32 }),
    bootId: Type.String({ maxLength: 64 }),
    wallMs: Type.Integer(),
    monoMs: Type.Integer({ minimum: 0 }),
    outbox: Type.Object(
      {
        pending: Type.Integer({ minimum: 0 }),
        dead: Type.Integer({ minimum: 0 }),
        oldestAgeMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
        /** Messages that the hub had acknowledged and that its last proof does not hold. */
        missing: Type.Optional(Type.Integer({ minimum: 0 })),
      },
      strict,
    ),
    devices: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          link: Type.String(),
          condition: Type.String(),
          faults: Type.Array(Type.String()),
          /** Supplies and bins that want a hand soon, before a citizen sees anything of it (F-6, F-9). */
          low: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,32}$' }), { maxItems: 8 })),
        },
        strict,
      ),
      { maxItems: 32 },
    ),
    durability: oneOf(['ok', 'failed'] as const),
    intake: Type.Optional(oneOf(intakeStates)),
    /** The last self-test; a failed part is work until a later one passes it. */
    selfTest: Type.Optional(SelfTestReport),
    /** Posted by a keeper: the machine serves nobody; null = no notice stands. Left out = nobody says. */
    notice: Type.Optional(Type.Union([FaultNotice, Type.Null()])),
    /** Revision of the work orders that this machine has; empty = none were told yet. Left out = it works on none, and is told of none. */
    work: Type.Optional(Type.String({ pattern: `${workRevisionPattern}|^$` })),
    /** Which assignment this machine has (contract/release/assignment.ts); null = none yet. Left out = it is told of none. */
    update: Type.Optional(
      nullable(
        Type.Object(
          {
            counter: Type.Integer({ minimum: 1, maximum: largestSeq }),
            kid: Type.String({ pattern: '^[\\w-]{1,64}$' }),
          },
          strict,
        ),
      ),
    ),
    /** The same of configuration, catalogue and notice: of each kind the one that this machine has; empty = none yet. Left out = it is told of none. */
    bundles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            kind: oneOf(bundleKinds),
            counter: Type.Integer({ minimum: 1, maximum: largestSeq }),
            kid: Type.String({ pattern: '^[\\w-]{1,64}$' }),
          },
          strict,
        ),
        { maxItems: bundleKinds.length },
      ),
    ),
    clock: Type.Optional(
      Type.Object(
        {
          /** drifting = the wall clock is more than five minutes off; untrusted = the hub has not told the time in this boot. */
          trust: oneOf(['trusted', 'drifting', 'untrusted'] as const),
          /** Hub time minus wall clock. */
          offsetMs: Type.Union([Type.Integer(), Type.Null()]),
        },
        strict,
      ),
    ),
    storage: Type.Optional(
      Type.Object(
        {
          /** Part of the disk below the data folder that is used; null = cannot be asked. */
          usedPercent: Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()]),
          /** The file that is given up when the disk is full: released = it was, none = not made yet or not wanted. */
          ballast: oneOf(['kept', 'released', 'none'] as const),
        },
        strict,
      ),
    ),
    ...heartbeatFacts,
  },
  strict,
);
export type HeartbeatRequest = Static<typeof HeartbeatRequest>;
/** Keys of the hub that are newer than those the machine has; taken over durably before they are used. */
export const HubKeyOffer = Type.Object(
  {
    replyKey: Type.Object({ kid: Type.String(), publicKey: Type.String() }, strict),
    sealing: Type.Object({ suite: Type.String(), kid: Type.String(), publicKey: Type.String() }, strict),
  },
  strict,
);
export type HubKeyOffer = Static<typeof HubKeyOffer>;
export const HeartbeatReply = Type.Object(
  {
    hubTime: Type.String(),
    keys: Type.Optional(HubKeyOffer),
    /** The open work orders of this machine are others than it has (contract/technician/work-orders.ts): their revision. Only where the heartbeat named one. */
    work: Type.Optional(Type.String({ pattern: workRevisionPattern })),
    /** A signed assignment that this machine does not have, or has under another key of the hub. Only where the heartbeat said which one it has. */
    update: Type.Optional(Type.String({ maxLength: maxAssignmentText })),
    /** The same of configuration, catalogue and notice, at most one of each. Only where the heartbeat said which ones it has. */
    bundles: Type.Optional(Type.Array(Type.String({ maxLength: maxAssignmentText }), { maxItems: bundleKinds.length })),
    /** Version of the hub, for releases that want a newer one. Only where the heartbeat said which assignment the machine has. */
    hubVersion: Type.Optional(Type.String({ maxLength: 32 })),
    ...heartbeatReplyFacts,
  },
  strict,
);
export type HeartbeatReply = Static<typeof HeartbeatReply>;

/** One row of the hub's page and of its event stream (`GET /v1/console/events`, SSE). No person. */
export const ConsoleTransaction = Type.Object(
  {
    messageId: Type.String(),
    receiptNo: Type.Union([Type.String(), Type.Null()]),
    itemId: Type.Union([Type.String(), Type.Null()]),
    topic: Type.String(),
    kiosk: Type.String(),
    place: Type.String(),
    seq: Type.Integer(),
    receivedAt: Type.String(),
    capturedAt: Type.String(),
    state: Type.String(),
    settledAt: Type.Union([Type.String(), Type.Null()]),
    /** Receipt of the application that this one only repeated (H18); null = it stands for itself. */
    existingReceipt: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
);
export type ConsoleTransaction = Static<typeof ConsoleTransaction>;

/**
 * `POST /v1/devices/{deviceId}/keys`: a machine changes its key. Signed with the old key: the new one is in force from the reply on, beside the old. Signed with
 * the new key itself: it is in use, and the others end after an hour. Both may be repeated.
 */
export const KeyRotationRequest = Type.Object(
  {
    publicKey: Type.String({ pattern: publicKeyPattern }),
    /** By the new key over `keyRotationProof`, base64. */
    proof: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
  },
  strict,
);
export type KeyRotationRequest = Static<typeof KeyRotationRequest>;
/** `POST /v1/operator/keys/rewrap`: every private key of the hub is wrapped with its newest wrapping key. `keys` = how many were not before. */
export const RewrapReply = Type.Object(
  { wrappedBy: Type.String({ pattern: '^wrap-[0-9a-f]{16}$' }), keys: Type.Integer({ minimum: 0 }) },
  strict,
);
export type RewrapReply = Static<typeof RewrapReply>;

export const KeyRotationReply = Type.Object(
  {
    publicKey: Type.String(),
    /** When the other keys of this machine end; null = they do not yet. */
    othersUntil: Type.Union([Type.String(), Type.Null()]),
    hubTime: Type.String(),
  },
  strict,
);
export type KeyRotationReply = Static<typeof KeyRotationReply>;
