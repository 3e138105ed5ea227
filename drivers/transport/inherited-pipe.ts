import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The other end of a pipe that the parent process gave to this one when it started it (`stdio: [..., 'pipe']`). Carries bytes both ways; `close`
 * tells that the parent has gone, however it went.
 * @param fd number of the descriptor: its place in the parent's `stdio` list
 */
export function inheritedPipe(fd: number): Duplex {
  return new Socket({ fd, readable: true, writable: true });
}
