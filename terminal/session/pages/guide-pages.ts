import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import { isOffEverywhere, nearestKiosks, tiledItems, unavailableBecause } from '../availability.ts';
import { newVisit, type Visit } from '../context.ts';
import { canPrint } from '../machine/kit.ts';
import { keeperRows } from './help-page.ts';
import { introFacts } from './intro-pages.ts';
import { backAction, guideTilesPerPage, hotlines, notice, type PageKit, page, paged, pageName } from './page-kit.ts';
import { distanceText, placeName } from './place-words.ts';
import { slipNotice } from './result-pages.ts';

/** U3: what every service needs, found by words; nobody is identified. */
export function guidePage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t, context } = kit;
  const finish = kit.action('finish', 'action.finish');
  const item = context.items.find((candidate) => candidate.id === visit.answers.guide);
  if (state === 'item' && item !== undefined) {
    const about = newVisit(visit.id, item);
    const print = canPrint(context, visit) ? [kit.action('print', 'guide.print')] : [];
    return page('U3', pageName(visit, 'U3-item'), kit.title(item), {
      blocks: [
        { type: 'facts', rows: [...guideFacts(kit, about)] },
        ...placeBlocks(kit, item),
        hotlines(kit, about),
        ...(visit.print.state === 'none' ? [] : [slipNotice(kit, visit)]),
      ],
      actions: { back: kit.action('back', 'action.back'), main: finish, other: print },
    });
  }
  const isSearching = visit.query.trim() !== '';
  const items = isSearching
    ? kit.search.find(visit.query).filter((found) => found.verb !== 'none')
    : tiledItems(context);
  const { rows, pager } = paged(kit, items, visit.page, guideTilesPerPage, true);
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

/** What a service needs, and who may have it, in the words of the guide. */
export function guideFacts(kit: PageKit, about: Visit): BlockOf<'facts'>['rows'] {
  const who = `guide.${about.item.id}`;
  const first = kit.texts.has(who) ? [{ id: 'who', label: kit.t('guide.who'), value: kit.t(who) }] : [];
  return [...first, ...introFacts(kit, about).rows];
}

/** Here, or the machines nearby as the city lists them; nothing where nobody has said. */
function placeBlocks(kit: PageKit, item: ServiceItem): Block[] {
  const { t, context } = kit;
  const because = unavailableBecause(context, item);
  if (because === null) return [notice('information', t('guide.where.here'), t('guide.where'))];
  if (isOffEverywhere(because))
    return [notice('information', t(because, { hotline: item.hotline.number }), t('guide.where'))];
  const near = nearestKiosks(context, item).slice(0, 3);
  if (near.length === 0) return [];
  const rows = near.map((place) => ({
    id: place.placeId,
    label: kit.value('place', placeName(context.language, place)),
    value: kit.value('place', `${place.address} ${distanceText(kit, place.distanceM)}`),
  }));
  return [{ type: 'facts', title: t('guide.where.nearby'), rows }];
}

/** U4: whom to ask. */
export function helpingPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const lines = hotlines(kit, visit).lines;
  return page('U3', pageName(visit, 'U4'), t('help.title'), {
    lead: t('help.lead'),
    blocks: [
      { type: 'hotlines', lines: [{ label: t('help.keeper'), number: kit.keeperPhone() }, ...lines] },
      ...keeperRows(kit),
      notice('information', t('help.staff'), t('help.staff.title')),
    ],
    actions: { ...backAction(kit), main: kit.action('finish', 'action.finish') },
  });
}
