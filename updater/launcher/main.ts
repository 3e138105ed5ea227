import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { createLineLog } from '../../contract/line-log.ts';
import { troubleFile } from '../../contract/trouble-picture.ts';
import { Launcher } from './launcher.ts';
import { readPicture } from './raw-picture.ts';
import { runProgram } from './run-program.ts';
import { keepWatchdog } from './system-watchdog.ts';
import { restartBySystem, Trouble } from './trouble.ts';
import { isDisplayThere, type ShownPicture, showPicture } from './x-picture.ts';

/**
 * Entry of the launcher, started by the system at boot and by nothing else. Environment: YITIJI_ROOT folder of the installation (required); everything is passed on to the programs of the
 * release. SIGTERM and SIGINT end both in order. Exit 0: it was asked to end; 3: nothing can be started, and the last line says what to do.
 */
const log = createLineLog('launcher', (line) => void process.stdout.write(line));

const root = process.env.YITIJI_ROOT;
if (root === undefined || root === '') {
  log('launcher.start.failed', {
    code: 'noRoot',
    detail: '',
    help: 'Set YITIJI_ROOT to the folder of the installation.',
  });
  process.exit(3);
}
/** The machine's own picture, made by its terminal service; else the one that came with the package, which knows no machine. */
const pictures = [
  ...(process.env.YITIJI_DATA === undefined ? [] : [join(process.env.YITIJI_DATA, troubleFile)]),
  join(import.meta.dirname, troubleFile),
];
async function show(): Promise<ShownPicture | null> {
  for (const path of pictures) {
    const picture = readPicture(path);
    if (!picture.ok) continue;
    const shown = await showPicture(process.env.DISPLAY ?? ':0', picture.value);
    if (shown.ok) return shown.value;
  }
  return null;
}
const trouble = new Trouble({ root, clock: systemClock, log, show, restartMachine: restartBySystem });
const launcher = new Launcher({
  ...{ root, clock: systemClock, start: runProgram, log, trouble },
  isDisplayThere: () => isDisplayThere(process.env.DISPLAY),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => launcher.stop());
keepWatchdog(systemClock, process.env);
const ran = await launcher.run();
if (!ran.ok) log('launcher.start.failed', { ...ran.error });
process.exit(ran.ok ? 0 : 3);
