import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KioskWindow, openKioskWindow } from '../../build/demo/kiosk-window.ts';
import { type UnboxedMachine, unbox } from '../../build/demo/unboxed.ts';
import { systemClock } from '../../contract/clock.ts';
import { type Bench, startBench } from '../../drivers/simulators/bench/bench.ts';
import { type HubRig, root, startHubRig } from './hub-rig.ts';
import { startXvfb } from './xvfb.ts';

/** A machine straight out of the box with its hub, and the devices that somebody has plugged into it. */
export interface UnboxedRig {
  readonly hub: HubRig;
  readonly bench: Bench;
  readonly box: UnboxedMachine;
  readonly window: KioskWindow;
  /** The code that an operator of the hub makes for it, once. */
  code(kiosk: string): Promise<string>;
  close(): Promise<void>;
}

export async function startUnboxed(size: '1080x1920' | '1920x1080'): Promise<UnboxedRig> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-unboxed-'));
  const devicesDir = join(dir, 'devices');
  const hub = await startHubRig();
  const bench = await startBench({
    dir: devicesDir,
    port: 0,
    personasFile: join(root, 'kiosk-config/demo/personas.json'),
    clock: systemClock,
  });
  const box = await unbox(join(dir, 'machine'), devicesDir, hub.url);
  const [width = 1080, height = 1920] = size.split('x').map(Number);
  const xvfb = await startXvfb({ width, height });
  const { dataDir, siteFile } = box;
  const window = await openKioskWindow({
    ...{ display: xvfb.display, size, dataDir, siteFile, shellData: join(dir, 'shell'), setup: true },
  });
  return {
    ...{ hub, bench, box, window },
    code: async (kiosk) => {
      const named = { kiosk, place: '天河区测试街 01 号机', keeperPhone: '020-00000000' };
      const { code } = (await hub.operator('/v1/operator/enrolments/tickets', named)) as { readonly code: string };
      return code;
    },
    close: async () => {
      await window.close();
      await xvfb.stop();
      await box.close();
      await bench.close();
      await hub.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
