import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../contract/command.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { hubWrappingKeyDrop, hubWrappingKeyNew, hubWrappingKeyUse } from './hub-wrapping-key.ts';

let f: HubFixture;
let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-wrapping-key-'));
  f = await openHubFixture({ wrappingKeyFile: join(dir, 'wrapping.key') });
});
afterAll(async () => {
  await f.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = (command: Command, options: Readonly<Record<string, string>>) =>
  command.run(
    { options: { hub: f.hub.url, 'operator-token': operatorToken, ...options }, positionals: [] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );

test('a wrapping key is changed step by step, and none is dropped that the hub still needs', async () => {
  const file = join(dir, 'wrapping.key');
  const made = await run(hubWrappingKeyNew, { file });
  const [next, old] = made.json.keys as readonly string[];
  expect([...(await f.sql`select distinct wrapped_by from hub_key`)]).toEqual([{ wrapped_by: old }]);
  // A file of something else: what the hub uses is not in it, so nothing is thrown away.
  const other = join(dir, 'other.key');
  const stranger = (await run(hubWrappingKeyNew, { file: other })).json.keys;
  expect(await run(hubWrappingKeyDrop, { file: other })).toMatchObject({ exit: 1 });
  expect((await run(hubWrappingKeyNew, { file: other })).json.keys).toEqual([expect.any(String), ...(stranger as [])]);
  expect((await run(hubWrappingKeyUse, {})).json).toMatchObject({ wrappedBy: next });
  expect(await run(hubWrappingKeyDrop, { file })).toMatchObject({ exit: 0, json: { kept: next, dropped: [old] } });
  const restarted = await f.another({ wrappingKeyFile: file });
  await restarted.close();
});
