import { systemClock } from '../../contract/clock.ts';
import { Launcher } from './launcher.ts';
import { runProgram } from './run-program.ts';

/**
 * Entry of the launcher, started by the system at boot and by nothing else. Environment: YITIJI_ROOT folder of the installation (required); everything is passed on to the programs of the
 * release. SIGTERM and SIGINT end both in order. Exit 0: it was asked to end; 3: nothing can be started, and the last line says what to do.
 */
const say = (event: string, fields: Readonly<Record<string, string | number>>) =>
  void process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);

const root = process.env.YITIJI_ROOT;
if (root === undefined || root === '') {
  say('launcher.failed', { code: 'noRoot', help: 'Set YITIJI_ROOT to the folder of the installation.' });
  process.exit(3);
}
const launcher = new Launcher({ root, clock: systemClock, start: runProgram, say });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => launcher.stop());
const ran = await launcher.run();
if (!ran.ok) say('launcher.failed', { ...ran.error });
process.exit(ran.ok ? 0 : 3);
