import { ok } from '../../contract/result.ts';
import { HealthFacts, HealthInput, healthMethod } from '../../contract/update-health.ts';
import { method } from './method.ts';

/** Held open as long as the connection of the caller where it watches: every change is pushed (`update.health`). */
export const updateHealth = method({
  name: healthMethod,
  summary: 'What this start knows of its own health: store, page, devices, processes, hub.',
  roles: ['updater'],
  input: HealthInput,
  output: HealthFacts,
  maxBytes: 64,
  // The probe row is written anew: nobody sees a difference.
  idempotent: true,
  log: null,
  handler: ({ health, caller }, { isWatching }) =>
    ok(isWatching && caller !== null ? health.watch(caller) : health.look()),
});
