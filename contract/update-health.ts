import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from './closed-shapes.ts';

/**
 * Health of a started release (docs/design/sync-and-fleet.md §7 step 5): what the terminal service knows of itself since this start, as facts. Nobody judges here: the updater compares them with
 * those from before the switch (updater/health/judge.ts). See docs/updates.md, "Health gate". Class C1: no person and no number of one.
 */

/** A word of the machine, such as a role or a driver. */
const Word = Type.String({ pattern: '^[0-9A-Za-z._-]{1,64}$' });

/** Words of `Availability` (contract/device.ts). */
export const deviceHealths = ['ready', 'busy', 'limited', 'unavailable'] as const;

export const DeviceHealth = Type.Object({ role: Word, driver: Word, availability: oneOf(deviceHealths) }, strict);
export type DeviceHealth = Static<typeof DeviceHealth>;

export const storeProbes = ['waiting', 'ok', 'failed'] as const;
export const pageStates = [
  /** No page of this start has drawn anything yet. */
  'none',
  /** The newest snapshot stands on the screen, or is still within the time that a page may take to draw it. */
  'drawn',
  /** The newest snapshot was not drawn in time. */
  'late',
  /** Something was drawn, but it is empty: no text, no size, or without its style. */
  'blank',
  /** The page process ended or hung, and no other has drawn since. */
  'lost',
] as const;
export const heartbeatAnswers = [
  /** None has ended since this start. */
  'waiting',
  'accepted',
  /** Somebody answered, and it was no yes: the hub refuses, or is not believed. */
  'refused',
  /** Nobody answered, or the hub says that it cannot work now. */
  'silent',
] as const;
export const hostStates = ['idle', 'up', 'down'] as const;

export const HealthFacts = Type.Object(
  {
    /** Release that the launcher has started; null = started by hand. */
    release: nullable(Type.String({ maxLength: 96 })),
    /** Another one at each start of the terminal service. */
    start: Type.String({ minLength: 1, maxLength: 64 }),
    store: Type.Object(
      {
        /** Why it does not stand or has given up, by code of the store; null = opened, checked (`quick_check`) and in use. */
        fault: nullable(Word),
        /** Durability assertion, asked again after a read. */
        isDurable: Type.Boolean(),
        /** A row that was committed, made durable and read back over another connection since this start. */
        probe: oneOf(storeProbes),
      },
      strict,
    ),
    page: Type.Object(
      {
        /** A shell has said hello since this start. */
        isShellUp: Type.Boolean(),
        state: oneOf(pageStates),
        /** Pages that were lost since this start. */
        losses: Type.Integer({ minimum: 0 }),
      },
      strict,
    ),
    /** Processes that hold native bindings. `idle`: nothing has needed it yet; `down`: it has died and is not back. */
    hosts: Type.Array(
      Type.Object({ name: Word, state: oneOf(hostStates), deaths: Type.Integer({ minimum: 0 }) }, strict),
      {
        maxItems: 8,
      },
    ),
    /** Fitted devices; one for each role. */
    devices: Type.Array(DeviceHealth, { maxItems: 32 }),
    hub: Type.Object(
      {
        isEnrolled: Type.Boolean(),
        /** The hub has accepted a heartbeat since this start. */
        isAccepted: Type.Boolean(),
        /** The hub is there now, as the pages of citizens have it: three misses make it away. */
        isOnline: Type.Boolean(),
        /** How the last heartbeat ended. */
        last: oneOf(heartbeatAnswers),
        /** Milliseconds since the last accepted heartbeat, or since the start where there was none; null = it is there. As of this message: its passing is no news. */
        awayMs: nullable(Type.Integer({ minimum: 0 })),
        /** The system has an address from which the hub could be reached. False = cable out, modem down: nothing that a release could have done. */
        isUplinkUp: Type.Boolean(),
      },
      strict,
    ),
  },
  strict,
);
export type HealthFacts = Static<typeof HealthFacts>;

/** `isWatching`: every change is pushed as news until the connection ends. */
export const HealthInput = Type.Object({ isWatching: Type.Boolean() }, strict);
export type HealthInput = Static<typeof HealthInput>;

/** What is pushed to whoever watches: whole facts, latest wins. */
export const HealthNews = Type.Object({ name: Type.Literal('update.health'), facts: HealthFacts }, strict);
export type HealthNews = Static<typeof HealthNews>;

export const healthMethod = 'update.health';
