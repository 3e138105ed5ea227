import { expect, it } from 'vitest';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { type SessionRig, sessionRig, shippedItems } from '../testing/session-rig.ts';

const tiles = ({ screen }: Snapshot) =>
  screen.blocks.flatMap((block) => (block.type === 'tiles' && block.look !== 'tabs' ? block.tiles : []));
/** How many stand on each page of the list. */
function pagesOf(r: SessionRig): readonly number[] {
  const counts: number[] = [];
  for (;;) {
    counts.push(tiles(r.service.snapshot()).length);
    if (!r.press('page:next').ok) return counts;
  }
}
const [first] = shippedItems;
const many = (count: number): readonly ServiceItem[] =>
  Array.from({ length: count }, (_, i) => ({ ...(first as ServiceItem), id: `svc${i}`, verb: 'do' as const }));

it('a page of services is never a lonely tile above an empty sheet: they are dealt evenly', () => {
  for (const [count, largeText, pages] of [
    [12, false, [12]],
    [13, false, [6, 7]],
    [25, false, [8, 8, 9]],
    [13, true, [3, 3, 3, 4]],
  ] as const) {
    const r = sessionRig({ items: many(count) });
    r.press('start');
    r.press('tab:do');
    if (largeText) r.touch({ kind: 'mode', mode: 'largeText' });
    expect(pagesOf(r)).toEqual(pages);
  }
});

it('the guide leaves it to the leaves of the panel how many services stand on a sheet; a catalogue of hundreds still comes in pages', () => {
  const guide = shippedItems.filter(({ id }) => id === 'u.guide');
  const counts = (items: readonly ServiceItem[]) => {
    const r = sessionRig({ items });
    r.begin('u.guide');
    return pagesOf(r);
  };
  expect(counts(shippedItems)).toEqual([shippedItems.filter(({ verb }) => verb !== 'none').length]);
  const all = counts([...guide, ...many(500)]);
  expect(Math.max(...all)).toBeLessThanOrEqual(30);
  expect(all.reduce((sum, count) => sum + count, 0)).toBe(500);
});
