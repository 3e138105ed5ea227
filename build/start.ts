import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../contract/clock.ts';
import { type Bench, startBench } from '../drivers/simulators/bench/bench.ts';
import { cupsRigLacks } from '../drivers/simulators/cups/private-cups.ts';
import { type RunningHub, startHub } from '../hub/main.ts';
import { startXvfb } from '../tests/support/xvfb.ts';
import { commission } from './demo/commission.ts';
import { enrolMachine } from './demo/enrol-machine.ts';
import { startDemoFleet } from './demo/fleet.ts';
import { openKioskWindow } from './demo/kiosk-window.ts';
import { lossReport, playCitizen } from './demo/scripted-citizen.ts';
import { enrolmentCode, unbox } from './demo/unboxed.ts';
import { root } from './project.mjs';

/**
 * `npm start`: everything on one machine. Hub with PostgreSQL and simulated departments, simulated devices on real pseudo-terminals, the kiosk in Electron.
 * Prints `READY` when the first page stands. Without a display it uses Xvfb and plays one scripted citizen.
 */
const help = `npm start [-- options]

  --size WxH   size of the kiosk window (default 1080x1920; 1920x1080 = landscape)
  --fresh      forget the data of the last start
  --unboxed    a machine straight out of the box, always anew: no identity, no profile, devices plugged in somewhere.
               Prints the enrolment code; docs/technician-guide.md walks through its set-up
  --fleet N    simulated machines beside it, for the console (default 36; 0 = none)
  --once       stop after the scripted citizen (without a display)
  --help       this text
`;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1080x1920' },
    fresh: { type: 'boolean', default: false },
    unboxed: { type: 'boolean', default: false },
    fleet: { type: 'string', default: '36' },
    once: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const dir = join(root, '.data', values.unboxed ? 'unboxed' : 'start');
const machine = { kiosk: 'TH0017', place: '天河区示范街 01 号机', keeperPhone: '020-00000000' };
const say = (line: string) => process.stdout.write(`${line}\n`);

const fleetSize = values.unboxed ? 0 : Number(values.fleet);

if (values.help) say(help);
else if (!Number.isInteger(fleetSize) || fleetSize < 0 || fleetSize > 5000) {
  process.stderr.write(`--fleet must be 0 to 5000\n\n${help}`);
  process.exitCode = 2;
} else await start();

async function start(): Promise<void> {
  if (values.fresh || values.unboxed) rmSync(dir, { recursive: true, force: true });
  const dataDir = join(dir, 'kiosk');
  const devicesDir = join(dir, 'devices');
  for (const folder of [dataDir, devicesDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const operatorToken = keptToken(join(dir, 'operator-token'));
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    say('starting the hub and its departments …');
    const hub = await startHubHere(operatorToken);
    stops.push(() => hub.close());
    await hub.resetDemonstration();
    if (fleetSize > 0) {
      say(`starting ${fleetSize} simulated machines for the console …`);
      stops.push(
        await startDemoFleet(hub, fleetSize, {
          ...{ seedFile: join(dir, 'fleet-seed'), releasesDir: join(dir, 'hub', 'releases') },
        }),
      );
    }
    say('starting the simulated devices …');
    // A cupsd of its own needs root; without it certificates are not offered, and everything else works.
    const lacks = process.getuid?.() === 0 ? cupsRigLacks() : ['root'];
    if (lacks.length > 0) say(`  no A4 printer: ${lacks.join(', ')} missing`);
    const bench = await startBench({
      dir: devicesDir,
      port: 0,
      personasFile: join(root, 'kiosk-config/demo/personas.json'),
      clock: systemClock,
      personaliser: true,
      documentPrinter: lacks.length === 0,
    });
    stops.push(() => bench.close());
    if (values.unboxed) {
      await openUnboxed(hub, bench, operatorToken, stops);
    } else {
      const configFile = await enrolled(hub, bench, { dataDir, devicesDir, operatorToken }, lacks.length === 0);
      await openWindow(hub, bench, { dataDir, configFile, operatorToken }, stops);
    }
  } catch (cause) {
    await stop();
    say('If it does not start again: npm start -- --fresh');
    throw cause;
  }
  if (!values.once) {
    say('Ctrl-C stops everything.');
    await untilSignal();
  }
  await stop();
}

/** Enrols the machine, where it is not yet, and writes where its devices are. Returns its configuration file. */
async function enrolled(
  hub: RunningHub,
  bench: Bench,
  { dataDir, devicesDir, operatorToken }: Readonly<Record<'dataDir' | 'devicesDir' | 'operatorToken', string>>,
  hasDocumentPrinter: boolean,
): Promise<string> {
  await enrolMachine(hub.url, dataDir, operatorToken, machine, (code) =>
    say(`enrolling ${machine.kiosk} with the one-time code ${code} …`),
  );
  const configFile = join(dir, 'machine.json');
  const ports = {
    idReader: { port: join(devicesDir, 'id-reader') },
    receiptPrinter: { port: join(devicesDir, 'receipt-printer') },
    cardDispenser: { port: join(devicesDir, 'card-dispenser') },
    scanner: { port: join(devicesDir, 'scanner') },
    ioBoard: { port: join(devicesDir, 'io-board') },
    ...(hasDocumentPrinter && { documentPrinter: { driver: 'cups', port: bench.state().documentPrinter?.url ?? '' } }),
  };
  const config = {
    hub: { url: hub.url },
    devices: ports,
    personaliser: { port: join(devicesDir, 'personaliser') },
    faceVerifier: { kind: 'demonstration' },
    fitted: { camera: true, docCamera: true },
  };
  writeFileSync(configFile, JSON.stringify(config, null, 2));
  return configFile;
}

/** The display to use: the one that is there, else an Xvfb of its own. */
async function display(stops: (() => Promise<unknown>)[]): Promise<string> {
  const given = process.env.DISPLAY ?? '';
  if (given !== '') return given;
  const [width = 1080, height = 1920] = values.size.split('x').map(Number);
  const xvfb = await startXvfb({ width, height });
  stops.push(() => xvfb.stop());
  return xvfb.display;
}

/** A machine that nobody knows: its window begins with the set-up. */
async function openUnboxed(
  hub: RunningHub,
  bench: Bench,
  operatorToken: string,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const box = await unbox(join(dir, 'machine'), join(dir, 'devices'), hub.url);
  stops.push(() => box.close());
  const isSeen = (process.env.DISPLAY ?? '') !== '';
  const shownOn = await display(stops);
  say('starting the machine …');
  const { dataDir, siteFile } = box;
  const window = await openKioskWindow({
    ...{ display: shownOn, size: values.size, dataDir, siteFile, shellData: join(dir, 'shell'), setup: true },
  });
  stops.push(() => window.close());
  await window.at('technician/set-up/panel');
  const code = await enrolmentCode(hub.url, operatorToken, machine);
  const again = `--kiosk ${machine.kiosk} --place '${machine.place}' --phone ${machine.keeperPhone}`;
  say('');
  say(`READY   an unboxed machine on Electron ${window.electronVersion}, display ${shownOn}`);
  say(`  enrolment code, for 15 minutes              ${code.slice(0, 4)} ${code.slice(4)}`);
  say(`  another one                                 npx yitiji hub enrol --hub ${hub.url} \\`);
  say(`                                                --operator-token ${operatorToken} ${again}`);
  say(`  device bench: place cards, load paper, scan ${bench.url}`);
  say(`  hub                                         ${hub.url}`);
  say('');
  if (isSeen) return;
  say('No display: a scripted technician sets it up.');
  const screens = join(dir, 'screens');
  mkdirSync(screens, { recursive: true });
  let pictures = 0;
  await commission(window, bench, {
    code,
    page: async (name, words) => {
      pictures += 1;
      await window.shot(join(screens, `${String(pictures).padStart(2, '0')}-${name}.png`));
      say(`  ${words}`);
    },
  });
  say('');
  say(bench.paperText());
  say('');
  say(`Pictures of every page: ${screens}`);
}

async function openWindow(
  hub: RunningHub,
  bench: Bench,
  at: { readonly dataDir: string; readonly configFile: string; readonly operatorToken: string },
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const isSeen = (process.env.DISPLAY ?? '') !== '';
  const shownOn = await display(stops);
  say('starting the kiosk …');
  const window = await openKioskWindow({
    display: shownOn,
    size: values.size,
    dataDir: at.dataDir,
    configFile: at.configFile,
    shellData: join(dir, 'shell'),
  });
  stops.push(() => window.close());
  await window.at('A0');
  // The first page stands at once, with everything grey: the reader is found and the hub is reached a moment later.
  await window.onPage((page) => page.locator(`[data-tile="tile:${lossReport}"]:enabled`).waitFor());
  await window.onPage((page) => page.getByText('联网', { exact: true }).first().waitFor());
  say('');
  say(`READY   kiosk ${machine.kiosk} on Electron ${window.electronVersion}, display ${shownOn}`);
  say(`  hub, with every transaction as it arrives   ${hub.url}`);
  say(`  device bench: place cards, take paper away  ${bench.url}`);
  say(`  operator token of the hub                   ${at.operatorToken}`);
  say('');
  if (isSeen) return;
  say('No display: one scripted citizen reports a lost card.');
  const screens = join(dir, 'screens');
  mkdirSync(screens, { recursive: true });
  const slip = await playCitizen(window, bench, screens, say);
  say('');
  say(slip);
  say('');
  say(`Pictures of every page: ${screens}`);
}

async function startHubHere(operatorToken: string): Promise<RunningHub> {
  const started = await startHub({
    port: 0,
    dataDir: join(dir, 'hub'),
    operatorToken,
    personasFile: join(root, 'kiosk-config/demo/personas.json'),
    catalogueDir: join(root, 'kiosk-config/catalogue'),
    log: () => undefined,
    ...(process.env.DATABASE_URL === undefined ? {} : { databaseUrl: process.env.DATABASE_URL }),
  });
  if (!started.ok) throw new Error(started.error);
  return started.value;
}

function keptToken(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const token = randomBytes(18).toString('base64url');
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
