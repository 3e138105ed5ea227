import type { IntentBody } from '../../../contract/intent.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { otherCard } from './session-fixtures.ts';

/** The next touch of a citizen who fills in what is asked and goes on; `draw` chooses among choices. Null: there is nothing to do but wait. */
export function diligentTouch(snapshot: Snapshot, draw: number): IntentBody | null {
  const { screen } = snapshot;
  const { main, back, other } = screen.actions;
  if (snapshot.warning !== null) return { kind: 'stay' };
  for (const block of screen.blocks) {
    if (
      (block.type === 'choice' && block.selected === null) ||
      (block.type === 'multi' && block.selected.length === 0)
    ) {
      const open = block.options.filter((option) => option.disabledBecause === undefined);
      const option = open[draw % Math.max(1, open.length)];
      if (option !== undefined) return { kind: 'choose', name: block.name, option: option.id };
    }
    if (block.type === 'camera') return { kind: 'frame', name: block.name, jpeg: 'AAAA' };
    const value = typed(block, draw);
    if (value !== null && main === undefined) return { kind: 'type', ...value };
    if (block.type === 'tiles' && main === undefined) {
      const open = block.tiles.filter((tile) => tile.unavailable === undefined && tile.id.startsWith('method:'));
      const tile = open[draw % Math.max(1, open.length)];
      if (tile !== undefined) return { kind: 'press', id: tile.id };
    }
  }
  // Rows of a group: one is enough. A view with a slip prints it now and then.
  if (main !== undefined) return { kind: 'press', id: main.id };
  const useful = other.find((action) => !action.id.startsWith('link:') && action.id !== 'proxy');
  if (useful !== undefined && draw % 5 === 0) return { kind: 'press', id: useful.id };
  return back !== undefined && draw % 9 === 0 ? { kind: 'press', id: back.id } : null;
}

function typed(block: Snapshot['screen']['blocks'][number], draw: number): { name: string; value: string } | null {
  switch (block.type) {
    case 'digits': {
      if (block.allowX) return { name: block.name, value: otherCard.number };
      if (block.maxLength === 11) return { name: block.name, value: '13800138000' };
      if (block.maxLength === 15) return { name: block.name, value: '001726112300423' };
      if (block.maxLength === 19) return { name: block.name, value: '9999000000000012' };
      return { name: block.name, value: '1234567890123456'.slice(0, block.maxLength) };
    }
    case 'date':
      return { name: block.name, value: draw % 2 === 0 ? block.min : block.max };
    case 'counter':
      return { name: block.name, value: String(block.min) };
    case 'text': {
      if (block.layout === 'digits') return { name: block.name, value: '100' };
      const word =
        block.layout === 'latin' ? (block.maxLength === 18 ? '91440199MA9X00011B' : 'ABC12345678901') : '测试路一号';
      return { name: block.name, value: [...word].slice(0, block.maxLength).join('') };
    }
    default:
      return null;
  }
}
