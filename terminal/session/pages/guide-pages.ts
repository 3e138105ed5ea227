import type { Screen } from '../../../contract/screen.ts';
import { tiledItems } from '../availability.ts';
import { newVisit, type Visit } from '../context.ts';
import { introFacts } from './intro-pages.ts';
import { backAction, choicesPerPage, hotlines, notice, type PageKit, page, paged, pageName } from './page-kit.ts';

/** U3: what every service needs, found by words; nobody is identified. */
export function guidePage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t, context } = kit;
  const finish = kit.action('finish', 'action.finish');
  const item = context.items.find((candidate) => candidate.id === visit.answers.guide);
  if (state === 'item' && item !== undefined) {
    const facts = introFacts(kit, newVisit(visit.id, item));
    return page('U3', pageName(visit, 'U3-item'), kit.title(item), {
      blocks: [facts, hotlines(kit, newVisit(visit.id, item))],
      actions: { back: kit.action('back', 'action.back'), main: finish },
    });
  }
  const isSearching = visit.query.trim() !== '';
  const items = isSearching
    ? kit.search.find(visit.query).filter((found) => found.verb !== 'none')
    : tiledItems(context);
  const { rows, pager } = paged(kit, items, visit.page, choicesPerPage(kit) * 2);
  return page('U3', pageName(visit, 'U3'), t('guide.title'), {
    blocks: [
      {
        type: 'search',
        label: t('home.search'),
        query: visit.query,
        hint: t('home.search.hint'),
        words: [],
        found: items.length,
        ...(items.length === 0 ? { none: t('home.search.none', { hotline: kit.settings.cityHotline }) } : {}),
      },
      {
        type: 'tiles',
        tiles: rows.map((found) => ({
          id: `guide:${found.id}`,
          title: kit.texts.localised(context.language, `item.${found.id}.tile`, found.tile),
          detail: kit.title(found),
          icon: found.icon,
        })),
        ...pager,
      },
    ],
    actions: { main: finish },
  });
}

/** U4: whom to ask. */
export function helpingPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const lines = hotlines(kit, visit).lines;
  return page('U3', pageName(visit, 'U4'), t('help.title'), {
    lead: t('help.lead'),
    blocks: [
      { type: 'hotlines', lines: [{ label: t('help.keeper'), number: kit.keeperPhone() }, ...lines] },
      notice('information', t('help.staff'), t('help.staff.title')),
    ],
    actions: { ...backAction(kit), main: kit.action('finish', 'action.finish') },
  });
}
