import { Type } from 'typebox';
import { checkMethods, LiveFacts } from '../../contract/checks.ts';
import { ok } from '../../contract/result.ts';
import { method } from './method.ts';

/** Changes nothing, and tells nothing of a person. */
export const checksLive = method({
  name: checkMethods.live,
  summary: 'Devices, store and link as they stand now, for the checks of the command line.',
  roles: ['updater', 'technician'],
  input: Type.Object({}, { additionalProperties: false }),
  output: LiveFacts,
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: ({ live }) => ok(live()),
});
