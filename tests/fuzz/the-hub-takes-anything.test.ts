import { expect, test } from 'vitest';
import { runFuzz } from './rig/run-fuzz.ts';

/** `npm run test:fuzz` sends 100,000. */
const requests = 800;

test('whatever is asked of the hub, by whomever: no 5xx, no stack, no SQL, nobody else’s data, nobody in who should not be, and the hub is well afterwards', async () => {
  const { findings, statuses, routes, neverAsked, neverDone } = await runFuzz({ seed: 20_261_129, requests, lanes: 6 });
  expect(findings).toEqual([]);
  // A run that came nowhere would find nothing: each route did what it is for at least once, and all kinds of refusals were met.
  expect(routes).toBeGreaterThan(130);
  expect(neverAsked).toEqual([]);
  expect(neverDone).toEqual([]);
  for (const status of ['200', '400', '401', '403', '404', '415'])
    expect([status, statuses[status] ?? 0]).not.toEqual([status, 0]);
}, 240_000);
