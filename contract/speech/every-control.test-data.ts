import type { Snapshot } from '../snapshot.ts';
import { actionsOf, type FocusedControl } from './controls.ts';

/** Everything on a page that can be reached by the keys and is spoken: buttons, options, tiles. */
export function controlsOf(snapshot: Snapshot): readonly FocusedControl[] {
  const { blocks } = snapshot.screen;
  return [
    ...actionsOf(snapshot).map(({ id }) => ({ kind: 'action', id }) as const),
    ...blocks.flatMap((block) =>
      block.type === 'choice' || block.type === 'multi'
        ? block.options.map(({ id }) => ({ kind: 'option', id }) as const)
        : [],
    ),
    ...blocks.flatMap((block) =>
      block.type === 'tiles' ? block.tiles.map(({ id }) => ({ kind: 'tile', id }) as const) : [],
    ),
  ];
}
