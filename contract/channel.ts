import { type Static, Type } from 'typebox';
import { strict } from './closed-shapes.ts';
import type { Intent } from './intent.ts';
import { Snapshot } from './snapshot.ts';

/**
 * Messages between shell and terminal service (process messages), and the same snapshots and intents between shell and window.
 * Both sides validate every message; anything larger than `maxMessageBytes` is refused unread.
 */
export const maxMessageBytes = 256 * 1024;

/** Shell → terminal service. Each is one entry of the method registry (`terminal/methods/`). */
export const CallMessage = Type.Object(
  {
    type: Type.Literal('call'),
    id: Type.Integer({ minimum: 0 }),
    method: Type.String({ maxLength: 64 }),
    input: Type.Unknown(),
  },
  strict,
);
export type CallMessage = Static<typeof CallMessage>;

/** Terminal service → shell. */
export const ReplyMessage = Type.Object(
  {
    type: Type.Literal('reply'),
    id: Type.Integer({ minimum: 0 }),
    ok: Type.Boolean(),
    output: Type.Optional(Type.Unknown()),
    error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() }, strict)),
  },
  strict,
);
export type ReplyMessage = Static<typeof ReplyMessage>;

const SnapshotMessage = Type.Object({ type: Type.Literal('snapshot'), snapshot: Snapshot }, strict);
export type SnapshotMessage = Static<typeof SnapshotMessage>;

/**
 * Terminal service → shell: the page process must be replaced now, since JavaScript strings cannot be overwritten
 * (docs/domain/privacy-and-security.md §3, wipe order).
 */
const WipeMessage = Type.Object({ type: Type.Literal('wipe') }, strict);

/** Terminal service → shell: it is up and serves (sent once per start). */
const ReadyMessage = Type.Object({ type: Type.Literal('ready'), epoch: Type.String(), version: Type.String() }, strict);

export const FromTerminal = Type.Union([ReplyMessage, SnapshotMessage, WipeMessage, ReadyMessage]);
export type FromTerminal = Static<typeof FromTerminal>;

/** Methods that the shell calls. Names are those of the registry. */
export const methodNames = {
  intent: 'session.intent',
  painted: 'shell.painted',
  hello: 'shell.hello',
  windowLost: 'shell.windowLost',
  /** Does the terminal service live? */
  alive: 'shell.alive',
  /** What a watchdog of the shell saw and did. */
  watchStep: 'shell.watchStep',
} as const;

export const PaintedInput = Type.Object(
  {
    epoch: Type.String({ maxLength: 64 }),
    revision: Type.Integer({ minimum: 0 }),
    /** A frame was painted, but nobody can read it: no words of this revision, no size, or no style. Left out = it can be read. */
    isBlank: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type PaintedInput = Static<typeof PaintedInput>;

/** Why the page process was lost; the session is wiped when one was open (wipe trigger "renderer loss"). */
export const WindowLostInput = Type.Object({ reason: Type.String({ maxLength: 64 }) }, strict);
export type WindowLostInput = Static<typeof WindowLostInput>;

/** Names of the Electron channels between window and main process. */
export const windowChannels = {
  snapshot: 'yitiji:snapshot',
  intent: 'yitiji:intent',
  painted: 'yitiji:painted',
  /** window → main: the page is up and wants the current snapshot */
  hello: 'yitiji:hello',
} as const;

/** What the preload gives to the page as `window.yitiji`: three functions. */
export interface WindowBridge {
  /** Subscribes to snapshots; `null` means that the terminal service is away (calm "one moment" page). Returns an unsubscribe function. */
  onSnapshot(listener: (snapshot: Snapshot | null) => void): () => void;
  /** Sends one touch. Fire and forget: the answer is the next snapshot. */
  sendIntent(intent: Intent): void;
  /** Tells that this revision stands on the screen: frame heartbeat and speed measurement. */
  painted(input: PaintedInput): void;
}
