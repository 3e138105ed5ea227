import { categories, type ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import { tiledItems, unavailableBecause } from '../availability.ts';
import type { HomeView } from '../context.ts';
import { themeOf } from '../machine/moves.ts';
import { frequentItems, itemTiles, openNotices } from './idle-pages.ts';
import { choicesPerPage, notice, type PageKit, page, paged, tilesPerPage } from './page-kit.ts';

const tabs = ['home', 'do', 'query', 'print', 'mine'] as const;
/** Words of the search that stand ready for one touch. */
const searchWords = ['lostCard', 'contribution', 'certificate', 'insurance'] as const;

/** A1: verbs as tabs, the search, and below what belongs to the tab. */
export function homePage(kit: PageKit): Screen {
  const { context, t } = kit;
  const { home } = context;
  const isSearching = home.query.trim() !== '';
  const found = isSearching ? kit.search.find(home.query) : [];
  const blocks: Block[] = [tabTiles(kit), searchBlock(kit, home, isSearching ? found.length : null)];
  blocks.push(...openNotices(kit));
  if (isSearching) blocks.push(...listBlocks(kit, found, t('home.found')));
  else blocks.push(...tabBlocks(kit, home));
  const suffix = isSearching ? 'search' : home.tab.replace(':', '-');
  return page('A1', `A1-${suffix}`, t('home.title'), {
    blocks,
    actions: { back: kit.action('back', 'action.back'), other: utilities(kit) },
  });
}

/** Guide and help have no tile among the verbs; they stand at the foot of the home page, always at the same place. */
function utilities({ context, texts }: PageKit): Screen['actions']['other'] {
  return ['u.guide', 'u.help'].flatMap((id) => {
    const item = context.items.find((candidate) => candidate.id === id);
    if (item === undefined || unavailableBecause(context, item) !== null) return [];
    return [{ id: `tile:${id}`, label: texts.localised(context.language, `tile.${id}`, item.tile) }];
  });
}

function tabTiles(kit: PageKit): BlockOf<'tiles'> {
  const { tab } = kit.context.home;
  return {
    type: 'tiles',
    look: 'tabs',
    tiles: tabs.map((name) => ({
      id: `tab:${name}`,
      title: kit.t(`home.tab.${name}`),
      icon: name,
      ...(tab === name ? { current: true } : {}),
    })),
  };
}

function searchBlock(kit: PageKit, home: HomeView, found: number | null): BlockOf<'search'> {
  const { t } = kit;
  return {
    type: 'search',
    label: t('home.search'),
    query: home.query,
    hint: t('home.search.hint'),
    words: searchWords.map((word) => {
      const label = t(`home.word.${word}`);
      return { id: `word:${label.text}`, label };
    }),
    found: found ?? 0,
    ...(found === 0 ? { none: t('home.search.none', { hotline: kit.settings.cityHotline }) } : {}),
  };
}

function tabBlocks(kit: PageKit, home: HomeView): Block[] {
  const { context, t } = kit;
  const items = tiledItems(context);
  if (home.tab === 'home') {
    return [
      { type: 'tiles', title: t('home.frequent'), tiles: itemTiles(kit, frequentItems(kit, choicesPerPage(kit))) },
      ...themeTiles(kit),
      categoryTiles(kit),
    ];
  }
  const [kind, id = ''] = home.tab.split(':');
  if (kind === 'category') {
    const inCategory = items.filter((item) => (item.categories as readonly string[]).includes(id));
    return listBlocks(kit, inCategory, t(`category.${id}`));
  }
  if (kind === 'theme') {
    const theme = themeOf(context, id);
    const inTheme = theme === null ? [] : items.filter((item) => theme.items.includes(item.id));
    const title = theme === null ? t('home.themes') : kit.texts.localised(context.language, `theme.${id}`, theme.title);
    return listBlocks(kit, inTheme, title);
  }
  return listBlocks(
    kit,
    items.filter((item) => item.verb === kind),
    t(`home.tab.${kind}`),
  );
}

/** A list of services in pages: what works now first, each part in the order of use. */
function listBlocks(kit: PageKit, items: readonly ServiceItem[], title: BlockOf<'tiles'>['title']): Block[] {
  const works = (item: ServiceItem) => unavailableBecause(kit.context, item) === null;
  const ordered = [...items.filter(works), ...items.filter((item) => !works(item))];
  if (ordered.length === 0) return kit.context.home.query === '' ? [notice('information', kit.t('home.empty'))] : [];
  const { rows, pager } = paged(kit, ordered, kit.context.home.page, tilesPerPage(kit), true);
  return [{ type: 'tiles', ...(title === undefined ? {} : { title }), tiles: itemTiles(kit, rows), ...pager }];
}

function themeTiles(kit: PageKit): Block[] {
  const { context } = kit;
  const themes = context.themes.filter((theme) =>
    theme.items.some((id) => context.items.some((item) => item.id === id)),
  );
  if (themes.length === 0) return [];
  return [
    {
      type: 'tiles',
      title: kit.t('home.themes'),
      look: 'compact',
      tiles: themes.map((theme) => ({
        id: `tab:theme:${theme.id}`,
        title: kit.texts.localised(context.language, `theme.${theme.id}`, theme.title),
        icon: theme.icon,
      })),
    },
  ];
}

function categoryTiles(kit: PageKit): Block {
  const used = categories.filter((category) => kit.context.items.some((item) => item.categories.includes(category)));
  return {
    type: 'tiles',
    title: kit.t('home.categories'),
    look: 'compact',
    tiles: used.map((category) => ({
      id: `tab:category:${category}`,
      title: kit.t(`category.${category}`),
      icon: `category-${category}`,
    })),
  };
}
