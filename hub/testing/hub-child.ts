import { startHub } from '../main.ts';
import { operatorToken, personasFile } from './hub-fixture.ts';

/** A hub in a process of its own, for tests that kill it. Argument: data folder. Sends `{url, databasePid}` to its parent. */
const started = await startHub({
  port: 0,
  dataDir: process.argv[2] ?? '',
  operatorToken,
  personasFile,
  populationSize: 10,
});
if (!started.ok) throw new Error(started.error);
// The test run ended without killing us: go in order.
process.once('disconnect', () => process.exit());
process.send?.({ url: started.value.url, databasePid: started.value.databasePid() });
