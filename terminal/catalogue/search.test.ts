import { describe, expect, it } from 'vitest';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import { shippedItems } from '../session/testing/session-rig.ts';
import { fitsQuery, itemSearchOf } from './search.ts';

const search = itemSearchOf(shippedItems);
const first = (query: string) => search.find(query)[0]?.id;

describe('search of services', () => {
  it.each([
    ['sbk', /^ss[.]card/],
    ['社保卡', /^ss[.]card/],
    ['社保卡丢了', /^ss[.]card[.]loss$/],
    ['丢', /^ss[.]card[.]loss$/],
    ['shebaoka', /^ss[.]card/],
    ['ＳＢＫ', /^ss[.]card/],
    ['遺失社保卡', /^ss[.]card[.]loss$/],
    ['lost my', /^ss[.]card[.]loss$/],
    ['公积金', /^hpf/],
    ['gjj', /^hpf/],
  ])('%s finds what is meant first', (query, id) => {
    expect(first(query)).toMatch(id);
  });

  it('nothing typed finds nothing, nonsense finds nothing', () => {
    expect(search.find('')).toEqual([]);
    expect(search.find('  ')).toEqual([]);
    expect(search.find('qqqqzzz')).toEqual([]);
  });

  it('finds every service by the words on its own tile, in every language', () => {
    for (const item of shippedItems) {
      for (const language of ['zh-CN', 'zh-HK', 'en'] as const) {
        expect(search.find(item.tile[language]).map(({ id }) => id)).toContain(item.id);
      }
    }
  });

  it('600 services: a letter typed costs a small part of building the index', () => {
    const many: ServiceItem[] = Array.from({ length: 600 }, (_, i) => {
      const item = shippedItems[i % shippedItems.length];
      if (item === undefined) throw new Error('no items');
      return { ...item, id: `many.item${'abcdefghij'.charAt(i % 10)}`, words: [...item.words, `业务${i}`] };
    });
    const building = performance.now();
    const index = itemSearchOf(many);
    const buildMs = performance.now() - building;
    for (const query of ['s', 'sb', 'sbk']) index.find(query);
    const started = performance.now();
    for (let i = 0; i < 50; i += 1) index.find('sbk');
    const findMs = (performance.now() - started) / 50;
    // A ratio holds on slow machines too: reading the characters again for every letter would make it near one.
    expect(findMs).toBeLessThan(buildMs / 10);
    expect(index.find('sbk').length).toBeGreaterThan(0);
  });

  it('entries of long lists are found in the same ways', () => {
    expect(fitsQuery('广州医科大学附属第一医院', 'gzyk')).toBe(true);
    expect(fitsQuery('广州医科大学附属第一医院', '附属')).toBe(true);
    expect(fitsQuery('广州医科大学附属第一医院', 'bj')).toBe(false);
    expect(fitsQuery('anything', '')).toBe(true);
  });
});
