import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** Filters of a list live in the address: it can be sent to a colleague, and Back from a row brings the list as it was. Back undoes a clearing of all filters, not one choice. */
export interface Filters<K extends string> {
  readonly values: Readonly<Record<K, string>>;
  /** '' takes a filter away. */
  set(changes: Partial<Readonly<Record<K, string>>>): void;
  /** Takes all away that narrow. */
  clear(): void;
  /** Whether any that narrows is set. */
  readonly isAny: boolean;
}

/**
 * @param names what of the page stands in the address; a constant list
 * @param narrowing those of them that take rows away: only they count as filters, and clearing leaves view, order and what is open as they are; a constant list, all of them unless told otherwise
 */
export function useFilters<const K extends string>(
  names: readonly K[],
  narrowing: readonly NoInfer<K>[] = names,
): Filters<K> {
  const [search, setSearch] = useSearchParams();
  const values = useMemo(
    () => Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<K, string>,
    [names, search],
  );
  const set = useCallback(
    (changes: Partial<Readonly<Record<K, string>>>) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value === undefined || value === '') after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  const clear = useCallback(() => {
    setSearch((before) => {
      const after = new URLSearchParams(before);
      for (const name of narrowing) after.delete(name);
      return after;
    });
  }, [setSearch, narrowing]);
  return { values, set, clear, isAny: narrowing.some((name) => values[name] !== '') };
}
