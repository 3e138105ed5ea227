import { read as readFile } from 'node:fs';
import { promisify } from 'node:util';

const readSome = promisify(readFile);

/** What is used of an open port of serialport 13 on Linux and macOS. */
export interface UnixPort {
  /** Null = closed. */
  readonly fd: number | null;
  readonly poller: { once(event: 'readable', told: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
}

/** False for ports that are read otherwise (Windows). */
export function isUnixPort(port: object | undefined): port is UnixPort {
  return port !== undefined && 'fd' in port && 'poller' in port && 'read' in port;
}

/**
 * Has a port notice that it was hung up, as an adapter does that is pulled out. A read that has just begun then gives no bytes and no error; serialport 13
 * (`unix-read.js`) asks again at once, for ever: it never says that the port is gone, and takes most of a processor (measured with TIOCVHANGUP).
 * A terminal that waits for one byte, as ours do, gives none for no other reason.
 */
export function noticeHangUp(port: UnixPort): void {
  port.read = (buffer, offset, length) => bytesOf(port, buffer, offset, length);
}

async function bytesOf(port: UnixPort, buffer: Buffer, offset: number, length: number) {
  for (;;) {
    const bytesRead = await bytesNow(openFd(port), buffer, offset, length);
    if (bytesRead === 0) throw new Error('the port was hung up');
    if (bytesRead !== null) return { buffer, bytesRead };
    // The poller of a port that was closed during the read is gone: to ask it would end the process.
    openFd(port);
    await readable(port);
  }
}

function openFd({ fd }: UnixPort): number {
  if (fd === null) throw Object.assign(new Error('the port is not open'), { canceled: true });
  return fd;
}

/** Null = none yet. */
async function bytesNow(fd: number, buffer: Buffer, offset: number, length: number): Promise<number | null> {
  try {
    return (await readSome(fd, buffer, offset, length, null)).bytesRead;
  } catch (cause) {
    if (isTryAgain(cause)) return null;
    throw cause;
  }
}

function isTryAgain(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'EAGAIN' || cause.code === 'EINTR');
}

/** Rejects when the port is closed meanwhile, and when the system says that it is gone. */
function readable({ poller }: UnixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error) => (error === null ? resolve() : reject(error)));
  });
}
