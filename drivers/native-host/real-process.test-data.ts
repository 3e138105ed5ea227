// A parent for one test: starts a native host that hangs, says so, and waits to be killed. Its standard error is inherited by the host.
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { NativeHost } from './native-host.ts';

const profile = { deadMs: 600_000 };
const host = new NativeHost({ clock: systemClock, log: noLog, isForTests: true, showsOutput: true, profile });
const deaf = { push: () => undefined, ended: () => undefined };
const signal = new AbortController().signal;
await host.open('serial', { path: '/nowhere', baudRate: 9_600 }, deaf, signal).catch(() => undefined);
const [, , fault] = process.argv;
if (fault === 'busyLoop') host.misbehave('busyLoop');
process.stdout.write('READY\n');
