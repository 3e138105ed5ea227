import { type Cut, type CutKind, cutKinds, type WalkedPage } from './cuts.ts';

/** Pages on which an application is written, money paid or a card moved: every third kind of cut, the others at the next such pages. */
const acts = /\/(F1|P1|(T1|E2)-saving|G1-(pin|making|take))/;
/** Pages that print, sign or tell what became of it: every sixth kind. */
const tells = /\/(F2|E2-signing|G2-sending|G1-(end|issuing|printing))/;

/** Moments of a page that works by itself: as it appears, while it works, as it ends. Hands need no time, so their pages have one. */
const moments = [0, 0.35, 0.7, 0.95] as const;
const worksMs = 250;

/**
 * All cuts of a walk, or a repeatable choice: many on pages that act, one on every eighth of the others, so that neighbours differ.
 * @param seed shifts pages, kinds and moments
 */
export function chooseCuts(
  item: string,
  pages: readonly WalkedPage[],
  which: 'all' | 'some',
  seed: number,
): readonly Cut[] {
  return pages.flatMap((page, index): readonly Cut[] => {
    const open = page.stoodMs > worksMs ? moments : moments.slice(0, 1);
    if (which === 'all') return cutKinds.flatMap((kind) => open.map((at) => ({ item, page, kind, at })));
    const drawn = (kind: CutKind) => open[(index + seed + cutKinds.indexOf(kind)) % open.length] ?? 0;
    const oneIn = (many: number) => cutKinds.filter((_, number) => (index + seed + number) % many === 0);
    const one = (index + seed) % 8 === 0 ? [cutKinds[(index + seed) % cutKinds.length] ?? 'exit'] : [];
    const kinds = acts.test(page.name) ? oneIn(3) : tells.test(page.name) ? oneIn(6) : one;
    return kinds.map((kind) => ({ item, page, kind, at: drawn(kind) }));
  });
}
