import { set, to } from './kit.ts';
import { advance, retreat } from './moves.ts';

/** Presses that mean the same on many pages. */
export const back = { guard: 'canGoBack', target: to.route, actions: set(retreat) } as const;
export const end = { guard: { type: 'pressed', params: 'end' }, target: to.leaving } as const;
export const onward = {
  guard: { type: 'pressed', params: 'continue' },
  target: to.route,
  actions: set(advance),
} as const;
