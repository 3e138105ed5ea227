import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';

/** A machine that shows a code and waits, or waited. The code itself is nowhere in the hub: whoever enrols it reads it from the machine. */
export const WaitingMachine = Type.Object(
  {
    /** Of the enrolment. */
    id: Type.String({ maxLength: 64 }),
    model: Type.String({ maxLength: 64 }),
    version: Type.String({ maxLength: 32 }),
    askedAt: Type.String(),
    expiresAt: Type.String(),
    /** `locked`: too many wrong codes were typed; it must ask for a new one. */
    state: oneOf(['waiting', 'locked', 'expired'] as const),
  },
  strict,
);
export type WaitingMachine = Static<typeof WaitingMachine>;

/** What became of a machine's keys. */
export const KeyEvent = Type.Object(
  {
    kiosk: Type.String({ maxLength: 6 }),
    place: Type.String({ maxLength: 100 }),
    model: Type.String({ maxLength: 64 }),
    at: Type.String(),
    /** `entered`: a key of this machine began to count. `revoked`: an operator ended it. */
    what: oneOf(['entered', 'revoked'] as const),
    /** First eight characters of the public key, so that two are told apart. */
    key: Type.String({ maxLength: 8 }),
    /** Only of `revoked`; empty otherwise. */
    reason: Type.String({ maxLength: 200 }),
  },
  strict,
);
export type KeyEvent = Static<typeof KeyEvent>;

/** Newest enrolments, and newest events of keys, that one answer has. */
export const enrolmentsAtMost = 100;

/** `GET /v1/console/enrolments`: enrolments of the last day, newest first, and events of keys, at most `enrolmentsAtMost` of each. */
export const EnrolmentsReply = Type.Object(
  {
    waiting: Type.Array(WaitingMachine, { maxItems: enrolmentsAtMost }),
    keys: Type.Array(KeyEvent, { maxItems: enrolmentsAtMost }),
    /** Machines whose keys have all ended: nothing that they send is taken. */
    withoutKey: Type.Integer({ minimum: 0 }),
    /** Wrong codes of the last fifteen minutes; at twenty no code is taken for a while. */
    wrongCodes: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type EnrolmentsReply = Static<typeof EnrolmentsReply>;
