import { Type } from 'typebox';
import { ok } from '../../contract/result.ts';
import { standingMethod, UpdateStanding } from '../../contract/update-standing.ts';
import { method } from './method.ts';

export const updateStanding = method({
  name: standingMethod,
  summary: 'The agent of updates says how the release that runs stands, for the staff.',
  roles: ['updater'],
  input: UpdateStanding,
  output: Type.Null(),
  maxBytes: 1024,
  idempotent: true,
  log: null,
  handler: ({ standing }, input) => {
    standing.set(input);
    return ok(null);
  },
});
