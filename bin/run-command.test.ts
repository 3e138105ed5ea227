import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Command, UsageError } from '../contract/command.ts';
import { commands } from './commands.ts';
import type { NamedCommand } from './machine-commands.ts';
import { runCommand } from './run-command.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-run-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(argv: readonly string[], known: readonly NamedCommand[] = commands) {
  const [out, notes]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void notes.push(line),
    signal: new AbortController().signal,
  };
  const exit = await runCommand(argv, known, io, 'yitiji');
  return { exit, out: out.join('\n'), last: out.at(-1) ?? '', notes: notes.join('\n') };
}

const throwing = (cause: () => unknown): NamedCommand => ({
  name: 'try',
  load: async (): Promise<Command> => ({
    ...{ name: 'try', summary: 'Throws.', options: {} },
    run: async () => {
      throw cause();
    },
  }),
});

test('help of the hub names the commands below it, and a group of them has help of its own', async () => {
  const hub = await run(['hub', '--help']);
  expect(hub.exit).toBe(0);
  for (const said of ['--database-url', 'hub account add', 'hub rollout start', 'hub audit verify']) {
    expect(hub.out).toContain(said);
  }
  const account = await run(['hub', 'account', '--help']);
  expect(account.exit).toBe(0);
  expect(account.out).toContain('hub account reset');
  expect(account.out).not.toContain('--database-url');
  expect((await run(['release', 'keys', '--help'])).out).toContain('release keys new');
  expect((await run(['hub', 'account', 'add', '--help'])).out).toContain('--roles');
});

test('half a name is answered with the commands that begin with it', async () => {
  expect(await run(['hub', 'account', '--json'])).toMatchObject({
    ...{
      exit: 2,
      notes: 'hub account what? One of: hub account add, hub account list, hub account reset, hub account end',
    },
    last: expect.stringContaining('"error":"usage"'),
  });
  expect(await run(['device'])).toMatchObject({
    exit: 2,
    notes: expect.stringMatching(/^device what\? One of: device list/),
  });
});

test('what the file system refuses is one sentence and an object, not the innards of the program', async () => {
  const refused = throwing(() => {
    try {
      mkdirSync(join(dir, 'not/there'));
    } catch (cause) {
      return cause;
    }
    return null;
  });
  const said = await run(['try', '--json'], [refused]);
  expect(said.exit).toBe(1);
  expect(said.notes).toMatch(/^the system refused it: ENOENT: no such file or directory, mkdir/);
  expect(JSON.parse(said.last)).toMatchObject({ error: 'fileSystem', message: expect.stringContaining('ENOENT') });
});

test('a bug is thrown on, and a script still gets its object', async () => {
  const out: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    note: () => undefined,
    signal: new AbortController().signal,
  };
  const bug = throwing(() => new TypeError('a bug'));
  await expect(runCommand(['try', '--json'], [bug], io)).rejects.toThrow('a bug');
  expect(JSON.parse(out.at(-1) ?? '')).toEqual({ error: 'internal', message: 'a bug' });
});

test('wrong usage that a command finds itself ends with 2', async () => {
  const wrong = throwing(() => new UsageError('--x is none'));
  expect(await run(['try', '--json'], [wrong])).toMatchObject({ exit: 2, notes: '--x is none' });
});

test('a folder of the kernel is refused before anything is made there, which would never end', async () => {
  let isRun = false;
  const command: Command = {
    ...{ name: 'try', summary: 'Makes a folder.', options: { data: { type: 'string', help: 'folder' } } },
    run: async () => {
      isRun = true;
      return { exit: 0, json: {}, text: '' };
    },
  };
  const known = [{ name: 'try', load: async () => command }];
  const refused = await run(['try', '--data', '/proc/x', '--json'], known);
  expect(refused).toMatchObject({ exit: 2, notes: '--data: /proc/x is in procfs, which keeps nothing' });
  expect(isRun).toBe(false);
  expect(await run(['try', '--data', join(dir, 'new')], known)).toMatchObject({ exit: 0 });
});

test('an option that a command does not know is named, and nothing is said about words that begin with a dash', async () => {
  const { exit, notes } = await run(['config', 'history', '--nope']);
  expect([exit, notes.split('\n')[0]]).toEqual([2, "Unknown option '--nope'"]);
});
