import type { Log } from '../contract/log.ts';
import { type LogEvents, logLevels } from '../contract/log-events.gen.ts';

/**
 * Log of the shell: one JSON object a line, events of the catalogue only, hence without personal data.
 * @param write takes one line with its line feed; standard output in the product
 */
export function createShellLog(write: (line: string) => void): Log {
  return <Id extends keyof LogEvents>(id: Id, fields: LogEvents[Id]) => {
    write(
      `${JSON.stringify({ time: new Date().toISOString(), level: logLevels[id], event: id, process: 'shell', ...fields })}\n`,
    );
  };
}
