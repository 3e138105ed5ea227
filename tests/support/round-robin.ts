import { connect, createServer, type Socket } from 'node:net';

/** A load balancer as machines meet it: one address, connections go to the instances in turn, one that refuses is passed over. */
export interface RoundRobin {
  readonly url: string;
  /** Where connections go from now on; those that exist stay. */
  setTargets(urls: readonly string[]): void;
  /** The next reply of any instance is cut after the request was delivered whole: the machine cannot know what became of it. */
  cutNextReplies(count: number): void;
  /** Replies that were cut so far. */
  readonly cut: number;
  close(): Promise<void>;
}

export async function startRoundRobin(): Promise<RoundRobin> {
  let targets: readonly string[] = [];
  let next = 0;
  let toCut = 0;
  let cut = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A killed instance resets its connections; `close` follows.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((machine) => {
    track(machine);
    machine.pause();
    tryNext(machine, targets.length);
  });

  /** @param left instances that have not been tried for this connection */
  function tryNext(machine: Socket, left: number): void {
    const target = targets[next % Math.max(1, targets.length)];
    next += 1;
    if (target === undefined || left <= 0) {
      machine.destroy();
      return;
    }
    const { hostname, port } = new URL(target);
    const hub = connect(Number(port), hostname);
    let isOpen = false;
    track(hub);
    hub.once('connect', () => {
      isOpen = true;
      machine.pipe(hub);
      hub.on('data', (bytes) => {
        if (toCut > 0) {
          toCut -= 1;
          cut += 1;
          machine.destroy();
          hub.destroy();
        } else machine.write(bytes);
      });
      machine.once('close', () => hub.destroy());
    });
    hub.once('close', () => {
      if (isOpen) machine.destroy();
      else tryNext(machine, left - 1);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the balancer has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    setTargets: (urls) => {
      targets = [...urls];
    },
    cutNextReplies: (count) => {
      toCut = count;
    },
    get cut() {
      return cut;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
