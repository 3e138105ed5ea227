import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { comeIn, goAway, goTo, guidePicture, staff, sweep } from '../support/technician.ts';

/** The technician's pages on a panel that lies on its side; `npm run test:journeys`. */
let j: Journey;

beforeAll(async () => {
  j = await startJourney({ name: 'technician-landscape', code: 'TH0704', size: '1920x1080', speaker: true });
  j.branch('technician');
  await j.ready();
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

describe('a machine whose panel lies on its side', () => {
  it('is looked at, tested and given back by the same touches; the grid has as many cells along its longer side', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await guidePicture(kiosk, 'landscape-today');
    await goTo(kiosk, 'devices');
    await kiosk.press('device:receiptPrinter');
    await kiosk.at('technician/device');
    await guidePicture(kiosk, 'landscape-device');
    await goTo(kiosk, 'tests');
    await kiosk.press('test:receiptPrinter:strip');
    await kiosk.shows('[data-check="receiptPrinter:strip"]', '测试条已打印');
    await kiosk.press('test:touchPanel:grid');
    await kiosk.page().locator('[data-testid="touch-grid"]').waitFor();
    await sweep(kiosk, 16, 9);
    await kiosk.at('technician/tests');
    await kiosk.shows('[data-check="touchPanel:grid"]', '144格都有反应');
    await guidePicture(kiosk, 'landscape-tests');
    await goTo(kiosk, 'config');
    await guidePicture(kiosk, 'landscape-config');
    await goAway(kiosk);
  });
});
