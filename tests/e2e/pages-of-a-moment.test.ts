import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { item } from '../support/loss-report.ts';

/** Pages that stand only for a moment or that few citizens see: what is being done in words, and pictures of each. */
let hub: HubRig;
let kiosk: KioskRig;

beforeAll(async () => {
  hub = await startHubRig();
  kiosk = await startKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'BY0301', '白云区测试街 04 号机'),
  });
});
afterAll(async () => {
  await kiosk.close();
  await hub.close();
});

async function toPad(): Promise<void> {
  await kiosk.at('A0');
  await kiosk.touch(`[data-tile="tile:${item}"]`);
  await kiosk.at(`${item}/B2`);
}

describe('pages of a moment', () => {
  it('refusing the notice ends nothing by force: says what was not done, and goes back', async () => {
    await toPad();
    await kiosk.press('disagree');
    await kiosk.at(`${item}/N1-consent.refused`);
    await kiosk.picture('more/consent-refused.png');
    await kiosk.press('back');
    await kiosk.at(`${item}/B2`);
  });

  it('help lies over the page and gives it back; large text and contrast keep the page', async () => {
    await kiosk.touch('[data-action="help"]');
    await kiosk.at('help');
    await kiosk.picture('more/help.png');
    await kiosk.press('help.close');
    await kiosk.at(`${item}/B2`);
    await kiosk.touch('[data-action="mode.largeText"]');
    await kiosk.page().locator('[data-action="mode.largeText"][aria-pressed="true"]').waitFor();
    await kiosk.touch('[data-action="mode.contrastDark"]');
    await kiosk.page().locator('html[data-theme="contrast-dark"]').waitFor();
    await kiosk.at(`${item}/B2`);
    await kiosk.picture('more/large-text-contrast.png');
  });

  it('reading, asking and sending say what is being done, and sending still says so after five seconds', async () => {
    await kiosk.touch('[data-action="exit"]');
    await kiosk.at('A0');
    await toPad();
    await kiosk.press('agree');
    await kiosk.at(`${item}/C1`);
    await hub.departmentDelay(4_000);
    // A module that is silent once is asked again after its time: the page of the reading stands for so long, and not for the moment that a card takes.
    kiosk.bench.injectSdt({ type: 'silence' }, { on: 'readTextPhoto', times: 1 });
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/C1-reading`);
    await kiosk.picture('more/reading.png');
    await kiosk.at(`${item}/D1-asking`);
    await kiosk.picture('more/asking.png');
    await kiosk.at(`${item}/D1`);
    await kiosk.press('wrong');
    await kiosk.at(`${item}/N1-found.wrong`);
    await kiosk.picture('more/found-wrong.png');
    await kiosk.press('back');
    await kiosk.at(`${item}/D1`);
    await kiosk.press('continue');
    await kiosk.at(`${item}/D2-card`);
    await kiosk.touch('[data-option]:not([data-disabled])');
    await kiosk.press('continue');
    await kiosk.at(`${item}/E0`);
    await kiosk.press('continue');
    await kiosk.at(`${item}/E1`);
    await kiosk.press('change:reason');
    await kiosk.at(`${item}/D2-reason`);
    await kiosk.touch('[data-option="stolen"]');
    await kiosk.picture('more/reason.png');
    await kiosk.press('continue');
    await kiosk.at(`${item}/E1`);
    expect(await kiosk.text()).toContain('被盗');
    await hub.departmentDelay(10_000);
    await kiosk.press('submit');
    await kiosk.at(`${item}/F1`);
    await kiosk.picture('more/sending.png');
    await kiosk.page().getByText('仍在处理').waitFor();
    await kiosk.picture('more/sending-still.png');
    await kiosk.at(`${item}/F2-effective`);
    await hub.departmentDelay(0);
  });

  it('nothing to block: offers to undo to a person whose card is blocked already, and says so to one without a card', async () => {
    await kiosk.touch('[data-action="exit"]');
    // The cleared page stands for three seconds: nobody has to see it.
    kiosk.bench.removeCard();
    await kiosk.at('A0');
    await toPad();
    await kiosk.press('agree');
    await kiosk.at(`${item}/C1`);
    kiosk.bench.placeCard('ayiguli');
    await kiosk.at(`${item}/D1`);
    await kiosk.press('continue');
    // Blocking is not among what can be done: the only act left is taken without a question, and undoing needs more than a card.
    await kiosk.at(`${item}/C2`);
    await kiosk.picture('more/all-lost.png');
    await kiosk.touch('[data-action="exit"]');
    kiosk.bench.removeCard();
    await kiosk.at('A0');
    await toPad();
    await kiosk.press('agree');
    await kiosk.at(`${item}/C1`);
    kiosk.bench.placeCard('wang-yi');
    await kiosk.at(`${item}/N1-found.none`);
    await kiosk.picture('more/none-found.png');
  });
});
