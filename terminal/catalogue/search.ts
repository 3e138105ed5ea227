import { pinyin } from 'pinyin-pro';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import { languages } from '../../contract/text.ts';

/** Search over titles and everyday words: by characters, by pinyin initials (`sbk` → 社保卡), by whole pinyin, in any of the languages. */
export interface ItemSearch {
  /** Best first; nothing for an empty query. Pure and fast: the index was built once. */
  find(query: string): readonly ServiceItem[];
}

/** What a text is found by. */
export interface SearchKeys {
  readonly text: string;
  readonly initials: string;
  readonly spelling: string;
}

const searches = new WeakMap<readonly ServiceItem[], ItemSearch>();

/** The search over a catalogue, built at its first use: reading characters is the slow part, comparing is not. */
export function itemSearchOf(items: readonly ServiceItem[]): ItemSearch {
  const search = searches.get(items) ?? buildItemSearch(items);
  searches.set(items, search);
  return search;
}

function buildItemSearch(items: readonly ServiceItem[]): ItemSearch {
  const index = items.map((item, order) => {
    const names = languages.flatMap((language) => [item.tile[language], item.title[language]]);
    return { item, order, keys: [...new Set([...names, ...item.words])].map(searchKeys) };
  });
  const search: ItemSearch = {
    find: (query) => {
      const wanted = normalise(query);
      if (wanted === '') return [];
      return index
        .map(({ item, order, keys }) => ({ item, order, score: bestScore(keys, wanted) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || (a.item.frequent ?? 999) - (b.item.frequent ?? 999) || a.order - b.order)
        .map(({ item }) => item);
    },
  };
  // The first letter that a citizen types must not wait for the compiler.
  for (const letters of ['s', 'sb', '社']) search.find(letters);
  return search;
}

/** Keys of one text. Everything that is not a letter, a digit or a character of a script is left out: nobody types it. */
function searchKeys(text: string): SearchKeys {
  const plain = normalise(text);
  if (!/\p{Script=Han}/u.test(plain)) return { text: plain, initials: initialsOf(text), spelling: plain };
  const syllables = pinyin(plain, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true });
  return {
    text: plain,
    initials: syllables.map((syllable) => (/^[a-z]/.test(syllable) ? syllable.charAt(0) : syllable)).join(''),
    spelling: syllables.join(''),
  };
}

/** How well a query fits the keys of one text: whole text, beginning, somewhere inside; 0 = not. */
function scoreOf(keys: SearchKeys, wanted: string): number {
  if (keys.text === wanted) return 100;
  if (keys.text.startsWith(wanted)) return 80;
  if (keys.initials === wanted) return 75;
  if (keys.text.includes(wanted)) return 60;
  if (keys.initials.startsWith(wanted)) return 55;
  if (keys.spelling.startsWith(wanted)) return 50;
  // One letter stands somewhere in nearly every spelling: it says nothing there.
  if (wanted.length < 2) return 0;
  if (keys.initials.includes(wanted)) return 40;
  return wanted.length >= 3 && keys.spelling.includes(wanted) ? 30 : 0;
}

function bestScore(keys: readonly SearchKeys[], wanted: string): number {
  let best = 0;
  for (const key of keys) best = Math.max(best, scoreOf(key, wanted));
  return best;
}

/** Full-width forms as half-width, lower case, without blanks and signs. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** First letters of English words. */
function initialsOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0))
    .join('');
}

const keyCache = new Map<string, SearchKeys>();
/** Entries of long lists of the city (hospitals, phrases, banks): the same texts come again and again. Public words only, bounded. */
export function fitsQuery(text: string, query: string): boolean {
  const wanted = normalise(query);
  if (wanted === '') return true;
  let keys = keyCache.get(text);
  if (keys === undefined) {
    keys = searchKeys(text);
    if (keyCache.size < 2_000) keyCache.set(text, keys);
  }
  return scoreOf(keys, wanted) > 0;
}
