import { connect, type Socket } from 'node:net';
import type { Static, TSchema } from 'typebox';
import type { CallMessage } from '../contract/channel.ts';
import { channelLimits } from '../contract/channel-limits.ts';
import { type Clock, systemClock } from '../contract/clock.ts';
import { LineReader, type LocalNews, lineOf, localAddress, messageOf, ToLocal } from '../contract/local-channel.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { parse } from '../contract/validate.ts';

/** `away`: nobody listens, or no more; `malformed`: an answer of another version; else the code of the terminal service, such as `unknownLease`. */
export interface LocalError {
  readonly code: string;
  readonly message: string;
}
export type Answer<T> = Promise<Result<T, LocalError>>;

/** The terminal service, as a program on the same machine calls it (contract/local-channel.ts). */
export interface LocalClient {
  /** @param output schema of the answer; one that does not fit is `malformed` */
  call<const S extends TSchema>(method: string, input: unknown, output: S): Answer<Static<S>>;
  /** What is pushed, in the order in which it comes. Returns the end of listening. */
  onNews(listener: (news: LocalNews) => void): () => void;
  /** Resolves when the terminal service has gone, as it does in the middle of every activation. */
  readonly closed: Promise<void>;
  readonly isClosed: boolean;
  close(): void;
}

export const away: LocalError = { code: 'away', message: 'the terminal service does not answer' };
const malformed: LocalError = { code: 'malformed', message: 'the answer does not fit: another version runs' };

/** Errors: `away`. @param dataDir data folder of the terminal service */
export function connectLocal(dataDir: string, clock: Clock = systemClock): Answer<LocalClient> {
  return new Promise((resolve) => {
    const socket = connect(localAddress(dataDir));
    const onError = () => resolve(err(away));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      resolve(ok(clientOn(socket, clock)));
    });
  });
}

function clientOn(socket: Socket, clock: Clock): LocalClient {
  const open = new Map<number, (reply: Result<unknown, LocalError>) => void>();
  const listeners = new Set<(news: LocalNews) => void>();
  const reader = new LineReader();
  // A service that never stops talking would keep this program from its work.
  const limit = new RateLimit(clock, channelLimits.local, () => socket.destroy());
  let isClosed = false;
  let nextId = 0;

  const receive = (raw: unknown) => {
    const read = parse(ToLocal, raw);
    if (!read.ok) {
      socket.destroy();
      return;
    }
    const message = read.value;
    if (message.type === 'event') {
      for (const listener of [...listeners]) listener(message.event);
      return;
    }
    const { id } = message;
    const done = open.get(id);
    open.delete(id);
    done?.(message.ok ? ok(message.output ?? null) : err(message.error ?? malformed));
  };
  // The end of the connection is told by `close`.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const lines = reader.push(chunk);
    if (!lines.ok) socket.destroy();
    else for (const line of lines.value) if (limit.take()) receive(messageOf(line));
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      for (const done of [...open.values()]) done(err(away));
      open.clear();
      resolve();
    });
  });

  const ask = (method: string, input: unknown): Answer<unknown> => {
    if (isClosed) return Promise.resolve(err(away));
    const message: CallMessage = { type: 'call', id: nextId++, method, input };
    return new Promise((resolve) => {
      open.set(message.id, resolve);
      socket.write(lineOf(message));
    });
  };
  return {
    call: async (method, input, output) => {
      const reply = await ask(method, input);
      if (!reply.ok) return reply;
      const read = parse(output, reply.value);
      return read.ok ? ok(read.value) : err(malformed);
    },
    onNews: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    closed,
    get isClosed() {
      return isClosed;
    },
    close: () => socket.destroy(),
  };
}
