import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The network between machine and hub. `open` passes everything; `down` refuses; `mute` delivers every request but lets no reply through, so that the
 * machine cannot know whether the hub acted.
 */
export type LinkState = 'open' | 'down' | 'mute';

export interface LinkProxy {
  readonly url: string;
  set(state: LinkState): void;
  /** Bytes that went from the machine to the hub. */
  readonly sentBytes: number;
  close(): Promise<void>;
}

/** @param target address of the hub, `http://127.0.0.1:<port>` */
export async function startLinkProxy(target: string): Promise<LinkProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: LinkState = 'open';
  let sentBytes = 0;
  const server: Server = createServer((machine) => {
    if (state === 'down') {
      machine.resetAndDestroy();
      return;
    }
    const hub = connect(Number(port), hostname);
    for (const socket of [machine, hub]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        machine.destroy();
        hub.destroy();
      });
      // A cut link is the point of this proxy; `close` follows.
      socket.on('error', () => socket.destroy());
    }
    machine.on('data', (bytes) => {
      sentBytes += bytes.length;
      hub.write(bytes);
    });
    hub.on('data', (bytes) => {
      if (state !== 'mute') machine.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get sentBytes() {
      return sentBytes;
    },
    set: (next) => {
      state = next;
      if (next === 'down') for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
