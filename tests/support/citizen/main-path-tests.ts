import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untilEnrolmentMs } from '../../../hub/testing/case-kit.ts';
import { contactSheet } from '../contact-sheet.ts';
import { type HubRig, root, startHubRig } from '../hub-rig.ts';
import { type KioskRig, startKiosk } from '../kiosk-rig.ts';
import { osAhead } from '../os-says.ts';
import { walkedElsewhere } from './main-path-groups.ts';
import { mainPaths } from './main-paths.ts';
import { leave, openItem, walk } from './walk.ts';

/** `npm run pictures` takes a picture of every page and puts them on one sheet for each item; a test run has no time for that. */
const isManual = process.env.YITIJI_PICTURES === 'docs';
const isWhole = isManual || process.env.YITIJI_JOURNEYS === 'all';

/**
 * Tests that walk these items from the home page to the last page and back, in the real window, on real wires, against the real hub: one machine
 * and one hub for the file. The catalogue is spread over several files because files run beside each other.
 */
export function testMainPaths(code: string, itemIds: readonly string[]): void {
  let hub: HubRig;
  let kiosk: KioskRig;
  beforeAll(async () => {
    const clockAheadMs = itemIds.includes('med.res.enrol') ? untilEnrolmentMs(Date.now()) : 0;
    hub = await startHubRig({ clockAheadMs });
    kiosk = await startKiosk({
      hubUrl: hub.url,
      size: '1080x1920',
      documentPrinter: true,
      personaliser: true,
      motorSpeed: 10,
      isStill: !isWhole,
      ...osAhead(clockAheadMs),
      prepare: (dataDir) => hub.enrolMachine(dataDir, code, '天河区测试街 01 号机'),
    });
  });
  afterAll(async () => {
    await kiosk?.close();
    await hub?.close();
  });
  afterEach(() => leave(kiosk));

  describe('main path of every service', () => {
    for (const itemId of itemIds) {
      const path = mainPaths[itemId];
      if (path === undefined) throw new Error(`no main path of ${itemId}`);
      it.skipIf(!isWhole && walkedElsewhere.has(itemId))(`${itemId}: from the home page to ${path.end}`, async () => {
        const folder = join(root, '.cache/screens/services', itemId);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        const shots = new Map<string, string>();
        await openItem(kiosk, itemId);
        const walked = await walk(kiosk, hub, {
          plan: path.plan,
          onPage: async ({ screen }) => {
            if (!isManual) return;
            const name = screen.name.replace(`${itemId}/`, '').replaceAll('/', '-');
            if (shots.has(name)) return;
            const file = join(folder, `${String(shots.size + 1).padStart(2, '0')}-${name}.png`);
            shots.set(name, file);
            await kiosk.shot(file);
          },
        });
        const trail = [walked.pages.join(' → '), ...kiosk.output.slice(-40)].join('\n');
        expect(walked.pages, trail).toContain(`${itemId}/${path.end}`);
        expect(walked.pages.filter((page) => page.includes('/N1-'))).toEqual([]);
        if (isManual)
          await contactSheet(
            [...shots].map(([caption, picture]) => ({ picture, caption })),
            join(root, 'docs/screens/services', `${itemId}.webp`),
          );
      });
    }
  });
}
