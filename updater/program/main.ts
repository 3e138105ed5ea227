import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { createLineLog } from '../../contract/line-log.ts';
import { usualLimits } from '../files/fetch-file.ts';
import { FileStore } from '../files/file-store.ts';
import { healthPolicy } from '../health/judge.ts';
import { connectLocal } from '../local-client.ts';
import { openTrust } from '../metadata/trust.ts';
import { slotManifest } from '../slot/slot-manifest.ts';
import { UpdateAgent } from './agent.ts';

/**
 * Entry of the agent of updates: a program of each release, started by the launcher beside the kiosk, out of the same slot, under the account of the terminal service.
 *
 * Environment: YITIJI_ROOT, YITIJI_SLOT, YITIJI_RELEASE from the launcher; YITIJI_DATA data folder of the terminal service; YITIJI_UPDATE_BYTES_PER_SECOND what downloads may use of the line
 * (default 262144, 0 = all); YITIJI_KEEP_FREE_MIB room on the disk that no update takes (default 1024); YITIJI_TEST_HEALTH_PACE for tests only: part of the health gate's times that applies, 0.01–1.
 * Exit code 0: asked to end, or the boot record announces another release; 2: the environment is wrong.
 */
const { YITIJI_ROOT: root, YITIJI_SLOT: slot, YITIJI_RELEASE: release, YITIJI_DATA: dataDir } = process.env;
const log = createLineLog('updater', (line) => void process.stdout.write(line));
const manifest = root === undefined || release === undefined ? null : slotManifest(root, release);
if (root === undefined || slot === undefined || release === undefined || dataDir === undefined || manifest === null) {
  process.stderr.write(
    'YITIJI_ROOT, YITIJI_SLOT, YITIJI_RELEASE and YITIJI_DATA must be set: the launcher starts this program\n',
  );
  process.exit(2);
}
const cap = numberOf(process.env.YITIJI_UPDATE_BYTES_PER_SECOND, usualLimits.capBytesPerSecond ?? 0);
const given = Number(process.env.YITIJI_TEST_HEALTH_PACE ?? '1');
const pace = given >= 0.01 && given <= 1 ? given : 1;
const agent = new UpdateAgent({
  ...{ root, release, manifest, log, clock: systemClock, random: Math.random },
  connect: () => connectLocal(dataDir),
  trust: openTrust({ root, shippedRoot: readFileSync(join(slot, 'root.json')), clock: systemClock, log }),
  store: new FileStore(join(root, 'cas')),
  limits: { ...usualLimits, capBytesPerSecond: cap === 0 ? null : cap },
  keepFreeBytes: numberOf(process.env.YITIJI_KEEP_FREE_MIB, 1024) * 1024 * 1024,
  healthPolicy: {
    limitMs: healthPolicy.limitMs * pace,
    offlineAfterMs: healthPolicy.offlineAfterMs * pace,
    steadyMs: healthPolicy.steadyMs * pace,
  },
  exit: () => process.exit(0),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    agent.stop();
    process.exit(0);
  });
}
agent.start();

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isFinite(number) && number >= 0 ? number : otherwise;
}
