import { Type } from 'typebox';
import { err, ok } from '../../contract/result.ts';
import {
  AskInput,
  AskOutput,
  LookOutput,
  ReleaseInput,
  RenewInput,
  RenewOutput,
  updateMethods,
} from '../../contract/update-gate.ts';
import { type MethodContext, type MethodError, method } from './method.ts';

const unknownLease: MethodError = { code: 'unknownLease', message: 'the lease has ended, or never was' };

/** A caller over the channel of the shell has none: that is a bug of the role table. */
function callerOf({ caller }: MethodContext) {
  if (caller === null) throw new Error('an update is asked for by a connection of its own');
  return caller;
}

/** Changes nothing. */
export const updateLook = method({
  name: updateMethods.look,
  summary: 'Whether an update might begin now, and every reason against it.',
  roles: ['updater'],
  input: Type.Object({}, { additionalProperties: false }),
  output: LookOutput,
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: ({ updates }) => ok(updates.look()),
});

/** Held open as long as the connection of the caller: what comes later is pushed (`update.granted`, `update.waiting`). */
export const updateAsk = method({
  name: updateMethods.ask,
  summary: 'Asks for the machine: a lease now, or the reasons and the lease later.',
  roles: ['updater'],
  input: AskInput,
  output: AskOutput,
  maxBytes: 256,
  idempotent: false,
  log: null,
  handler: (context, input) => ok(context.updates.ask(callerOf(context), input)),
});

export const updateRenew = method({
  name: updateMethods.renew,
  summary: 'Keeps a lease, at most until its limit; says what has come up against it.',
  roles: ['updater'],
  input: RenewInput,
  output: RenewOutput,
  maxBytes: 256,
  idempotent: true,
  log: null,
  handler: ({ updates }, input) => {
    const renewed = updates.renew(input);
    return renewed.ok ? renewed : err(unknownLease);
  },
});

export const updateRelease = method({
  name: updateMethods.release,
  summary: 'Gives the machine back to the citizens.',
  roles: ['updater'],
  input: ReleaseInput,
  output: Type.Null(),
  maxBytes: 256,
  idempotent: false,
  log: null,
  handler: ({ updates }, { leaseId }) => {
    const released = updates.release(leaseId);
    return released.ok ? released : err(unknownLease);
  },
});
