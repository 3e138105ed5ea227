import { within } from '../../build/demo/kiosk-window.ts';

/** The pages of a running shell over Chromium's own wire (DevTools protocol): for a window that somebody else has started. */
export interface WindowWire {
  /** False once the shell has ended. */
  readonly isOpen: boolean;
  /** Runs a function, which must be whole in itself, in the page that stands; again on the next one when that page is replaced meanwhile. Rejects when the shell ends. */
  run<A, T>(use: (input: A) => T | Promise<T>, input: A): Promise<T>;
  /** One touch, px. */
  touch(at: { readonly x: number; readonly y: number }): Promise<void>;
  /** PNG. */
  picture(): Promise<Buffer>;
  close(): void;
}

/** The shell has ended, or this page. */
export class WireGone extends Error {}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly targetInfo?: { readonly targetId: string; readonly type: string };
    readonly targetId?: string;
    readonly sessionId?: string;
  };
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** @param address `ws://…/devtools/browser/…` as Chromium tells it */
export async function openWindowWire(address: string): Promise<WindowWire> {
  const socket = new WebSocket(address);
  const open = new Map<number, { readonly session: string | undefined; settle(message: Message | null): void }>();
  /** Pages, oldest first, and their sessions. */
  const pages = new Map<string, string | null>();
  const watchers = new Set<() => void>();
  let isOpen = true;
  let nextId = 1;
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const send = (method: string, params: object, session?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!isOpen) {
        reject(new WireGone('the shell has ended'));
        return;
      }
      const id = nextId++;
      open.set(id, {
        session,
        settle: (message) => {
          open.delete(id);
          if (message === null) reject(new WireGone(`gone during ${method}`));
          else if (message.error !== undefined)
            reject(
              /closed|navigated|destroyed|not find|No session|Session with/i.test(message.error.message)
                ? new WireGone(message.error.message)
                : new Error(`${method}: ${message.error.message}`),
            );
          else resolve(message.result);
        },
      });
      socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    });
  const drop = (session: string | null | undefined) => {
    for (const one of [...open.values()]) if (session != null && one.session === session) one.settle(null);
  };
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) {
      open.get(message.id)?.settle(message);
      return;
    }
    const { targetInfo, targetId = '' } = message.params ?? {};
    if (message.method === 'Target.targetCreated' && targetInfo?.type === 'page') pages.set(targetInfo.targetId, null);
    if (message.method === 'Target.targetDestroyed' || message.method === 'Target.targetCrashed') {
      drop(pages.get(targetId));
      pages.delete(targetId);
    }
    changed();
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new WireGone('the shell does not answer')));
  });
  socket.addEventListener('close', () => {
    isOpen = false;
    for (const one of [...open.values()]) one.settle(null);
    changed();
  });
  await opened;
  await send('Target.setDiscoverTargets', { discover: true });

  const session = async (): Promise<string> => {
    await within('page of the window', (done) => {
      const look = () => {
        if (pages.size > 0 || !isOpen) done();
      };
      watchers.add(look);
      look();
      return () => watchers.delete(look);
    });
    const newest = [...pages.keys()].at(-1);
    if (newest === undefined) throw new WireGone('the shell has ended');
    const known = pages.get(newest);
    if (known != null) return known;
    const attached = (await send('Target.attachToTarget', { targetId: newest, flatten: true })) as {
      readonly sessionId: string;
    };
    pages.set(newest, attached.sessionId);
    return attached.sessionId;
  };
  /** On whichever page stands. */
  const onPage = async <T>(use: (id: string) => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await use(await session());
      } catch (cause) {
        if (!(cause instanceof WireGone) || !isOpen) throw cause;
      }
    }
  };
  return {
    get isOpen() {
      return isOpen;
    },
    run: (use, input) =>
      onPage(async (id) => {
        const expression = `(${use.toString()})(${JSON.stringify(input)})`;
        const reply = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, id)) as {
          readonly result: { readonly value: never };
          readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
        };
        if (reply.exceptionDetails !== undefined)
          throw new Error(reply.exceptionDetails.exception?.description ?? 'failed in the page');
        return reply.result.value;
      }),
    touch: (at) =>
      onPage(async (id) => {
        await send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] }, id);
        await send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }, id);
      }),
    picture: () =>
      onPage(async (id) => {
        const shot = (await send('Page.captureScreenshot', { format: 'png' }, id)) as { readonly data: string };
        return Buffer.from(shot.data, 'base64');
      }),
    close: () => socket.close(),
  };
}
