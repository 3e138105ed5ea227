import fc from 'fast-check';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import { defaultModes } from '../../../terminal/session/context.ts';
import { all } from '../../../terminal/session/testing/failure-walks.ts';
import { type Walk, walkItem, walkSeed, walks, walksPerItem } from '../../../terminal/session/testing/item-walk.ts';
import { type SessionRig, sessionRig } from '../../../terminal/session/testing/session-rig.ts';
import { type GalleryEntry, type Place, placeOfRig, snapshotAt, stateOf } from './entry.ts';
import { largeAnswer } from './large-answers.ts';
import { walkLoss } from './loss-walks.ts';
import { walkMachine } from './machine-walks.ts';

/** Walks an item besides those of `every-item`, in a city that answers with as much as it can. */
const largeWalks = 14;
/** Looks of one screen name: all of those would show the same pieces again and again in another order. */
const looksPerName = 4;

interface Kept {
  readonly place: Place;
  readonly screen: string;
  readonly state: string;
  readonly weight: number;
}

/**
 * Every screen that the real session machine shows on the walks through all items, shipped and synthetic, and through the failures of the street: one of each
 * name and look, the one with the most on it. Takes a few seconds. The same in every run.
 */
export async function collectGallery(items: readonly ServiceItem[] = all): Promise<readonly GalleryEntry[]> {
  const kept = new Map<string, Kept>();
  const look = (r: SessionRig) => keep(kept, r);
  await walkMachine(look);
  await walkLoss(look);
  const common: readonly Walk[] = fc.sample(walks, { seed: walkSeed, numRuns: walksPerItem });
  const others: readonly Walk[] = fc.sample(walks, { seed: walkSeed + 1, numRuns: largeWalks });
  for (const item of items) {
    for (const walk of common) walkWith(item, walk, look);
    for (const walk of others) walkWith(item, walk, look, largeAnswer);
  }
  return named([...kept.values()]);
}

/**
 * The entries that look different from every other: pages of identification, say, have the same words in each item. Which step of how many a page is does
 * not count.
 */
export function differentLooks(gallery: readonly GalleryEntry[]): readonly GalleryEntry[] {
  const seen = new Set<string>();
  return gallery.filter((entry) => {
    const { screen, warning } = entry.snapshot('zh-CN', defaultModes);
    const key = JSON.stringify({ ...screen, name: '', step: screen.step === undefined ? 0 : 1, warning });
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function walkWith(item: ServiceItem, walk: Walk, look: (r: SessionRig) => void, answer?: typeof largeAnswer): void {
  const r = sessionRig({ items: all });
  walkItem(r, item.id, walk, look, answer);
  r.service.stop();
}

function keep(kept: Map<string, Kept>, r: SessionRig): void {
  const { screen, warning } = r.service.snapshot();
  const state = stateOf(screen, warning !== null);
  // Behind the warning nothing is drawn.
  const key = warning !== null ? `warning ${screen.personal}` : `${screen.name} ${state}`;
  const weight = JSON.stringify(screen).length;
  const known = kept.get(key);
  if (known !== undefined && known.weight >= weight) return;
  kept.set(key, { place: placeOfRig(r), screen: screen.name, state, weight });
}

/** The looks of each name that show most, largest first, with names of their own. */
function named(kept: readonly Kept[]): readonly GalleryEntry[] {
  const byScreen = Map.groupBy(kept, ({ screen }) => screen);
  const entries: GalleryEntry[] = [];
  for (const [screen, looks] of [...byScreen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const largest = [...looks].sort((a, b) => b.weight - a.weight || (a.state < b.state ? -1 : 1));
    for (const [index, { place }] of distinct(largest).entries()) {
      entries.push({
        name: index === 0 ? screen : `${screen} · ${index + 1}`,
        screen,
        snapshot: (language, modes) => snapshotAt(place, language, modes),
      });
    }
  }
  return entries;
}

/** Greedy: first what brings a piece that none before it has; the rest by size. */
function distinct(looks: readonly Kept[]): readonly Kept[] {
  const chosen: Kept[] = [];
  const pieces = new Set<string>();
  for (const look of looks) {
    const own = look.state.split(' ');
    if (chosen.length > 0 && own.every((piece) => pieces.has(piece))) continue;
    for (const piece of own) pieces.add(piece);
    chosen.push(look);
    if (chosen.length === looksPerName) break;
  }
  return chosen;
}
