import type { Result } from '../../../contract/result.ts';
import { RegisterItem } from '../../../contract/technician/register.ts';
import { parse } from '../../../contract/validate.ts';
import type { Meta } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';

/** Meta keys: items that are here, with the last that have gone; when an unreadable list was put aside last (milliseconds), under whose moment its text stands. */
export const itemsKey = 'register.items';
const asideKey = `${itemsKey}.aside`;
const textKey = (at: string) => `${asideKey}.${at}`;

export interface KeptItems {
  readonly items: readonly RegisterItem[];
  /** The text as it stands, where not all of it can be read; null = all of it. */
  readonly unread: string | null;
}

/** What stands on the disk is this machine's own, of this release or another; what can be read of it is. Pure. */
export function readItems(text: string | null): KeptItems {
  if (text === null) return { items: [], unread: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { items: [], unread: text };
  }
  if (!Array.isArray(value)) return { items: [], unread: text };
  const items = value.flatMap((one) => {
    const item = parse(RegisterItem, one);
    return item.ok ? [item.value] : [];
  });
  return { items, unread: items.length === value.length ? null : text };
}

/** Text first: a power cut between the two leaves the list itself as it stood. */
export function putAside(meta: Pick<Meta, 'set'>, text: string, nowMs: number): Result<void, StoreError> {
  const at = String(nowMs);
  const kept = meta.set(textKey(at), text);
  return kept.ok ? meta.set(asideKey, at) : kept;
}

/** The list that was put aside last; null = none ever. */
export function asideOf(meta: Pick<Meta, 'get'>): { readonly atMs: number; readonly text: string } | null {
  const at = meta.get(asideKey);
  const text = at === null ? null : meta.get(textKey(at));
  return at === null || text === null ? null : { atMs: Number(at), text };
}
