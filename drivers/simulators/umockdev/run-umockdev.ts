import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deviceFile,
  ioctlFile,
  type MockHidDevice,
  type MockTransfer,
  mockHidPath,
  scriptFile,
} from './mock-hid-device.ts';

/** How a program ended that ran with a made-up HID device. */
export interface MockRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code of `umockdev-run`, which is that of the program; null when it was ended by a signal (a wrong write traps it). */
  readonly exit: number | null;
}

/**
 * Runs a program that sees one HID device more than there is. Only synthetic people in `script`: it is written to a temporary file.
 * Rejects when `umockdev-run` cannot be started (Debian package `umockdev`).
 * @param command program and arguments
 */
export async function runWithHidDevice(
  device: MockHidDevice,
  script: readonly MockTransfer[],
  command: readonly string[],
): Promise<MockRun> {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-umockdev-'));
  try {
    const files = { device: join(folder, 'device'), ioctl: join(folder, 'ioctl'), script: join(folder, 'script') };
    writeFileSync(files.device, deviceFile(device));
    writeFileSync(files.ioctl, ioctlFile(device));
    writeFileSync(files.script, scriptFile(script));
    return await run(folder, 'umockdev-run', [
      ...['--device', files.device],
      ...['--ioctl', `${mockHidPath}=${files.ioctl}`],
      ...['--script', `${mockHidPath}=${files.script}`],
      '--',
      ...command,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param folder for its temporary files too: a rig that is trapped leaves its made-up world behind */
function run(folder: string, program: string, args: readonly string[]): Promise<MockRun> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TMPDIR: folder };
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    }
    child.once('error', (cause) => reject(new Error(`${program} cannot be started: install umockdev`, { cause })));
    child.once('close', (exit) => resolve({ ...text, exit }));
  });
}
