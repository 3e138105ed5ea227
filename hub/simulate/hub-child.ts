import { randomBytes } from 'node:crypto';
import { createHubLog } from '../log.ts';
import { startHub } from '../main.ts';
import { growYoungHeap } from '../young-heap.ts';
import { type ChildOptions, knownWrappingKey } from './hub-process.ts';

growYoungHeap();
/** Child of `startHubProcess`. Argument: `ChildOptions` as JSON. Ends in order when its parent lets go. */
const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const started = await startHub({
  port: 0,
  operatorToken: randomBytes(18).toString('base64url'),
  log: createHubLog('warn'),
  ...options,
  ...(options.databaseUrl === undefined ? {} : { wrappingKeyText: knownWrappingKey }),
});
if (!started.ok) {
  process.stderr.write(`${started.error}\n`);
  process.exit(1);
}
const hub = started.value;
process.once('disconnect', () => {
  hub.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
// The parent is told to stop and lets go then; a signal to the whole group must not end us before.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.send?.({ url: hub.url, databaseUrl: hub.databaseUrl });
