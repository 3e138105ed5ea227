import type { PageName } from '../rights.ts';
import { bundlePage } from './bundle-page.ts';
import { configPage } from './config-page.ts';
import type { DeskKit, DeskPage } from './desk.ts';
import { devicePage, devicesPage } from './device-pages.ts';
import { codeBlocks } from './enter-pages.ts';
import type { CheckedPage } from './frame.ts';
import { handPage } from './hand-page.ts';
import { itemsPage } from './item-pages.ts';
import { noticePage } from './notice-page.ts';
import { ordersPage } from './order-pages.ts';
import { networkPage, outboxPage, restartPage, versionsPage } from './record-pages.ts';
import { setupMenuPage } from './setup-menu-page.ts';
import { refillPage, suppliesPage } from './supply-pages.ts';
import { testsPage } from './tests-page.ts';
import { todayPage } from './today-page.ts';
import { wirePage } from './wire-page.ts';

/** Every page by its name: one pure function each. A page of another part of the program (checks, configuration) comes in here and in `rights.ts`. */
const pages: Readonly<Record<PageName, (kit: DeskKit) => DeskPage>> = {
  today: todayPage,
  devices: (kit) => {
    const device = kit.facts.devices().find(({ role }) => role === kit.desk.deviceId);
    if (device === undefined) return devicesPage(kit);
    return kit.desk.wire === null ? devicePage(kit, device) : wirePage(kit, device, kit.desk.wire);
  },
  tests: testsPage,
  supplies: (kit) => (kit.desk.refill === null ? suppliesPage(kit) : refillPage(kit, kit.desk.refill)),
  orders: ordersPage,
  items: itemsPage,
  bundle: bundlePage,
  outbox: outboxPage,
  network: networkPage,
  versions: versionsPage,
  config: configPage,
  setup: setupMenuPage,
  notice: noticePage,
  restart: restartPage,
  code: codePage,
};

/** The page that is open, with what became of the last touch above it. */
export function deskPage(kit: DeskKit): CheckedPage {
  const { said, hand } = kit.desk;
  // What is asked stands before every page: the test waits for it.
  const page = hand === null ? pages[kit.desk.page](kit) : handPage(kit, hand);
  const blocks =
    said === null ? page.blocks : [{ type: 'notice' as const, tone: said.tone, text: kit.t(said.key) }, ...page.blocks];
  return { name: kit.desk.page, ...page, blocks };
}

/** Somebody who came in without the hub's word asks for it by phone. */
function codePage(kit: DeskKit): DeskPage {
  const { t, challenge } = kit;
  if (challenge === null)
    return {
      heading: t('tech.code'),
      lead: t('tech.code.ask'),
      blocks: [],
      main: { id: 'code.ask', label: t('tech.action.askCode') },
    };
  return {
    heading: t('tech.code'),
    lead: t('tech.code.lead'),
    blocks: codeBlocks({ t, challengeEndsAt: challenge.endsAt }, challenge.signs, undefined),
    back: { id: 'back', label: t('tech.action.back') },
  };
}
