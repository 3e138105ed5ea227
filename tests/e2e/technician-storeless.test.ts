import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotOf } from '../support/citizen/walk.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { guidePicture, knock } from '../support/technician.ts';

/** A machine whose store cannot be opened, at the real window; `npm run test:journeys`. */
let kiosk: KioskRig;

beforeAll(async () => {
  kiosk = await startKiosk({
    ...{ hubUrl: 'http://127.0.0.1:9', size: '1080x1920' },
    prepare: async (dataDir) => {
      // A folder where the database should be: nothing can open it, and nothing may take it away.
      mkdirSync(join(dataDir, 'yitiji.db'));
      await Promise.resolve();
    },
  });
});
afterAll(() => kiosk.close());

describe('without a store', () => {
  it('citizens are told where to go; whoever opens the cabinet is told what is wrong, and can restart', async () => {
    await kiosk.at('machine/storage');
    await guidePicture(kiosk, 'storeless-citizens');
    await knock(kiosk);
    await kiosk.at('technician/storeless');
    await kiosk.shows('main', '存储文件打不开');
    await kiosk.shows('main', '不能留下记录');
    expect((await snapshotOf(kiosk)).technician?.actions.main).toBeUndefined();
    await kiosk.press('leave');
    await kiosk.at('machine/storage');
    kiosk.bench.ioBoard.setContact('door', true);
    await kiosk.at('technician/storeless');
    await kiosk.shows('[data-check="line.0"]', '');
    await guidePicture(kiosk, 'storeless');
    const { epoch } = await snapshotOf(kiosk);
    await kiosk.press('restart.program');
    await kiosk.logged('terminal.service.stopped');
    await kiosk.at('machine/storage');
    expect((await snapshotOf(kiosk)).epoch).not.toBe(epoch);
    kiosk.bench.ioBoard.setContact('door', false);
  });
});
