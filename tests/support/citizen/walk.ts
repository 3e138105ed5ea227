import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinyin } from 'pinyin-pro';
import type { WindowBridge } from '../../../contract/channel.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { type HubRig, root } from '../hub-rig.ts';
import type { KioskRig } from '../kiosk-rig.ts';
import { type Deed, decide, type Memory, newMemory, offers, type Plan, pageOf } from './decide.ts';

/** Titles of the catalogue, as a citizen would look for them. */
const catalogue = join(root, 'kiosk-config/catalogue');
const titles: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(catalogue).map((file) => {
    const item = JSON.parse(readFileSync(join(catalogue, file), 'utf8')) as { id: string; title: { 'zh-CN': string } };
    return [item.id, item.title['zh-CN']];
  }),
);
const initials = (title: string): string =>
  pinyin(title, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'removed' }).join('').slice(0, 12);

export interface WalkOptions {
  readonly plan: Plan;
  /** Ends before anything is done on this page. Default: the page of nobody (A0). */
  readonly until?: (page: string) => boolean;
  /** Each page once it stands, before the deed. */
  readonly onPage?: (snapshot: Snapshot) => Promise<void>;
  readonly memory?: Memory;
  /** More pages than this mean that the citizen goes in circles. */
  readonly most?: number;
}

/** Pages in the order in which they stood, each named as the terminal names it; a page that only changes stands once. */
export interface Walked {
  readonly pages: readonly string[];
  readonly last: Snapshot;
  readonly touches: number;
  readonly memory: Memory;
}

/** Reads the snapshot that stands, through the same three functions that the window uses. One subscription a page: the shell counts calls. */
export function snapshotOf(kiosk: KioskRig): Promise<Snapshot> {
  return kiosk.onPage((page) =>
    page.evaluate(() => {
      const world = globalThis as unknown as {
        readonly yitiji: WindowBridge;
        walkSnapshot?: Snapshot;
        walkWaits?: ((snapshot: Snapshot) => void)[];
      };
      if (world.walkWaits === undefined) {
        world.walkWaits = [];
        world.yitiji.onSnapshot((snapshot) => {
          if (snapshot === null) return;
          world.walkSnapshot = snapshot;
          for (const give of world.walkWaits?.splice(0) ?? []) give(snapshot);
        });
      }
      const known = world.walkSnapshot;
      return known !== undefined ? known : new Promise<Snapshot>((resolve) => world.walkWaits?.push(resolve));
    }),
  );
}

/** Starts an item as somebody who looks for it: from the idle page where it stands there, else by the search of the home page. */
export async function openItem(kiosk: KioskRig, itemId: string): Promise<void> {
  await kiosk.at('A0');
  const tile = `[data-tile="tile:${itemId}"]`;
  const idle = await snapshotOf(kiosk);
  const isThere = offers(idle.screen).includes(`tile:${itemId}`);
  if (!isThere) {
    await kiosk.touch('h1');
    await kiosk.at('A1-home');
    const title = titles[itemId];
    if (title === undefined) throw new Error(`no item ${itemId}`);
    const query = initials(title);
    await kiosk.typeKeys(query);
    await searched(kiosk, query);
  }
  // A list that is drawn anew under the finger (the hub has just come back) does not hear it: whoever still sees it touches again.
  const home = (await snapshotOf(kiosk)).screen.name;
  for (let standing = await snapshotOf(kiosk); standing.screen.name === home; standing = await snapshotOf(kiosk)) {
    await kiosk.touch(`${tile}, [data-action="tile:${itemId}"]`, standing);
    await kiosk.changed(standing);
  }
  await kiosk.left(home);
}

/** Waits until what stands is the answer to all that was typed: who touches a list that is still changing is not heard. */
async function searched(kiosk: KioskRig, query: string): Promise<void> {
  for (;;) {
    const snapshot = await snapshotOf(kiosk);
    if (snapshot.screen.blocks.some((block) => block.type === 'search' && block.query === query)) {
      await kiosk.painted(snapshot);
      return;
    }
    await kiosk.changed(snapshot);
  }
}

/** Back to the idle page from wherever a visit stands: exit, lift the card. For the next test, not for a citizen. */
export async function leave(kiosk: KioskRig): Promise<void> {
  kiosk.bench.removeCard();
  for (;;) {
    const standing = await snapshotOf(kiosk);
    const { screen, warning } = standing;
    if (screen.code === 'A0') break;
    // Nobody was seen for a while: the first touch answers the warning, whatever lies below it.
    if (warning !== null) await kiosk.touch('[data-action="warning.finish"]', standing);
    else if (screen.canExit) await kiosk.touch('[data-action="exit"]', standing);
    await kiosk.changed(standing);
  }
  await kiosk.at('A0');
}

/** Plays one citizen on the real window, by real touches, cards on the wire and a phone. */
export async function walk(kiosk: KioskRig, hub: HubRig, options: WalkOptions): Promise<Walked> {
  const { plan, until = (page) => page === 'A0', onPage, most = 120 } = options;
  const memory = options.memory ?? newMemory();
  const pages: string[] = [];
  let touches = 0;
  for (let turn = 0; turn < most; turn += 1) {
    const snapshot = await snapshotOf(kiosk);
    await kiosk.painted(snapshot);
    const page = pageOf(snapshot.screen);
    if (pages.at(-1) !== snapshot.screen.name) {
      pages.push(snapshot.screen.name);
      // Where other cards follow, the one that was read is taken back at once: the pad has to be seen empty before the next (H3).
      if (plan.cards !== undefined && snapshot.screen.code !== 'C1' && memory.lying !== null) {
        kiosk.bench.removeCard();
        memory.lying = null;
      }
      await onPage?.(snapshot);
    }
    if (until(page)) return { pages, last: snapshot, touches, memory };
    // The machine may have gone on by itself while the picture was taken: nobody touches what is not there any more.
    if (!isSame(snapshot, await snapshotOf(kiosk))) continue;
    const deed = decide(snapshot, plan, memory);
    if (deed.do !== 'wait') {
      try {
        await perform(kiosk, hub, deed, memory, snapshot);
      } catch (cause) {
        // The same between the look and the touch; on a page that still stands it is a failure.
        if (isSame(snapshot, await snapshotOf(kiosk))) throw cause;
        continue;
      }
      memory.visits.set(page, (memory.visits.get(page) ?? 0) + 1);
      touches += 1;
      memory.last = { page, deed: deed.do };
    }
    await kiosk.changed(snapshot);
  }
  throw new Error(`the citizen goes in circles: ${pages.slice(-12).join(' → ')}`);
}

const isSame = (a: Snapshot, b: Snapshot): boolean => a.revision === b.revision && a.epoch === b.epoch;

async function perform(kiosk: KioskRig, hub: HubRig, deed: Deed, memory: Memory, snapshot: Snapshot): Promise<void> {
  const page = pageOf(snapshot.screen);
  switch (deed.do) {
    case 'press':
      await kiosk.touch(
        `[data-action="${deed.id}"], [data-tile="${deed.id}"], [data-task="${deed.id.replace(/^task:/, '')}"]`,
        snapshot,
      );
      return;
    case 'choose':
      await kiosk.touch(`[data-option="${deed.option}"]`, snapshot);
      return;
    case 'digits':
      await typeDigits(kiosk, deed.value);
      await kiosk.press(deed.submit);
      return;
    case 'smsCode':
      await typeDigits(kiosk, await hub.smsCode());
      await kiosk.press(deed.submit);
      return;
    case 'date':
      if (deed.value !== null) await turnWheels(kiosk, deed.block.unit, deed.value);
      await kiosk.press(deed.block.submit.id);
      return;
    case 'text':
      if (!isWritten(snapshot, deed.name, deed.value)) {
        await erase(kiosk, snapshot, deed.name);
        await kiosk.typeKeys(deed.value);
      }
      await kiosk.press(deed.submit);
      return;
    case 'counter': {
      const by = deed.value - deed.block.value;
      for (let i = 0; i < Math.abs(by); i += 1) await kiosk.touch(`[data-step="${by > 0 ? 'up' : 'down'}"]`, snapshot);
      await kiosk.touch(`[data-action="${deed.block.submit.id}"]`, snapshot);
      return;
    }
    case 'lay': {
      const base = page.replace(/-(hint|lift|reading)$/, '');
      memory.given.set(base, (memory.given.get(base) ?? 0) + 1);
      memory.lying = deed.persona;
      kiosk.bench.placeCard(deed.persona);
      return;
    }
    case 'lift':
      memory.lying = null;
      kiosk.bench.removeCard();
      return;
    case 'pay':
      await hub.payNewestOrder();
      return;
    case 'pin':
      await pressPin(kiosk, snapshot);
      return;
    case 'takeCard':
      kiosk.bench.dispenser.takeCard();
      return;
    case 'wait':
      return;
  }
}

/** Six digits each time the pad asks for them, until the page goes on: all at once, so that nobody sees them counted. */
async function pressPin({ bench, changed }: KioskRig, snapshot: Snapshot): Promise<void> {
  const look = () => {
    if (bench.state().personaliser?.pin?.entered === 0) queueMicrotask(() => bench.personaliser?.press('135790'));
  };
  const forget = bench.onChange(look);
  look();
  await changed(snapshot).finally(forget);
}

/** What stands there already goes first, key by key. */
async function erase(kiosk: KioskRig, { screen }: Snapshot, name: string): Promise<void> {
  const block = screen.blocks.find((candidate) => candidate.type === 'text' && candidate.name === name);
  const count = block?.type === 'text' ? block.value.length : 0;
  await kiosk.onPage((page) =>
    page.evaluate((times) => {
      for (let i = 0; i < times; i += 1) {
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Backspace', bubbles: true }));
      }
    }, count),
  );
}

/** What the page proposes is not typed once more behind itself. */
function isWritten({ screen }: Snapshot, name: string, value: string): boolean {
  return screen.blocks.some((block) => block.type === 'text' && block.name === name && block.value === value);
}

/** Digit by digit, each once the one before stands in the field: nobody goes on before the number is whole. */
async function typeDigits(kiosk: KioskRig, value: string): Promise<void> {
  for (const [index, digit] of [...value].entries()) {
    await kiosk.touch(`[data-key="${digit}"]`);
    await kiosk.shows('[data-testid="digits-value"]', value.slice(0, index + 1));
  }
}

async function turnWheels(kiosk: KioskRig, unit: 'day' | 'month', value: string): Promise<void> {
  const [year = '', month = '', day = ''] = value.split('-');
  const parts = unit === 'day' ? ({ year, month, day } as const) : ({ year, month } as const);
  for (const [wheel, wanted] of Object.entries(parts)) {
    const shown = await kiosk.onPage((page) => page.locator(`[data-wheel="${wheel}"]`).getAttribute('data-value'));
    const by = Number(wanted) - Number(shown);
    for (let i = 0; i < Math.abs(by); i += 1) {
      await kiosk.touch(`[data-wheel="${wheel}"] [data-step="${by > 0 ? 'up' : 'down'}"]`);
    }
  }
}
