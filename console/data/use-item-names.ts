import { useMemo } from 'react';
import type { CatalogueReply } from '../../contract/console/catalogue.ts';
import { useLanguage } from '../texts/use-words.ts';
import { useResource } from './use-resource.ts';

/** Titles of service items in the language that is shown; an item that the hub's catalogue does not hold is named by its id. */
export function useItemNames(): (id: string | null) => string {
  const { language } = useLanguage();
  const { data } = useResource<CatalogueReply>('/v1/console/catalogue');
  return useMemo(() => {
    const titles = new Map(data?.items.map(({ id, title }) => [id, title[language]]));
    return (id) => (id === null ? '—' : (titles.get(id) ?? id));
  }, [data, language]);
}
