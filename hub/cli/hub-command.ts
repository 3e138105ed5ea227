import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, UsageError } from '../../contract/command.ts';
import { startHub } from '../main.ts';

/** As it comes with the program; where it is not there, the departments' own promises count. */
const besideProgram = join(import.meta.dirname, '../../kiosk-config/catalogue');

/** The reference hub: serves until SIGINT or SIGTERM. First line of stdout: `HUB <url>`. */
export const hubCommand: Command = {
  name: 'hub',
  summary: 'Runs the reference hub with simulated departments and its page.',
  options: {
    data: { type: 'string', required: true, help: 'folder of the hub; made when missing' },
    port: { type: 'string', default: '8470', help: 'port on 127.0.0.1; 0 = any free one' },
    'database-url': {
      type: 'string',
      help: 'PostgreSQL 15 or newer; default: DATABASE_URL, else an embedded one in --data',
    },
    personas: { type: 'string', help: 'file with demonstration people' },
    catalogue: {
      type: 'string',
      help: "folder of the machines' catalogue: its promises count; default: the one beside this program",
    },
    'operator-token': {
      type: 'string',
      help: 'token of the operator; default: YITIJI_OPERATOR_TOKEN, else a random one that is printed',
    },
  },
  run: async ({ options }, io) => {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new UsageError(`--port must be 0 to 65535, not ${String(options.port)}`);
    const given = textOf(options['operator-token']) ?? process.env.YITIJI_OPERATOR_TOKEN;
    const operatorToken = given ?? randomBytes(18).toString('base64url');
    const databaseUrl = textOf(options['database-url']) ?? process.env.DATABASE_URL;
    const personasFile = textOf(options.personas);
    const catalogueDir = textOf(options.catalogue) ?? (existsSync(besideProgram) ? besideProgram : undefined);
    const started = await startHub({
      port,
      dataDir: String(options.data),
      operatorToken,
      ...(catalogueDir === undefined ? {} : { catalogueDir }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      ...(personasFile === undefined ? {} : { personasFile }),
    });
    if (!started.ok) return { exit: 1, json: { error: started.error }, text: started.error };
    const hub = started.value;
    if (given === undefined) io.out(`OPERATOR TOKEN ${operatorToken}`);
    io.out(`HUB ${hub.url}`);
    await untilAborted(io.signal);
    await hub.close();
    return { exit: 0, json: { url: hub.url }, text: 'hub stopped' };
  },
};

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
