import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { isUnixPort, noticeHangUp, type UnixPort } from './hang-up.ts';

function portOf(fd: number | null): UnixPort & { fd: number | null } {
  const port = { fd, poller: { once: vi.fn() }, read: async () => Promise.reject(new Error('as it was')) };
  noticeHangUp(port);
  return port;
}

it('a port that gives neither bytes nor an error was hung up: it is said, not asked again for ever', async () => {
  const fd = openSync('/dev/null', 'r');
  await expect(portOf(fd).read(Buffer.alloc(8), 0, 8)).rejects.toThrow('hung up');
  closeSync(fd);
});

it('gives bytes where they are, and only the place that was meant', async () => {
  const fd = openSync(import.meta.filename, 'r');
  const buffer = Buffer.alloc(8);
  expect((await portOf(fd).read(buffer, 2, 4)).bytesRead).toBe(4);
  const head = Buffer.alloc(4);
  readSync(fd, head, 0, 4, 0);
  expect(buffer).toEqual(Buffer.concat([Buffer.alloc(2), head, Buffer.alloc(2)]));
  closeSync(fd);
});

it('asks nothing of a port that was closed while it was read: its poller is gone, and the process would be, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-fifo-'));
  const fifo = join(folder, 'empty');
  execFileSync('mkfifo', [fifo]);
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const port = portOf(fd);
  const reading = port.read(Buffer.alloc(8), 0, 8);
  port.fd = null;
  await expect(reading).rejects.toMatchObject({ canceled: true });
  expect(port.poller.once).not.toHaveBeenCalled();
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

it('a port that was closed is no lost one', async () => {
  await expect(portOf(null).read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ canceled: true });
  expect(isUnixPort(undefined)).toBe(false);
  expect(isUnixPort({ openOptions: {}, read: () => undefined })).toBe(false);
});
