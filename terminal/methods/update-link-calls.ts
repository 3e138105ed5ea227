import { Type } from 'typebox';
import { err, ok } from '../../contract/result.ts';
import { Assigned, ReportInput, updateLinkMethods } from '../../contract/update-link.ts';
import { method } from './method.ts';

/** Held open as long as the connection of the caller: every change is pushed (`update.assigned`). */
export const updateAssigned = method({
  name: updateLinkMethods.assigned,
  summary: 'Which release the hub has assigned to this machine, signed, and what it takes to check that.',
  roles: ['updater'],
  input: Type.Object({}, { additionalProperties: false }),
  output: Assigned,
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: ({ updateLink, caller }) => {
    if (caller === null) throw new Error('an assignment is asked for by a connection of its own');
    return ok(updateLink.watch(caller));
  },
});

export const updateReport = method({
  name: updateLinkMethods.report,
  summary: 'What became of an update, for the hub; durable when it is answered.',
  roles: ['updater'],
  input: ReportInput,
  output: Type.Null(),
  maxBytes: 1024,
  idempotent: true,
  log: null,
  handler: ({ updateLink }, { outcome }) => {
    const taken = updateLink.report(outcome);
    return taken.ok ? taken : err({ code: taken.error, message: 'it cannot be kept now: tell it again later' });
  },
});
