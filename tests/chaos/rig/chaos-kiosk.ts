import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import type { DeviceKey } from '../../../terminal/crypto/device-key.ts';
import type { Random } from '../../../terminal/crypto/random.ts';
import { openStore } from '../../../terminal/store/open-store.ts';
import type { Identity, Store } from '../../../terminal/store/store.ts';
import { seededRandom } from '../../../terminal/store/testing/temporary-store.ts';
import type { HubLink, HubLinkOptions } from '../../../terminal/sync/sync.ts';
import { makeHubLink } from '../../../terminal/sync/sync.ts';
import type { ChaosProxy } from './proxy.ts';
import type { Stillness } from './stillness.ts';

/** Port 1 of this computer: nobody listens there, the system refuses. */
const nobodyUrl = 'http://127.0.0.1:1';

export interface KioskOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly stillness: Stillness;
  readonly seed: number;
  readonly identity: Identity;
  readonly key: DeviceKey;
  readonly link: (options: HubLinkOptions) => HubLink;
}

/** A life of the kiosk's process: from start to crash. */
export interface Life {
  readonly store: Store;
  readonly link: HubLink;
  readonly isOver: boolean;
}

/** The terminal's own store, client and sync over real sockets; its process can end at any moment. */
export interface ChaosKiosk {
  readonly identity: Identity;
  /** The life of now; null between crash and start. */
  readonly life: Life | null;
  readonly crashes: number;
  /** The process is gone at once: nothing more is written, whatever still arrives. */
  crash(): void;
  start(proxy: ChaosProxy): void;
  /** Ends in order and takes the folder away. */
  close(): Promise<void>;
}

export const plainLink = makeHubLink;

export function makeKiosk(options: KioskOptions): ChaosKiosk {
  const dir = mkdtempSync(join(options.folder, 'kiosk-'));
  const random: Random = seededRandom(options.seed);
  let life: (Life & { isOver: boolean }) | null = null;
  let crashes = 0;
  const ended: Promise<unknown>[] = [];

  function open(): Store {
    const opened = openStore({ dir, clock: options.clock, log: noLog, random });
    if (!opened.ok) throw new Error(`store: ${opened.error.code} ${opened.error.detail}`);
    if (opened.value.identity() === null) opened.value.setIdentity(options.identity);
    return opened.value;
  }

  return {
    identity: options.identity,
    get life() {
      return life;
    },
    get crashes() {
      return crashes;
    },
    start: (proxy) => {
      const store = open();
      const link = options.link({
        store,
        clock: options.clock,
        log: noLog,
        random,
        version: '0.1.0',
        devices: () => [],
        intake: () => 'open',
        baseUrl: proxy.url,
        key: options.key,
        identity: options.identity,
        fetch: fetchThrough(proxy, options.stillness),
      });
      link.sync.start();
      life = { store, link, isOver: false };
    },
    crash: () => {
      if (life === null) return;
      crashes += 1;
      const { store, link } = life;
      life.isOver = true;
      life = null;
      // Whatever the sync still does after this moment, a dead process would not have: its store takes nothing more.
      ended.push(link.sync.stop().catch(() => undefined));
      store.close();
    },
    close: async () => {
      if (life !== null) {
        await life.link.sync.stop();
        life.store.close();
        life = null;
      }
      await Promise.all(ended);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The kiosk's fetch: time stands still while a call is under way and the proxy does not hold it. */
function fetchThrough(proxy: ChaosProxy, stillness: Stillness): typeof fetch {
  return async (input, init) => {
    const call = stillness.call(new Headers(init?.headers).get('signature') ?? '');
    const url = new URL(String(input));
    try {
      const target = proxy.takeRefusal() ? new URL(url.pathname + url.search, nobodyUrl) : url;
      const response = await fetch(target, init);
      const { body } = response;
      if (body === null) {
        call.end();
        return response;
      }
      const { status, headers } = response;
      return new Response(
        untilRead(body, () => call.end()),
        { status, headers },
      );
    } catch (cause) {
      call.end();
      throw cause;
    }
  };
}

/** The same bytes; `done` when the last was read, or the reading failed or was given up. */
function untilRead(body: ReadableStream<Uint8Array>, done: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const part = await reader.read();
        if (!part.done) return controller.enqueue(part.value);
        controller.close();
      } catch (cause) {
        controller.error(cause);
      }
      done();
    },
    cancel: async (reason) => {
      done();
      await reader.cancel(reason);
    },
  });
}
