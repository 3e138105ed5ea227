import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../contract/command.ts';
import { configHistory } from './config-history.ts';
import { configShow } from './config-show.ts';
import { enrolCommand } from './enrol.ts';
import { rotateKeyCommand } from './rotate-key.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
const run = (command: Command, options: Readonly<Record<string, string | boolean>>) =>
  command.run({ options: { hub: 'https://hub.example', model: 'm', ...options }, positionals: [] }, io);

test('a key is changed, and a machine comes back, only where one is: a mistyped folder is told and left as it was', async () => {
  const data = join(dir, 'mistyped');
  await expect(run(rotateKeyCommand, { data })).rejects.toThrow('no database at');
  await expect(run(enrolCommand, { data, again: true })).rejects.toThrow('no database at');
  expect(existsSync(data)).toBe(false);
});

test('a hub that is no address is wrong usage, not a network that is looked for without end', async () => {
  for (const hub of ['hub.example:8470', 'ftp://hub.example', 'hub'])
    await expect(run(enrolCommand, { data: join(dir, 'new'), hub })).rejects.toThrow('--hub is an address such as');
  expect(existsSync(join(dir, 'new'))).toBe(false);
});

test('of a folder that is not there nobody is told that nothing was changed, or that everything is as delivered', async () => {
  for (const command of [configShow, configHistory])
    for (const data of [join(dir, 'mistyped'), import.meta.filename])
      await expect(run(command, { data })).rejects.toThrow('there is no folder');
  // Without a machine what is delivered may be looked at, and a new one has changed nothing.
  expect(await run(configShow, {})).toMatchObject({ exit: 0 });
  expect(await run(configHistory, { data: dir })).toMatchObject({ exit: 0, json: { entries: [] } });
});
