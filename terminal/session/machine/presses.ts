import { earlyEnd } from '../rules/early-end.ts';
import { on, set, to } from './kit.ts';
import { advance, pagesMayLie, retreat } from './moves.ts';

/** Presses that mean the same on many pages. */
export const back = { guard: 'canGoBack', target: to.route, actions: set(retreat) } as const;
export const end = { guard: { type: 'pressed', params: 'end' }, target: to.leaving } as const;
export const finish = { guard: { type: 'pressed', params: 'finish' }, target: to.leaving } as const;
export const onward = {
  guard: { type: 'pressed', params: 'continue' },
  target: to.route,
  actions: set(advance),
} as const;

/** The city has not done an act, or nobody knows whether it has: the page `refused` says which. */
export const actRefused = {
  target: 'refused',
  actions: on('ACT_DONE', (_, event) => ({ notice: `act.${event.reason}` })),
} as const;

/** Whoever ends a visit without 已取走 may have left pages in the tray. */
export const wipe = (reason: 'exit' | 'timeout' | 'windowLost') =>
  ({
    target: to.cleared,
    actions: [
      set((context) => ({
        papersLeft: pagesMayLie(context),
        endedEarly: reason === 'windowLost' ? earlyEnd(context) : null,
      })),
      { type: 'wipe' as const, params: { reason } as const },
    ],
  }) as const;
