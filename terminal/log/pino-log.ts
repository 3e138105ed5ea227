import { type Logger, pino } from 'pino';
import type { Log } from '../../contract/log.ts';
import { logLevels } from '../../contract/log-events.gen.ts';

/**
 * The diagnostic log: one JSON object a line on stdout, event ids and fields of the catalogue only. The shell or the service manager keeps it
 * in a capped ring. `redact` is a second fence behind the catalogue's types: names that could ever hold a person are blanked.
 */
export function pinoLog(destination?: { write(line: string): void }): { readonly log: Log; readonly logger: Logger } {
  const options = {
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: {
      paths: ['name', 'idNumber', 'address', 'mobile', 'card', 'body', '*.name', '*.idNumber'],
      censor: '[redacted]',
    },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return { logger, log: (id, fields) => logger[logLevels[id]]({ event: id, ...fields }) };
}
