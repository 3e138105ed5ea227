import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slipPng } from '../../drivers/simulators/escpos-paper-picture.ts';
import { startHubRig } from '../../tests/support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../../tests/support/kiosk-rig.ts';
import { startLinkProxy } from '../../tests/support/link-proxy.ts';
import { item } from '../../tests/support/loss-report.ts';
import { root } from '../project.mjs';
import type { SceneName, TourLanguage } from './words.ts';

/** One still of the tour. */
export interface Scene {
  readonly name: SceneName;
  /** Picture of the window, PNG or WebP. */
  readonly picture: Buffer;
  /** `machine`: on the panel of the machine; `desk`: a page of the console. */
  readonly view: 'machine' | 'desk';
  /** Where a finger touches at its end, pixels of the window. */
  touch?: { readonly x: number; readonly y: number };
  /** A card lies on the pad. */
  readonly hasCard?: boolean;
  /** Part of the front that is lit. */
  readonly lit?: 'idReader' | 'receiptPrinter';
  /** What has come out of the printer, PNG. */
  readonly slip?: Buffer;
}

/**
 * Plays a citizen in the real window, with real touches and simulated devices on pseudo-terminals: a loss report, and one while the hub cannot be reached. Scenes of staff and
 * fleet are the pictures that the walks of those pages have left in `docs/screens`.
 * @param folder for the stills
 */
export async function recordTour(language: TourLanguage, folder: string): Promise<readonly Scene[]> {
  const hub = await startHubRig();
  const link = await startLinkProxy(hub.url);
  try {
    const kiosk = await startKiosk({
      hubUrl: link.url,
      size: '1080x1920',
      prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0017', '天河区示范街 01 号机'),
    });
    try {
      const scenes: Scene[] = [];
      const still = stillsOf(kiosk, folder, scenes);
      await effective(kiosk, language, still);
      link.set('down');
      await stored(kiosk, language, still);
      return [...scenes, ...documented(language)];
    } finally {
      await kiosk.close();
    }
  } finally {
    await link.close();
    await hub.close();
  }
}

type Still = (page: string, name: SceneName, more?: Partial<Scene>) => Promise<void>;

/** Takes a still once a page stands; the next touch on it becomes its finger. */
function stillsOf(kiosk: KioskRig, folder: string, scenes: Scene[]): Still {
  let isAwaited = false;
  kiosk.onTouch(({ x, y }) => {
    const last = scenes.at(-1);
    if (isAwaited && last !== undefined) last.touch = { x, y };
    isAwaited = false;
  });
  return async (page, name, more = {}) => {
    await kiosk.at(page);
    const file = join(folder, `${scenes.length}.png`);
    await kiosk.shot(file);
    scenes.push({ name, view: 'machine', picture: readFileSync(file), ...more });
    isAwaited = true;
  };
}

/** The first page in the language of the tour, with the item open. */
async function begin(kiosk: KioskRig, language: TourLanguage): Promise<void> {
  await kiosk.at('A0');
  const open = `[data-tile="tile:${item}"]:not(:disabled, [data-disabled], [aria-disabled="true"])`;
  await kiosk.onPage((page) => page.locator(open).waitFor());
  if (language === 'zh-CN') return;
  await kiosk.touch(`[data-language="${language}"]`);
  await kiosk.onPage((page) => page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' }));
}

async function effective(kiosk: KioskRig, language: TourLanguage, still: Still): Promise<void> {
  await begin(kiosk, language);
  await still('A0', 'idle');
  await kiosk.touch(`[data-tile="tile:${item}"]`);
  await still(`${item}/B2`, 'consent');
  await kiosk.press('agree');
  await still(`${item}/C1`, 'card', { lit: 'idReader' });
  kiosk.bench.placeCard('he-wan');
  await still(`${item}/D1`, 'found', { hasCard: true });
  await kiosk.press('continue');
  await kiosk.at(`${item}/E0`);
  await kiosk.press('continue');
  await still(`${item}/E1`, 'check', { hasCard: true });
  await kiosk.press('submit');
  await kiosk.at(`${item}/F2-effective`);
  await printed(kiosk);
  await still(`${item}/F2-effective`, 'done', { hasCard: true, lit: 'receiptPrinter', slip: newestSlip(kiosk) });
  await kiosk.press('finish');
  await still(`${item}/G1-card`, 'take', { hasCard: true, lit: 'idReader' });
  kiosk.bench.removeCard();
  await kiosk.at(`${item}/G1`);
  await kiosk.press('taken');
  await kiosk.at('A0');
}

async function stored(kiosk: KioskRig, language: TourLanguage, still: Still): Promise<void> {
  await begin(kiosk, language);
  await kiosk.touch(`[data-tile="tile:${item}"]`);
  await kiosk.at(`${item}/B2`);
  await kiosk.press('agree');
  await kiosk.at(`${item}/C1`);
  kiosk.bench.placeCard('li-yun');
  await still(`${item}/D1-offline`, 'offline', { hasCard: true });
  await kiosk.press('continue');
  await kiosk.at(`${item}/D2-mobile`);
  for (const digit of '13800138000') await kiosk.touch(`[data-key="${digit}"]`);
  await kiosk.press('continue');
  await kiosk.at(`${item}/E0`);
  await kiosk.press('continue');
  await kiosk.at(`${item}/E1`);
  await kiosk.press('submit');
  await kiosk.at(`${item}/F2-stored`);
  await printed(kiosk);
  await still(`${item}/F2-stored`, 'stored', { hasCard: true, lit: 'receiptPrinter', slip: newestSlip(kiosk) });
}

/** The page says that the slip is printed once the fence behind it has answered. */
async function printed(kiosk: KioskRig): Promise<void> {
  await kiosk.onPage((page) => page.locator('[data-action="print"]').waitFor());
}

function newestSlip(kiosk: KioskRig): Buffer {
  const slip = kiosk.bench.slips().at(-1);
  if (slip === undefined) throw new Error('nothing was printed');
  return slipPng(slip, kiosk.bench.columns);
}

function documented(language: TourLanguage): readonly Scene[] {
  const screens = (file: string) => readFileSync(join(root, 'docs/screens', file));
  const isChinese = language === 'zh-CN';
  return [
    {
      name: 'technician',
      view: 'machine',
      picture: screens(isChinese ? 'technician/tests-failed.webp' : 'technician/en/today.webp'),
    },
    {
      name: 'fleet',
      view: 'desk',
      picture: screens(`console/overview.${isChinese ? 'zh-CN.light' : 'en.dark'}.webp`),
    },
    {
      name: 'rollout',
      view: 'desk',
      picture: screens(`console/rollout-halted.${isChinese ? 'zh-CN.light' : 'en.dark'}.webp`),
    },
  ];
}
