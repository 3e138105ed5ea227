import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';

/** Where a walk stands: pages are taken apart, so that one thing is decided at a time. */
export type Position =
  | { readonly kind: 'enter'; readonly step: number; readonly behind: number }
  | { readonly kind: 'ask'; readonly step: number }
  | { readonly kind: 'known'; readonly step: number }
  | { readonly kind: 'section'; readonly step: number; readonly section: number; readonly behind: number }
  | { readonly kind: 'field'; readonly step: number; readonly field: string; readonly section: number | null }
  | { readonly kind: 'page'; readonly step: number }
  /** Nothing can give these fields an answer any more: a required one must have one. */
  | { readonly kind: 'owe'; readonly step: number; readonly fields: readonly string[] };

/** The field of this key; undefined = the item has none. */
export const fieldOf = (item: ServiceItem, key: string): ItemField | undefined =>
  item.fields.find((field) => field.key === key);
