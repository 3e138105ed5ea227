import { categories, verbs } from '../../../contract/catalogue/item.ts';
import type { HomeView, SessionContext } from '../context.ts';
import { kit, limit, on } from './kit.ts';
import { themeOf } from './moves.ts';

/** `tab:do`, `tab:category:ss`, `tab:theme:baby`; null for anything that is not on the page. */
function tabOf(context: SessionContext, id: string): HomeView['tab'] | null {
  const name = id.slice('tab:'.length);
  if (!id.startsWith('tab:')) return null;
  const verb = [...verbs, 'home' as const].find((candidate) => candidate === name);
  if (verb !== undefined && verb !== 'none') return verb;
  const category = categories.find((candidate) => name === `category:${candidate}`);
  if (category !== undefined) return `category:${category}`;
  const theme = themeOf(context, name.slice('theme:'.length));
  return name.startsWith('theme:') && theme !== null ? `theme:${theme.id}` : null;
}

/** A1: verbs, domains, events of life, what is asked for most, and the search. */
export const homeState = kit.createStateConfig({
  entry: [limit('public'), kit.assign({ notice: null, noticeCode: null }), 'page'],
  on: {
    SEARCH: {
      actions: [on('SEARCH', (context, event) => ({ home: { ...context.home, query: event.query, page: 0 } })), 'page'],
    },
    PRESS: [
      {
        guard: ({ context, event }) => tabOf(context, event.id) !== null,
        actions: [
          on('PRESS', (context, event) => {
            const tab = tabOf(context, event.id);
            return tab === null ? {} : { home: { tab, query: '', page: 0 } };
          }),
          'page',
        ],
      },
      {
        // Words that the search offers for one touch.
        guard: ({ event }) => event.id.startsWith('word:'),
        actions: [
          on('PRESS', (context, event) => ({
            home: { ...context.home, query: event.id.slice('word:'.length), page: 0 },
          })),
          'page',
        ],
      },
      {
        guard: ({ event }) => event.id === 'page:next' || event.id === 'page:previous',
        actions: [
          on('PRESS', ({ home }, event) => ({
            home: { ...home, page: Math.max(0, home.page + (event.id === 'page:next' ? 1 : -1)) },
          })),
          'page',
        ],
      },
      { guard: { type: 'pressed', params: 'back' }, target: '#session.journey.idle' },
    ],
  },
});
