import { connect, type Socket } from 'node:net';
import type { CallMessage } from '../contract/channel.ts';
import { LineReader, lineOf, localAddress, messageOf, ToLocal } from '../contract/local-channel.ts';
import { err, ok, type Result } from '../contract/result.ts';
import {
  type AskInput,
  AskOutput,
  LookOutput,
  type RenewInput,
  RenewOutput,
  type UpdateLease,
  updateMethods,
  type WaitReason,
} from '../contract/update-gate.ts';
import { parse } from '../contract/validate.ts';

/** `away`: nobody listens, or no more; `malformed`: an answer of another version; else the code of the terminal service, such as `unknownLease`. */
export interface GateError {
  readonly code: string;
  readonly message: string;
}
type Answer<T> = Promise<Result<T, GateError>>;

/** The idle gate of the terminal service, as a program on the same machine calls it. */
export interface GateClient {
  look(): Answer<LookOutput>;
  /** A lease now or `waiting`; one that comes later is told to `granted`. */
  ask(input: AskInput): Answer<AskOutput>;
  renew(input: RenewInput): Answer<RenewOutput>;
  release(leaseId: string): Answer<null>;
  /** The next lease that is pushed to this connection, also one that came just before. Errors: `away`. */
  granted(): Answer<UpdateLease>;
  /** Reasons that are pushed while an ask waits. Returns the end of listening. */
  onWaiting(listener: (reasons: readonly WaitReason[]) => void): () => void;
  /** Resolves when the terminal service has gone, as it does in the middle of every activation. */
  readonly closed: Promise<void>;
  close(): void;
}

const away: GateError = { code: 'away', message: 'the terminal service does not answer' };
const malformed: GateError = { code: 'malformed', message: 'the answer does not fit: another version runs' };

/** Errors: `away`. @param dataDir data folder of the terminal service */
export function connectGate(dataDir: string): Answer<GateClient> {
  return new Promise((resolve) => {
    const socket = connect(localAddress(dataDir));
    const onError = () => resolve(err(away));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      resolve(ok(clientOn(socket)));
    });
  });
}

function clientOn(socket: Socket): GateClient {
  const open = new Map<number, (reply: Result<unknown, GateError>) => void>();
  const leases: UpdateLease[] = [];
  const wanting: ((lease: Result<UpdateLease, GateError>) => void)[] = [];
  const listeners = new Set<(reasons: readonly WaitReason[]) => void>();
  const reader = new LineReader();
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
      const news = message.event;
      if (news.name === 'update.waiting') for (const listener of [...listeners]) listener(news.reasons);
      else {
        const first = wanting.shift();
        if (first === undefined) leases.push(news.lease);
        else first(ok(news.lease));
      }
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
    else for (const line of lines.value) receive(messageOf(line));
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      for (const done of [...open.values()]) done(err(away));
      for (const want of wanting.splice(0)) want(err(away));
      open.clear();
      resolve();
    });
  });

  const call = (method: string, input: unknown): Answer<unknown> => {
    if (isClosed) return Promise.resolve(err(away));
    const message: CallMessage = { type: 'call', id: nextId++, method, input };
    return new Promise((resolve) => {
      open.set(message.id, resolve);
      socket.write(lineOf(message));
    });
  };
  return {
    look: async () => checked(LookOutput, await call(updateMethods.look, {})),
    ask: async (input) => checked(AskOutput, await call(updateMethods.ask, input)),
    renew: async (input) => checked(RenewOutput, await call(updateMethods.renew, input)),
    release: async (leaseId) => {
      const done = await call(updateMethods.release, { leaseId });
      return done.ok ? ok(null) : done;
    },
    granted: () => {
      const lease = leases.shift();
      if (lease !== undefined) return Promise.resolve(ok(lease));
      if (isClosed) return Promise.resolve(err(away));
      return new Promise((resolve) => {
        wanting.push(resolve);
      });
    },
    onWaiting: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    closed,
    close: () => socket.destroy(),
  };
}

function checked<const S extends Parameters<typeof parse>[0]>(schema: S, reply: Result<unknown, GateError>) {
  if (!reply.ok) return reply;
  const read = parse(schema, reply.value);
  return read.ok ? ok(read.value) : err(malformed);
}
