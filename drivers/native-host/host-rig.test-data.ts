import { Duplex } from 'node:stream';
import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { HostServer } from './host-server.ts';
import type { ChannelEvents, HostService } from './host-service.ts';
import { HostWire } from './host-wire.ts';
import { parseToHost, type ToHost } from './messages.ts';
import { NativeHost, type NativeHostProfile } from './native-host.ts';

/** What a test decides about the made-up host process. */
export interface FakeProcess {
  /** It reads nothing and says nothing, as with a busy event loop. */
  readonly hang: () => void;
  /** Reads and answers what came while it hung. */
  readonly wake: () => void;
  /** Events of the channels that are open, by spec. */
  readonly channels: Map<unknown, ChannelEvents>;
  /** Makes `open`, `call` or `close` of the service never come back. */
  readonly hangs: Set<'open' | 'call' | 'close'>;
  readonly sendRaw: (value: unknown) => void;
  readonly exit: (reason: string) => void;
  readonly server: HostServer;
  isKilled: boolean;
}

const never = new Promise<never>(() => undefined);

/** A native host whose process is made up: the real server and wire on both sides, in the time of a clock. */
export function hostRig(clock: Clock, profile: Partial<NativeHostProfile> = {}) {
  const processes: FakeProcess[] = [];
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => void logged.push({ id, fields });
  const host = new NativeHost({
    clock,
    log,
    profile,
    start: () => {
      const [parentSide, childSide] = pipePair();
      let tellExit: (reason: string) => void = () => undefined;
      const channels = new Map<unknown, ChannelEvents>();
      const hangs = new Set<'open' | 'call' | 'close'>();
      let unread: Exclude<ToHost, { readonly type: 'test' }>[] | null = null;
      const service: HostService = {
        open: async (spec, events) => {
          if (hangs.has('open')) await never;
          channels.set(spec, events);
          return {
            call: async (request) => (hangs.has('call') ? await never : { echo: request }),
            close: async () => {
              if (hangs.has('close')) await never;
              channels.delete(spec);
            },
          };
        },
      };
      const wire: HostWire = new HostWire({
        stream: childSide,
        message: (value) => {
          const message = parseToHost(value);
          if (message === null || message.type === 'test') return;
          if (unread === null) server.receive(message);
          else unread.push(message);
        },
        broken: () => undefined,
        gone: () => undefined,
      });
      const server = new HostServer({
        services: { serial: async () => service },
        send: (message) => wire.send(message),
        pendingBytes: () => wire.pendingBytes,
      });
      const fake: FakeProcess = {
        hang: () => {
          unread = [];
        },
        wake: () => {
          const waiting = unread ?? [];
          unread = null;
          for (const message of waiting) server.receive(message);
        },
        isKilled: false,
        channels,
        hangs,
        server,
        sendRaw: (value) => wire.send(value),
        exit: (reason) => {
          childSide.destroy();
          tellExit(reason);
        },
      };
      processes.push(fake);
      wire.send({ type: 'ready' });
      return {
        pid: processes.length,
        stream: parentSide,
        onExit: (listener) => {
          tellExit = listener;
        },
        kill: () => {
          fake.isKilled = true;
          fake.exit('SIGKILL');
        },
      };
    },
  });
  const last = (): FakeProcess => {
    const fake = processes.at(-1);
    if (fake === undefined) throw new Error('no process was started');
    return fake;
  };
  return { host, processes, logged, last };
}

/** Two ends of a pipe. Copies what goes through, as the kernel does: the ends zero what they have sent and read. */
function pipePair(): readonly [Duplex, Duplex] {
  const ends: [Duplex, Duplex] = [end(() => ends[1]), end(() => ends[0])];
  return ends;
}

function end(other: () => Duplex): Duplex {
  return new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (!other().destroyed) other().push(Buffer.from(chunk));
      done();
    },
    destroy: (_error, done) => {
      other().destroy();
      done(null);
    },
  });
}
