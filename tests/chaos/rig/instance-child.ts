import { silentHubLog } from '../../../hub/log.ts';
import { type HubOptions, startHub } from '../../../hub/main.ts';

/** A hub in a process of its own, for tests that kill it. Argument: its options as JSON. Sends `{port}` to its parent. */
const options = JSON.parse(process.argv[2] ?? '{}') as HubOptions;
const started = await startHub({ ...options, log: silentHubLog });
if (!started.ok) throw new Error(started.error);
// The test run ended without killing us.
process.once('disconnect', () => process.exit());
process.send?.({ port: Number(new URL(started.value.url).port) });
