import { Type } from 'typebox';
import { checkMethods, LiveFacts, RecentLog } from '../../contract/checks.ts';
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

/** Room for the answer, bytes: half of a message. */
const logBytes = 120 * 1024;

/** Events of the catalogue only, hence nothing of a person. */
export const checksLog = method({
  name: checkMethods.log,
  summary: 'The last lines of the log that are still in memory, in pieces, for a bundle.',
  roles: ['updater', 'technician'],
  input: Type.Object({ after: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
  output: RecentLog,
  maxBytes: 64,
  idempotent: true,
  log: null,
  handler: ({ recentLog }, { after }) => {
    const { lines, last } = recentLog(after, logBytes);
    return ok({ lines: [...lines], last });
  },
});
