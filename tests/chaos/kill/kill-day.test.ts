import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HubFixture, openHubFixture } from '../../../hub/testing/hub-fixture.ts';
import { countEffects } from './effects.ts';
import { killDay } from './kill-day.ts';

let hub: HubFixture;
beforeAll(async () => {
  hub = await openHubFixture({ decisionDelayMs: 0 });
  await countEffects(hub.sql);
});
afterAll(async () => {
  await hub.close();
});

test('killed at random moments of a day, every transaction is at the department exactly once, without a gap and with a receipt of its own', {
  timeout: 240_000,
}, async () => {
  const day = await killDay({ hub, kiosk: 'KD0001', kills: 15, seed: 20261128, lines: 20 });
  expect(day.problems).toEqual([]);
  expect(day.kills).toBe(15);
  expect(day.receipts).toBeGreaterThan(10);
  expect(day.messages).toBeGreaterThan(day.receipts);
  // Not all of them died before they had begun.
  expect(day.kills - day.early).toBeGreaterThan(5);
});
