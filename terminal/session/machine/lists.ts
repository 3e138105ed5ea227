import type { SessionContext } from '../context.ts';
import { on } from './kit.ts';
import { type Change, patch, visitOf } from './moves.ts';

const turnPage = (context: SessionContext, event: { readonly id: string }): Change => {
  const step = event.id === 'page:next' ? 1 : event.id === 'page:previous' ? -1 : 0;
  return patch(context, { page: Math.max(0, visitOf(context).page + step) });
};

/** Pages of lists and tables, on every page that has them. */
export const turning = {
  guard: ({ event }: { event: { readonly id: string } }) => event.id.startsWith('page:'),
  actions: [on('PRESS', turnPage), 'page' as const],
};
export const searching = {
  actions: [on('SEARCH', (context, event) => patch(context, { query: event.query, page: 0 })), 'page' as const],
};

/** What one part of the city said. */
export const keepPull = on('PULLED', (context, { path, pulled, at }) => {
  const { pulls, pulledAt } = visitOf(context);
  return patch(context, {
    pulls: { ...pulls, [path]: pulled },
    ...(at === undefined ? {} : { pulledAt: { ...pulledAt, [path]: at } }),
  });
});
