import { systemClock } from '../../contract/clock.ts';
import type { Command, CommandIo } from '../../contract/command.ts';
import { wordsOption } from '../../contract/command-options.ts';
import { noLog } from '../../contract/log.ts';
import { probeDevice, wakeLimits } from '../../drivers/discovery/probe.ts';
import { type DriverEntry, type DriverName, drivers, identityOf, openAny } from '../../drivers/registry.ts';
import { listPorts } from '../setup/ports/list-ports.ts';
import type { ListedPort } from '../setup/ports/seen-port.ts';
import { addressTries, serialOrder, type Try, type UnitSettings, wakeTries } from '../setup/ports/tries.ts';
import { unlistedWords } from './unlisted-words.ts';

interface Listed {
  /** Text for `--port`. */
  readonly port: string;
  readonly byPath: string | null;
  readonly driver: DriverName | null;
  readonly title: string | null;
  readonly identity: string | null;
  /** How the switches of the unit that answered stand; null = it has none, or was not asked by them. */
  readonly settings: UnitSettings | null;
  readonly about: string | null;
}

/** Harmless queries only, and at last, where nobody has answered, what wakes a mute unit and moves nothing that lies in it; a busy machine needs room. Milliseconds. */
const probeMs = 800;
type ProbeLimits = { readonly limitMs: number; readonly answerMs?: number };

/**
 * Ports with the driver that answers the handshake, HID devices with the driver of their numbers. Ports that the system does not list
 * (pseudo-terminals) are given by `--probe`. Listing may fail where udevadm, cupsd or pcscd is missing: that is said, and the rest is listed.
 */
export const deviceList: Command = {
  name: 'device list',
  summary:
    'Lists serial ports, HID devices, print queues and smart-card readers: what --port takes, and the driver that answers.',
  options: {
    probe: { type: 'string', help: 'further serial ports to try, separated by commas' },
    addresses: {
      type: 'boolean',
      help: 'ask silent ports for a dispenser at each other address of its switches, too: a minute more',
    },
    drivers: { type: 'boolean', help: 'list the drivers instead' },
  },
  run: async ({ options }, io) => {
    if (options.drivers === true) return listDrivers();
    const { ports, troubles } = await listPorts({ given: wordsOption(options, 'probe') }, io.signal);
    for (const trouble of troubles) io.note(unlistedWords[trouble]);
    // Different ports do not disturb each other; at one port the questions come one after the other.
    const devices = await Promise.all(ports.map((listed) => entryOf(listed, options.addresses === true, io)));
    return {
      exit: 0,
      json: { devices },
      text: devices.length === 0 ? 'no ports found; name one with --probe' : devices.map(line).join('\n'),
    };
  },
};

function line({ port, driver, title, identity, settings, about }: Listed): string {
  const { address = 0, lengthField = true } = settings ?? {};
  const switches = [address === 0 ? null : `address ${address}`, lengthField ? null : 'older framing'];
  const rest = [title ?? '(no answer)', ...switches, identity, about].filter((part) => part !== null && part !== '');
  return `${(driver ?? '-').padEnd(16)} ${port}\t${rest.join(', ')}`;
}

async function entryOf(listed: ListedPort, asksAddresses: boolean, io: CommandIo): Promise<Listed> {
  const { port, bus, driver, serial, about: said } = listed;
  if (bus !== 'serial')
    return {
      port,
      byPath: null,
      driver,
      title: driver === null ? null : drivers[driver].title,
      identity: serial,
      settings: null,
      about: said,
    };
  const byPath = port.startsWith('/dev/serial/') ? port : null;
  const about = [said, serial].filter((part) => part !== null).join(' ');
  const mute = serialOrder.filter((driver) => (drivers[driver] as DriverEntry).mayBeMute === true);
  const usual = { limits: { limitMs: probeMs }, baud: undefined, settings: null, wakes: false };
  const bySwitches = (tries: readonly Try[], limits: ProbeLimits = usual.limits) =>
    asksAddresses ? tries.map((one) => ({ ...usual, ...one, limits, settings: one.settings ?? null })) : [];
  const tries = [
    ...serialOrder.map((driver) => ({ ...usual, driver })),
    ...bySwitches(addressTries),
    ...mute.map((driver) => ({ ...usual, driver, limits: wakeLimits })),
    ...bySwitches(wakeTries.slice(1), wakeLimits),
  ];
  for (const { driver, limits, baud, settings, wakes } of tries) {
    const device = {
      ...{ port, clock: systemClock, log: noLog, id: 'probe' },
      ...(baud !== undefined && { baud }),
      // Nobody is told to get ready but by the last questions.
      ...(settings !== null && { settings: { ...settings, initialiseWhenSilent: wakes } }),
    };
    const answer = await probeDevice((openPort) => openAny(driver, { ...device, openPort }), {
      ...{ path: port, clock: systemClock, signal: io.signal, ...limits },
      identityOf: (probed) => identityOf(driver, probed),
    });
    if (answer === null) continue;
    return { port, byPath, driver, title: drivers[driver].title, identity: answer.identity, settings, about };
  }
  return { port, byPath, driver: null, title: null, identity: null, settings: null, about };
}

function listDrivers() {
  const list = Object.entries(drivers).map(([name, { deviceClass, title, port }]) => ({
    name,
    deviceClass,
    title,
    port,
  }));
  return {
    exit: 0,
    json: { drivers: list },
    text: list.map(({ name, title }) => `${name.padEnd(16)} ${title}`).join('\n'),
  } as const;
}
