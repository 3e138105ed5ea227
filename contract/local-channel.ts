import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { maxMessageBytes, ReplyMessage } from './channel.ts';
import { strict } from './closed-shapes.ts';
import { err, ok, type Result } from './result.ts';
import { GateNews } from './update-gate.ts';
import { HealthNews } from './update-health.ts';
import { AssignedNews } from './update-link.ts';

/**
 * Channel for programs on the machine itself that are not the shell (the updater, the command line): a socket in the data folder of the terminal
 * service, one JSON message a line, the same `CallMessage` and `ReplyMessage` as between shell and terminal service, and news that the service pushes.
 * Whoever may write the socket may call: it belongs to the account of the terminal service and nobody else (mode 0600).
 */
export const LocalNews = Type.Union([GateNews, HealthNews, AssignedNews]);
export type LocalNews = Static<typeof LocalNews>;

const EventMessage = Type.Object({ type: Type.Literal('event'), event: LocalNews }, strict);
export type EventMessage = Static<typeof EventMessage>;

/** Terminal service → local program. */
export const ToLocal = Type.Union([ReplyMessage, EventMessage]);
export type ToLocal = Static<typeof ToLocal>;

/** Path of the socket; on Windows the name of a pipe that stands for the folder. */
export function localAddress(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(dataDir, 'local.sock');
  return `\\\\.\\pipe\\yitiji-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
}

/** Cuts a stream of bytes into lines, wherever it was split. A line that is longer than a message may be ends the stream: nothing after it is read. */
export class LineReader {
  #rest: Buffer = Buffer.alloc(0);
  #isBroken = false;

  /** Whole lines, without their ends. Errors: `tooLong`, then for ever. */
  push(chunk: Uint8Array): Result<readonly string[], 'tooLong'> {
    if (this.#isBroken) return err('tooLong');
    let bytes = Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      if (end > maxMessageBytes) break;
      lines.push(bytes.toString('utf8', 0, end));
      bytes = bytes.subarray(end + 1);
    }
    this.#rest = bytes;
    if (bytes.length <= maxMessageBytes) return ok(lines);
    this.#isBroken = true;
    this.#rest = Buffer.alloc(0);
    return err('tooLong');
  }
}

/** One message as it stands on the wire. JSON has no line ends of its own. */
export const lineOf = (message: unknown): string => `${JSON.stringify(message)}\n`;

/** The message of a line; `undefined` where it is none. */
export function messageOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // whoever checks the shape refuses it
  }
}
