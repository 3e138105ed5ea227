import { startHub } from '../main.ts';
import { operatorToken, personasFile } from './hub-fixture.ts';

/**
 * A hub in a process of its own, for tests that kill it. Arguments: data folder; address of a database, default its own; port, default any. Sends `{url, databasePid}` to its
 * parent. SIGTERM closes it in order, as the command line does.
 */
const [dataDir = '', databaseUrl = '', port = '0'] = process.argv.slice(2);
const started = await startHub({
  port: Number(port),
  dataDir,
  operatorToken,
  personasFile,
  populationSize: 10,
  decisionDelayMs: 0,
  ...(databaseUrl === '' ? {} : { databaseUrl }),
});
if (!started.ok) throw new Error(started.error);
// The test run ended without killing us: go in order.
process.once('disconnect', () => process.exit(process.exitCode ?? 0));
process.once('SIGTERM', () => {
  started.value.close().then(
    () => process.disconnect(),
    () => process.exit(1),
  );
});
process.send?.({ url: started.value.url, databasePid: started.value.databasePid() });
