import type { Log } from './log.ts';
import { type LogEvents, logLevels } from './log-events.gen.ts';

/**
 * Log of a program that is not the terminal service: one JSON object a line, events of the catalogue only, hence without personal data.
 * @param process which program: `shell`, `updater`, `launcher`
 * @param write takes one line with its line feed; standard output in the product
 */
export function createLineLog(process: string, write: (line: string) => void): Log {
  return <Id extends keyof LogEvents>(id: Id, fields: LogEvents[Id]) => {
    write(
      `${JSON.stringify({ time: new Date().toISOString(), level: logLevels[id], event: id, process, ...fields })}\n`,
    );
  };
}
