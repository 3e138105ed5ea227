import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { Iso } from './page.ts';

/**
 * What somebody saw who looked at the machine for an act whose end no sensor tells: `handedOver` the item is with the person it was for, `inside` it was found in the machine (path or bin) and
 * taken care of, `nothing` nothing was moved, counts and places are as before, `unclear` looked, and nothing decides it.
 */
export const actSights = ['handedOver', 'inside', 'nothing', 'unclear'] as const;
export type ActSight = (typeof actSights)[number];

/** One motion that ended so that neither device nor sensors could say how. No person, no card number. */
export const UnknownAct = Type.Object(
  {
    actId: Type.String(),
    /** Role of the device in the machine. */
    device: Type.String(),
    /** As the machine names its motions: `feed`, `present`, `capture`, `retract`, `recover`; a later release may have others. */
    kind: Type.String(),
    /** Of the application; null = it belonged to none. */
    receiptNo: nullable(Type.String()),
    /** When the hub heard of it; null = it was heard before the hub kept that. */
    at: nullable(Iso),
    /** Where the machine last said that the item is (`held`, `taken`, `retained`, …); null = no item, or it never said. */
    item: nullable(Type.String()),
    /** How it ended, as the machine told late; null = it did not. Stands beside what staff saw, if that came first. */
    told: nullable(Type.String()),
    /** What staff saw; null = nobody has said it. */
    seen: nullable(Type.Object({ what: oneOf(actSights), note: Type.String(), by: Type.String(), at: Iso }, strict)),
  },
  strict,
);
export type UnknownAct = Static<typeof UnknownAct>;

/** `GET /v1/console/machines/{kiosk}/unknown-acts`: open ones newest first, then those of which staff said something in the last 30 days; at most 100. */
export const UnknownActs = Type.Object({ rows: Type.Array(UnknownAct, { maxItems: 100 }) }, strict);
export type UnknownActs = Static<typeof UnknownActs>;

/**
 * `POST /v1/operator/machines/{kiosk}/unknown-acts/{actId}/seen`: said once, for good; ends the alert `unknownAct` of this act. The machine is told nothing and repeats nothing, and nothing is
 * decided about the application: that goes by where the item is.
 */
export const ActSeenRequest = Type.Object(
  {
    what: oneOf(actSights),
    /** Who looked, and what is the evidence: count of cards, number in the register. Nothing of a citizen. */
    note: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export type ActSeenRequest = Static<typeof ActSeenRequest>;

/** `isNew` false = nothing was written: somebody else, or the machine, was faster, and `act` says what. */
export const ActSeenReply = Type.Object({ act: UnknownAct, isNew: Type.Boolean() }, strict);
export type ActSeenReply = Static<typeof ActSeenReply>;
