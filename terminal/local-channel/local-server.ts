import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { maxMessageBytes } from '../../contract/channel.ts';
import { channelLimits } from '../../contract/channel-limits.ts';
import { type Clock, systemClock } from '../../contract/clock.ts';
import { LineReader, lineOf, localAddress, messageOf, type ToLocal } from '../../contract/local-channel.ts';
import type { Log } from '../../contract/log.ts';
import { RateLimit } from '../../contract/rate-limit.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** What serves one connection. */
export interface LocalSession {
  receive(raw: unknown): void;
  /** The connection is gone. */
  end(): void;
}

export interface LocalServerOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Left out: that of the system. */
  readonly clock?: Clock;
  /** A program has connected; `post` reaches it as long as it is there. */
  serve(post: (message: ToLocal) => void): LocalSession;
}

/** An updater, and somebody at the command line; more at a time are a mistake. */
const maxConnections = 8;
/** Answers and news that wait for a program which does not read, bytes: some of the largest. */
const maxUnreadBytes = 8 * maxMessageBytes;

export interface LocalServer {
  close(): Promise<void>;
}

/**
 * Listens on the socket of the data folder (contract/local-channel.ts). Without it citizens are served as always and no update can begin.
 * Errors: `inUse` another terminal service listens there; else the code of the system.
 */
export async function startLocalServer(
  options: LocalServerOptions,
): Promise<Result<LocalServer, { readonly code: string; readonly detail: string }>> {
  const address = localAddress(options.dataDir);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => serveSocket(socket, sockets, options));
  let failed = await listen(server, address);
  const isLeft = failed?.code === 'EADDRINUSE';
  if (isLeft) {
    // A socket outlives the process that was killed. One that nobody answers at is such a one.
    if (await isAnswered(address)) return err({ code: 'inUse', detail: address });
    const removed = attempt(() => rmSync(address, { force: true }));
    if (!removed.ok) return removed;
    failed = await listen(server, address);
  }
  if (failed !== null) return err({ code: failed.code ?? failed.name, detail: failed.message });
  // Its errors from now on are those of single connections, each of which ends with its socket.
  server.on('error', () => options.log('terminal.local.refused', { reason: 'accept' }));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const closedToOthers = attempt(() => (process.platform === 'win32' ? undefined : chmodSync(address, 0o600)));
  if (!closedToOthers.ok) {
    await close();
    return closedToOthers;
  }
  // `left`: the last service was killed.
  options.log('terminal.local.started', { left: isLeft });
  return ok({ close });
}

/** The file system throws; nobody who waits for a visit shall notice. */
function attempt(change: () => void): Result<void, { readonly code: string; readonly detail: string }> {
  try {
    return ok(change());
  } catch (cause) {
    const { code = 'unknown', message } = cause as NodeJS.ErrnoException;
    return err({ code, detail: message });
  }
}

function serveSocket(
  socket: Socket,
  sockets: Set<Socket>,
  { log, serve, clock = systemClock }: LocalServerOptions,
): void {
  // An end in mid-write is no news: `close` follows.
  socket.on('error', () => undefined);
  if (sockets.size >= maxConnections) {
    log('terminal.local.refused', { reason: 'tooMany' });
    socket.destroy();
    return;
  }
  sockets.add(socket);
  const reader = new LineReader();
  const refuse = (reason: string) => {
    log('terminal.local.refused', { reason });
    socket.destroy();
  };
  const limit = new RateLimit(clock, channelLimits.local, () => refuse('tooFast'));
  const session = serve((message) => {
    if (socket.destroyed) return;
    socket.write(lineOf(message));
    if (socket.writableLength > maxUnreadBytes) refuse('notRead');
  });
  socket.on('data', (chunk: Buffer) => {
    const lines = reader.push(chunk);
    if (!lines.ok) return refuse(lines.error);
    for (const line of lines.value) if (limit.take()) session.receive(messageOf(line));
  });
  socket.on('close', () => {
    sockets.delete(socket);
    session.end();
  });
}

function listen(server: Server, address: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      resolve(error);
    };
    const onListening = () => {
      server.off('error', onError);
      resolve(null);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    const begun = attempt(() => void server.listen(address));
    if (!begun.ok) onError(Object.assign(new Error(begun.error.detail), { code: begun.error.code }));
  });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
