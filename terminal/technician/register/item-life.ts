import type { HandOver, ItemKind, ItemPlace, RegisterItem } from '../../../contract/technician/register.ts';
import { keepDays } from '../../../contract/technician/register.ts';

/** The life of one captured card or found item. Pure: in the machine, kept by the staff, handed over; never back (docs/domain/technician-and-operations.md §8). */
export type ItemEvent =
  /** Two persons for the capture bin, one for anything else. */
  | { readonly type: 'takenOut'; readonly staff: readonly string[] }
  | { readonly type: 'serial'; readonly last4: string; readonly staff: string }
  | { readonly type: 'handedOver'; readonly to: HandOver; readonly at: string; readonly staff: string };

/** To whom what may go. ID cards are destroyed by nobody here, and pages with somebody's data go to nobody else's hands. */
export const mayGoTo: Readonly<Record<ItemKind, readonly HandOver[]>> = {
  idCard: ['owner', 'keeper', 'police'],
  socialCard: ['owner', 'issuer', 'keeper', 'police'],
  bankCard: ['owner', 'keeper', 'police'],
  pages: ['owner', 'destroyed'],
  phone: ['owner', 'keeper', 'police'],
  keys: ['owner', 'keeper', 'police'],
  other: ['owner', 'keeper', 'police', 'destroyed'],
};

/** Kinds with a serial number that may be written down: an ID card's number names a person. */
export const hasSerial = (what: ItemKind): boolean => what === 'socialCard';

/** Whether two people must be there when an item is taken out of this place. */
export const needsTwoToTakeOut = (where: ItemPlace): boolean => where === 'captureBin';

/** Null = the event does not fit, nothing changes. */
export function stepItem(item: RegisterItem, event: ItemEvent): RegisterItem | null {
  const version = item.version + 1;
  switch (event.type) {
    case 'takenOut': {
      const needed = needsTwoToTakeOut(item.where) ? 2 : 1;
      const staff = [...new Set(event.staff)];
      if (item.state !== 'inMachine' || staff.length < needed) return null;
      return { ...item, version, state: 'kept', staff: staff.slice(0, 2) };
    }
    case 'serial':
      if (item.state !== 'kept' || !hasSerial(item.what) || !/^[0-9A-Z]{4}$/.test(event.last4)) return null;
      return { ...item, version, last4: event.last4, staff: [event.staff] };
    case 'handedOver':
      if (item.state !== 'kept' || !mayGoTo[item.what].includes(event.to)) return null;
      return { ...item, version, state: 'handedOver', staff: [event.staff], handOver: { to: event.to, at: event.at } };
  }
}

/** Nobody has fetched it in time: it leaves by the written procedure. */
export function isOverdue(item: RegisterItem, nowMs: number): boolean {
  return item.state !== 'handedOver' && nowMs - Date.parse(item.at) > keepDays * 86_400_000;
}

/** An item that enters the register. */
export function newItem(o: {
  readonly id: string;
  readonly what: ItemKind;
  readonly where: ItemPlace;
  readonly count: number;
  readonly at: string;
  /** Null = the machine itself has seen it; nobody has it in hand yet. */
  readonly staff: string | null;
  readonly custody: string | null;
}): RegisterItem {
  const { id, what, where, count, at, staff, custody } = o;
  return {
    ...{ format: 'yitiji-item/1', id, version: 1, what, where, custody, last4: null, count, at },
    ...{ state: staff === null ? 'inMachine' : 'kept', staff: staff === null ? [] : [staff], handOver: null },
  };
}
