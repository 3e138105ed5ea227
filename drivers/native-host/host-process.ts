// The process that holds native bindings: `node host-process.ts PARENT_PID [--for-tests]`, with a pipe to its parent as descriptor 3.
import { Worker } from 'node:worker_threads';
import { inheritedPipe } from '../transport/inherited-pipe.ts';
import { HostServer } from './host-server.ts';
import { HostWire } from './host-wire.ts';
import { type FromHost, parseToHost, type TestFault } from './messages.ts';
import { services } from './services.ts';

/** Descriptor of the pipe, as `host-child.ts` lays it out. */
const pipeFd = 3;
const orphanWatchMs = 1_000;

const [, , parent = '', flag] = process.argv;
const isForTests = flag === '--for-tests';
const stream = inheritedPipe(pipeFd);
let isMute = false;

const wire: HostWire = new HostWire({
  stream,
  message: (value) => {
    const message = parseToHost(value);
    // Only a bug of ours can send something else, and going on could do the wrong thing to a device.
    if (message === null) {
      end();
      return;
    }
    if (message.type === 'test') return isForTests ? misbehave(message.fault, message.ms) : end();
    if (!isMute || message.type === 'ping') server.receive(message);
  },
  broken: () => end(),
  gone: () => end(),
});
const send = (message: FromHost) => wire.send(message);
const server = new HostServer({ services, send, pendingBytes: () => wire.pendingBytes });

// Ctrl-C in a terminal and the end of a service reach every process of the group; the parent decides when its devices are closed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const watch = new Worker(new URL('./orphan-watch.ts', import.meta.url), {
  workerData: { parentPid: Number(parent), everyMs: orphanWatchMs },
});
watch.on('error', () => end());
watch.unref();
send({ type: 'ready' });

/**
 * Ends at once and for sure. An orderly exit would run the exit handlers of bindings, which may wait for a device for ever; the system closes every
 * port and lock anyway, and nothing else lives here.
 */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** What the tests of the native host need; does nothing in a machine, which never gives the flag. */
function misbehave(fault: TestFault, ms: number): void {
  switch (fault) {
    case 'segfault':
      process.kill(process.pid, 'SIGSEGV');
      return;
    case 'abort':
      process.abort();
      return;
    case 'exit':
      process.exit(7);
      return;
    case 'busyLoop':
      for (;;);
    case 'slow':
      for (const untilMs = performance.now() + ms; performance.now() < untilMs; );
      return;
    case 'garbage':
      stream.write(Buffer.from([4, 0, 0, 0, 0xff, 0x0f, 0xde, 0xad]));
      return;
    case 'dropReplies':
      isMute = true;
      return;
  }
}
