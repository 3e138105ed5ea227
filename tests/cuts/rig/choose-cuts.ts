import { type Cut, type CutKind, cutKinds, type WalkedPage } from './cuts.ts';

/** Pages on which something is committed, moved, printed, paid or signed: every kind of cut in every run. */
const acts = /\/(F1|F2|P1|T1-saving|E2-signing|G2-sending|G1-(pin|making|take|end|issuing|printing))/;

/** Moments of a page that works by itself: as it appears, while it works, as it ends. Hands need no time, so their pages have one. */
const moments = [0, 0.35, 0.7, 0.95] as const;
const worksMs = 250;

/**
 * All cuts of a walk, or a repeatable choice: on pages that act every kind at one moment, on every second of the others one kind, so that neighbours differ.
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
    const isChosen = (index + seed) % 2 === 0;
    const one = isChosen ? [cutKinds[(index + seed) % cutKinds.length] ?? 'exit'] : [];
    const kinds = acts.test(page.name) ? cutKinds : one;
    return kinds.map((kind) => ({ item, page, kind, at: drawn(kind) }));
  });
}
