import type { LogEvents } from './log-events.gen.ts';

/**
 * Writes one catalogued event. There are no free-text events: an event that is missing in `log-events.json` does not compile, and a
 * field of class personal cannot be declared there.
 */
export type Log = <Id extends keyof LogEvents>(id: Id, fields: LogEvents[Id]) => void;

/** For callers that do not log: command-line tools and tests. */
export const noLog: Log = () => undefined;
