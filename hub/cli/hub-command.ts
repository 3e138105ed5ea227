import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Command, UsageError } from '../../contract/command.ts';
import { givenOption, type Options } from '../../contract/command-options.ts';
import { ok } from '../../contract/result.ts';
import { suiteOption } from '../../contract/suite-option.ts';
import { readAlertPorts } from '../alerts/delivery/ports.ts';
import { wrappingKeyVariable } from '../keys/wrapping-keys.ts';
import { startHub } from '../main.ts';
import { growYoungHeap } from '../young-heap.ts';

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
      help: 'PostgreSQL 15 or newer; default: DATABASE_URL, else an embedded one in --data. On another computer with sslmode=verify-full',
    },
    'trust-database-line': {
      type: 'boolean',
      help: 'take a PostgreSQL on another computer without a certificate that is checked; only inside a closed network',
    },
    personas: { type: 'string', help: 'file with demonstration people' },
    catalogue: {
      type: 'string',
      help: "folder of the machines' catalogue: its promises count; default: the one beside this program",
    },
    'retention-days': {
      type: 'string',
      default: '400',
      help: 'days that messages are kept after the month of their id has ended; at least 31',
    },
    'drain-seconds': {
      type: 'string',
      default: '0',
      help: 'how long a hub that was told to stop goes on serving after /readyz says no; for balancers that ask',
    },
    'trust-proxy': {
      type: 'string',
      help: 'address of the gateway whose X-Forwarded-For is believed, for example 127.0.0.1; default: none is',
    },
    releases: {
      type: 'string',
      help: 'repository of releases that is served at /releases/ (`release publish` makes it); default: releases in --data',
    },
    suite: {
      type: 'string',
      help: 'suite of the key that machines seal to: intl-1 or gm-1 (SM2, SM3, SM4); default: that of the newest key, at first intl-1',
    },
    alerts: {
      type: 'string',
      help: 'file that says where people are told of alerts: webhooks and mails (docs/fleet.md); default: only in the console',
    },
    'wrapping-key-file': {
      type: 'string',
      help: 'file of the keys that open the private keys in the database (docs/hub.md); default: wrapping.key in --data. YITIJI_HUB_WRAPPING_KEY goes before it',
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
    const retentionDays = wholeNumber(options['retention-days'], 'retention-days', 31, 36_500);
    const drainSeconds = wholeNumber(options['drain-seconds'], 'drain-seconds', 0, 600);
    const trustProxy = proxyOption(options);
    const given = givenOption(options, 'operator-token') ?? process.env.YITIJI_OPERATOR_TOKEN;
    const operatorToken = given ?? randomBytes(18).toString('base64url');
    const databaseUrl = givenOption(options, 'database-url') ?? process.env.DATABASE_URL;
    const releasesDir = givenOption(options, 'releases');
    const personasFile = givenOption(options, 'personas');
    const catalogueDir = givenOption(options, 'catalogue') ?? (existsSync(besideProgram) ? besideProgram : undefined);
    const sealSuite = suiteOption(options);
    const wrappingKeyFile = givenOption(options, 'wrapping-key-file');
    const wrappingKeyText = process.env[wrappingKeyVariable];
    const alertsFile = givenOption(options, 'alerts');
    const alertPorts = alertsFile === undefined ? ok(undefined) : readAlertPorts(alertsFile);
    if (!alertPorts.ok) throw new UsageError(alertPorts.error);
    growYoungHeap();
    const started = await startHub({
      port,
      dataDir: String(options.data),
      operatorToken,
      retentionDays,
      drainMs: drainSeconds * 1000,
      ...(wrappingKeyFile === undefined ? {} : { wrappingKeyFile }),
      ...(wrappingKeyText === undefined ? {} : { wrappingKeyText }),
      ...(sealSuite === undefined ? {} : { sealSuite }),
      ...(trustProxy === undefined ? {} : { trustProxy }),
      ...(catalogueDir === undefined ? {} : { catalogueDir }),
      ...(releasesDir === undefined ? {} : { releasesDir }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      isDatabaseLineTrusted: options['trust-database-line'] === true,
      ...(personasFile === undefined ? {} : { personasFile }),
      ...(alertPorts.value === undefined ? {} : { alertPorts: alertPorts.value }),
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

/** An address, or a network such as 10.20.0.0/16; several with commas. Throws UsageError before anything is started. */
function proxyOption(options: Options): string | undefined {
  const given = givenOption(options, 'trust-proxy');
  const isAddress = (text: string) => {
    const [, address = '', bits = '0'] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const kind = isIP(address);
    return kind !== 0 && Number(bits) <= (kind === 4 ? 32 : 128);
  };
  if (given === undefined || given.split(',').every((one) => isAddress(one.trim()))) return given;
  throw new UsageError(`--trust-proxy is the address of a gateway, for example 127.0.0.1, not ${given}`);
}

function wholeNumber(value: string | boolean | undefined, name: string, least: number, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} must be ${least} to ${most}, not ${String(value)}`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
