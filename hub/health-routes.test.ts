import { expect, test } from 'vitest';
import { VirtualClock } from '../contract/virtual-clock.ts';
import type { Sql } from './database/pool.ts';
import { databaseFault, readyAnswerMs } from './health-routes.ts';

test('a balancer is not kept waiting by a database that says nothing, and turns machines away', async () => {
  const clock = new VirtualClock();
  const never = new Promise(() => undefined);
  const fault = databaseFault({ sql: (() => never) as unknown as Sql, log: () => undefined, clock });
  await clock.advance(readyAnswerMs);
  expect(await fault).toBe('database does not answer');
});
