import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MainPath, mainPaths } from '../support/citizen/main-paths.ts';
import { leave, openItem, walk } from '../support/citizen/walk.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';

/** Every item of the catalogue, from the home page to the last page and back, in the real window, on real wires, against the real hub. */
let hub: HubRig;
let kiosk: KioskRig;
beforeAll(async () => {
  hub = await startHubRig();
  kiosk = await startKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    documentPrinter: true,
    personaliser: true,
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0001', '天河区测试街 01 号机'),
  });
});
afterAll(async () => {
  await kiosk?.close();
  await hub?.close();
});

afterEach(() => leave(kiosk));

describe('main path of every service', () => {
  for (const [itemId, path] of Object.entries<MainPath>(mainPaths)) {
    it(`${itemId}: from the home page to ${path.end}`, async () => {
      await openItem(kiosk, itemId);
      const shots = new Set<string>();
      const walked = await walk(kiosk, hub, {
        plan: path.plan,
        onPage: async ({ screen }) => {
          const name = screen.name.replace('/', '-');
          if (shots.has(name)) return;
          shots.add(name);
          await kiosk.picture(
            `services/${itemId}/${String(shots.size).padStart(2, '0')}-${name.replace(`${itemId}-`, '')}.png`,
          );
        },
      });
      expect(walked.pages).toContain(`${itemId}/${path.end}`);
      expect(walked.pages.filter((page) => page.includes('/N1-'))).toEqual([]);
    });
  }
});
