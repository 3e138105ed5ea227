import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { rungs, watchReasonWords } from './ladder.ts';

/** One thing that a watchdog saw and what it did about it: to the log, the page of the staff and the hub. No person: codes, and a detail of the machine. */
export const WatchStep = Type.Object(
  {
    /** Null = only noted. */
    rung: nullable(oneOf(rungs)),
    reason: oneOf(watchReasonWords),
    /** An exit code, a signal, a figure. */
    detail: Type.String({ maxLength: 64 }),
  },
  strict,
);
export type WatchStep = Static<typeof WatchStep>;

/** What the shell says with its question whether the terminal service lives. */
export const AliveInput = Type.Object(
  {
    /** The page is drawn without the graphics card; left out = the shell does not know yet. */
    isSoftware: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type AliveInput = Static<typeof AliveInput>;

/** What the terminal service answers to the shell's question whether it lives. */
export const AliveReply = Type.Object(
  {
    /** Nobody is at the machine, and nobody of the staff. */
    isIdle: Type.Boolean(),
    /** A slip, a page or a card of this start is on its way; what an earlier one left open and a device that is away are no reason to wait. */
    isActing: Type.Boolean(),
    /** Resident memory, MiB. */
    rssMiB: Type.Integer({ minimum: 0, maximum: 1_048_576 }),
    /** How often a process of native bindings had to be ended or died since the start. */
    hostDeaths: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type AliveReply = Static<typeof AliveReply>;
