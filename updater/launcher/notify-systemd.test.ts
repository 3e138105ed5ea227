import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemdNotifier } from './notify-systemd.ts';

/**
 * systemd 241 or 245 that is busy when a word comes: it reads it a second later, and asks then who has sent it. A word of a process that is gone by then belongs to no unit, and is dropped.
 * Says the word, the number of its sender, and `heard` or `dropped`.
 */
const systemd = `
import os, select, socket, struct, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
server.bind(sys.argv[1])
print("listens", flush=True)
while True:
    select.select([server], [], [])
    pid = struct.unpack("3i", server.recvmsg(4096, 64, socket.MSG_PEEK)[1][0][2])[0]
    try:
        is_gone = select.select([os.pidfd_open(pid)], [], [], 1)[0] != []
    except ProcessLookupError:
        is_gone = True
    print(server.recv(4096).decode(), pid, "dropped" if is_gone else "heard", flush=True)
`;

let folder: string;
let system: ChildProcess | undefined;
let lines: Interface | undefined;
let heard: AsyncIterator<string> | undefined;
let notifier: SystemdNotifier | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-notify-'));
});
afterEach(() => {
  notifier?.stop();
  lines?.close();
  system?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with the program of systemd 241: it sends its word, and is gone. */
function programs(): string {
  const program = join(folder, 'systemd-notify');
  const send = 'socket(S, PF_UNIX, SOCK_DGRAM, 0);\nsend(S, shift, 0, pack_sockaddr_un($ENV{NOTIFY_SOCKET}));';
  writeFileSync(program, `#!/usr/bin/perl\nuse Socket;\n${send}\n`);
  chmodSync(program, 0o755);
  return folder;
}

/** Next line of systemd, also one that has come already. */
const said = async (): Promise<string> => (await heard?.next())?.value ?? '';

async function listening(): Promise<NodeJS.ProcessEnv> {
  const path = join(folder, 'notify');
  system = spawn('python3', ['-c', systemd, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (system.stdout === null) throw new Error('no output');
  lines = createInterface(system.stdout);
  heard = lines[Symbol.asyncIterator]();
  expect(await said()).toBe('listens');
  return { ...process.env, NOTIFY_SOCKET: path };
}

test('a word is heard by a systemd that is busy when it comes: its sender is still there', async () => {
  const env = await listening();
  notifier = new SystemdNotifier({ ...env, PATH: `${programs()}:${process.env.PATH}` });
  notifier.say('READY=1');
  expect(await said()).toMatch(/^READY=1 \d+ heard$/);
});

test('a sender that dies costs no word: what it may not have sent is sent by the next one', async () => {
  notifier = new SystemdNotifier(await listening());
  notifier.say('READY=1');
  const [, sender] = (await said()).split(' ');
  process.kill(Number(sender), 'SIGKILL');
  const [word, next, fate] = (await said()).split(' ');
  expect([word, fate]).toEqual(['READY=1', 'heard']);
  notifier.say('WATCHDOG=1');
  expect(await said()).toBe(`WATCHDOG=1 ${next} heard`);
});

test('where there is no perl the system’s own program says all of it', async () => {
  notifier = new SystemdNotifier({ ...(await listening()), PATH: programs() });
  notifier.say('READY=1');
  notifier.say('WATCHDOG=1');
  const words = [await said(), await said()].map((line) => line.split(' ')[0]);
  expect(words.sort()).toEqual(['READY=1', 'WATCHDOG=1']);
});
