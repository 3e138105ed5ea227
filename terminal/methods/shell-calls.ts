import { Type } from 'typebox';
import { methodNames, PaintedInput, WindowLostInput } from '../../contract/channel.ts';
import { ok } from '../../contract/result.ts';
import { AliveInput, AliveReply, WatchStep } from '../../contract/watchdog/watch-step.ts';
import { method } from './method.ts';

/** The window is up (again): it gets the current snapshot, whole. */
export const shellHello = method({
  name: methodNames.hello,
  summary: 'The shell asks for the current snapshot.',
  roles: ['shell'],
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Null(),
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: (context) => {
    context.onHello();
    return ok(null);
  },
});

/** A revision stands on the screen: frame heartbeat and the end of "touch to painted page". */
export const shellPainted = method({
  name: methodNames.painted,
  summary: 'A revision has been painted.',
  roles: ['shell'],
  input: PaintedInput,
  output: Type.Null(),
  maxBytes: 256,
  idempotent: true,
  log: null,
  handler: (context, input) => {
    context.onPainted(input);
    return ok(null);
  },
});

/** The page process was lost: whatever stood there may have been seen, so an open visit ends and is wiped. */
export const shellWindowLost = method({
  name: methodNames.windowLost,
  summary: 'The page process ended or hung and is replaced.',
  roles: ['shell'],
  input: WindowLostInput,
  output: Type.Null(),
  maxBytes: 256,
  idempotent: true,
  log: null,
  handler: ({ session, log, onWindowLost }, { reason }) => {
    log('shell.window.lost', { reason });
    onWindowLost();
    session.send({ type: 'WINDOW_LOST' });
    return ok(null);
  },
});

/** A sign of life, with what the ladder needs to know (contract/watchdog/ladder.ts). */
export const shellAlive = method({
  name: methodNames.alive,
  summary:
    'The shell asks whether the service lives, and whether anybody would be disturbed by a restart; it says what draws its page.',
  roles: ['shell'],
  input: AliveInput,
  output: AliveReply,
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: (context, input) => ok(context.alive(input)),
});

/** The log has it already: the shell writes its own steps. */
export const shellWatchStep = method({
  name: methodNames.watchStep,
  summary: 'A watchdog of the shell saw something and did something about it.',
  roles: ['shell'],
  input: WatchStep,
  output: Type.Null(),
  maxBytes: 512,
  idempotent: false,
  log: null,
  handler: (context, input) => {
    context.onWatchStep(input);
    return ok(null);
  },
});
