import { delimiter, join } from 'node:path';
import { bundlePath, fleetFile } from '../contract/bundle-link.ts';
import type { FromTerminal } from '../contract/channel.ts';
import { channelLimits } from '../contract/channel-limits.ts';
import { systemClock } from '../contract/clock.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { realMedia } from './bundle/real-media.ts';
import { ConfigDesk } from './config/config-desk.ts';
import { ConfigService } from './config/config-service.ts';
import { problemLine } from './config/resolve.ts';
import { startLocalServer } from './local-channel/local-server.ts';
import { makeLogRing } from './log/log-ring.ts';
import { pinoLog } from './log/pino-log.ts';
import { turnOff } from './machine-power.ts';
import { startTerminal } from './terminal.ts';

/**
 * Entry of the terminal service. Started by the shell with a private channel, or by hand without one (headless: no window, everything else).
 *
 * Environment: YITIJI_DATA data folder (required); YITIJI_CONFIG the machine's own configuration file, YITIJI_SITE_CONFIG that of its place
 * (left out: `config/machine.json` and `config/site.json` in the data folder, which need not be there; docs/configuration.md); YITIJI_SHIPPED folder `kiosk-config` of the
 * release; YITIJI_MEDIA folders that count as removable media besides what the system has mounted as such; YITIJI_POWER_OFF the program with its arguments, by blanks, that turns the
 * machine off (left out: `systemctl poweroff`); YITIJI_PAGE folder of the built page, given by the shell; YITIJI_ROOT folder of the installation with its bundles, given by the launcher; YITIJI_RELEASE name of the release, given by the launcher; YITIJI_SETUP=off: a new machine shows
 * its enrolment code to everybody instead of beginning its set-up (docs/set-up.md); YITIJI_TEST_PACE for tests only: part of the pages' time limits that applies, 0.01–1. Exit code 2: the environment is wrong; 1: the catalogue is broken.
 */

function post(message: FromTerminal): void {
  // The callback takes the error of a shell that has just gone; `disconnect` follows and ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
}

const { log: write, logger } = pinoLog();
const { log, read: recentLog } = makeLogRing(write, Date.now);
const dataDir = process.env.YITIJI_DATA;
const shippedDir = process.env.YITIJI_SHIPPED ?? join(import.meta.dirname, '../kiosk-config');
if (dataDir === undefined) {
  log('terminal.service.failed', { code: 'noDataDir', detail: 'set YITIJI_DATA to the data folder' });
  process.exit(2);
}
const machineFile = process.env.YITIJI_CONFIG ?? null;
const siteFile = process.env.YITIJI_SITE_CONFIG ?? null;
const installed = process.env.YITIJI_ROOT;
const fleet = installed === undefined ? null : join(installed, bundlePath('config'), fleetFile);
const settings = ConfigService.start({
  desk: new ConfigDesk({ shippedDir, dataDir, machineFile, siteFile, fleetFile: fleet }, systemClock.wallMs),
  ...{ clock: systemClock, log },
});
if (!settings.ok) {
  log('terminal.service.failed', { code: 'badConfig', detail: settings.error.map(problemLine).join('; ') });
  process.exit(2);
}
const offCommand = process.env.YITIJI_POWER_OFF?.split(' ').filter((word) => word !== '');
const given = Number(process.env.YITIJI_TEST_PACE ?? '1');
const pace = given >= 0.01 && given <= 1 ? given : 1;
const terminal = startTerminal({
  ...{
    dataDir,
    shippedDir,
    config: settings.value.inForce,
    settings: settings.value,
    clock: systemClock,
    log,
    recentLog,
    pace,
    post,
  },
  pageDir: process.env.YITIJI_PAGE,
  release: process.env.YITIJI_RELEASE,
  ...(installed === undefined ? {} : { catalogueLink: join(installed, bundlePath('catalogue')) }),
  setup: process.env.YITIJI_SETUP !== 'off',
  // Only a shell starts it anew.
  ...(process.send === undefined
    ? {}
    : { restart: (reason = 'technician') => stop(reason), powerOff: () => turnOff(offCommand) }),
  media: realMedia((process.env.YITIJI_MEDIA ?? '').split(delimiter).filter((path) => path !== '')),
});
if (!terminal.ok) {
  log('terminal.service.failed', { code: 'badCatalogue', detail: `${terminal.error.file}: ${terminal.error.reason}` });
  process.exit(1);
}

const fromShell = new RateLimit(systemClock, channelLimits.toTerminal, () =>
  log('terminal.method.refused', { method: '', code: 'tooMany' }),
);
process.on('message', (message) => {
  if (fromShell.take()) terminal.value.receive(message);
});

// Programs of this machine: without them citizens are served all the same.
const local = startLocalServer({ dataDir, log, serve: (send) => terminal.value.connect(send) }).then((server) => {
  if (!server.ok) log('terminal.local.failed', { ...server.error });
  return server;
});

let stopping = false;
function stop(reason: string): void {
  if (stopping) return;
  stopping = true;
  terminal.ok &&
    // First the socket: whoever waits there learns that nobody is left to answer.
    void local
      .then((server) => (server.ok ? server.value.close() : undefined))
      .then(() => terminal.ok && terminal.value.stop(reason))
      .then(() => {
        logger.flush();
        process.exit(0);
      });
}
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));
// The shell has gone: nobody is in front of this service any more, and the next shell starts its own.
process.on('disconnect', () => stop('shell gone'));
