import { systemClock } from '../../contract/clock.ts';
import { createLineLog } from '../../contract/line-log.ts';
import { Launcher } from './launcher.ts';
import { runProgram } from './run-program.ts';
import { keepWatchdog } from './system-watchdog.ts';

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
const launcher = new Launcher({ root, clock: systemClock, start: runProgram, log });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => launcher.stop());
keepWatchdog(systemClock, process.env);
const ran = await launcher.run();
if (!ran.ok) log('launcher.start.failed', { ...ran.error });
process.exit(ran.ok ? 0 : 3);
