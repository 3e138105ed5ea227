import type { Capability } from '../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import type { ErrorCode } from '../../contract/device.ts';
import type { PanelView } from '../../contract/touch-panel.ts';
import type { SessionContext } from './context.ts';

/**
 * Why an item cannot be started now, as key of a text that names the reason and what to do instead; null = it can. Items degrade singly, never the
 * machine (docs/domain/screens.md §11). The texts know `{phone}` (keeper) and `{hotline}` (the item's department).
 */
export function unavailableBecause(context: SessionContext, item: ServiceItem): string | null {
  const { switches } = context;
  if (switches === null ? item.phase !== 'live' : !switches.phases.includes(item.phase)) return 'tile.phase';
  if (switches?.off.some((entry) => entry.item === item.id) === true) return 'tile.offCity';
  if (context.closedItems.includes(item.id)) return 'tile.off';
  const missing = item.capabilities.required.find((capability) => isMissing(context, capability));
  if (missing !== undefined) return becauseMissing(context, missing);
  if (context.intakeClosed === 'disk') return 'tile.intake.disk';
  const asks = item.offline === 'LIVE' || item.offline === 'NONE';
  // A hub that refuses this machine answers no question either: that the network is away would not be true.
  if (
    context.intakeClosed !== null &&
    (isClosedFor(context.intakeClosed, item) || (context.intakeClosed === 'key' && asks))
  )
    return `tile.intake.${context.intakeClosed}`;
  return !context.online && asks ? 'tile.offline' : null;
}

/** Cards that are being counted are no broken device: the reason says so. */
const becauseMissing = (context: SessionContext, capability: Capability): string =>
  context.devices[capability].fault === 'E_COUNT_DIFFERS'
    ? `tile.missing.${capability}.counted`
    : `tile.missing.${capability}`;

const isClosedFor = (closed: NonNullable<SessionContext['intakeClosed']>, item: ServiceItem): boolean =>
  takesIn(item) && (closed !== 'deadline' || countsDays(item));

/** Whether this device cannot be used now, for whatever reason. */
export const isMissing = (context: SessionContext, capability: Capability): boolean =>
  context.devices[capability].availability === 'unavailable';

/** Items that put something into the outbox; those that only show go on while intake is closed. */
const takesIn = (item: ServiceItem): boolean =>
  item.steps.some((step) => step.page === 'submit' || step.page === 'rate' || step.page === 'issueCard');

/** Items that compare with the day of today somewhere (`today-180d`): what must be done by a day needs a clock that can be trusted. */
const countsDays = (item: ServiceItem): boolean => JSON.stringify(item).includes('"today');

/** What another machine may have: a device, or room in its queue. These texts name the reason only. What the city has switched off is off there, too. */
export const isOfThisMachine = (because: string): boolean =>
  because.startsWith('tile.missing.') || because.startsWith('tile.intake.');

/** No machine of the city has it now. */
export const isOffEverywhere = (because: string): boolean => because === 'tile.phase' || because === 'tile.offCity';

/** Other machines that are fitted with all that the item needs, nearest first, as the city lists them. */
export const nearestKiosks = (
  context: SessionContext,
  { capabilities }: ServiceItem,
): NonNullable<SessionContext['kiosks']>['places'] =>
  otherKiosks(context).filter((place) => capabilities.required.every((needed) => place.capabilities.includes(needed)));

/** Every other machine that the city lists, nearest first. */
export const otherKiosks = ({ kiosks, identity }: SessionContext): NonNullable<SessionContext['kiosks']>['places'] =>
  (kiosks?.places ?? []).filter((place) => place.placeId !== identity?.kiosk).sort((a, b) => a.distanceM - b.distanceM);

/** Reference lists older than this are said to be so. Days. */
const packLimitDays = 30;

/** What is shown from the signed lists of this machine while nobody can be asked, and their day is long past. */
export function packIsOld({ online, kiosks, today }: SessionContext, item: ServiceItem): boolean {
  if (online || item.offline !== 'CACHE' || kiosks === null) return false;
  return Date.parse(today) - Date.parse(kiosks.asOf.slice(0, 10)) > packLimitDays * 86_400_000;
}

/** The machine as a whole takes visits: store, cabinet, no update, identity, and a way to press something. */
export const isServing = (context: SessionContext): boolean =>
  context.durable &&
  !context.doorOpen &&
  !context.service &&
  context.outage === null &&
  context.faultNotice === null &&
  context.identity !== null &&
  !isPanelOff(context);

/** Whether this item may be begun now. */
export const canStart = (context: SessionContext, item: ServiceItem): boolean =>
  isServing(context) && unavailableBecause(context, item) === null;

/** F-15: nothing can be pressed here: the touch panel is off, and there is no key pad. */
export const isPanelOff = (context: SessionContext): boolean => isOffWith(context, context.panel);

/** Whether the touch panel is off and there is no key pad either: nobody can use the machine. */
export const isOffWith = (context: SessionContext, panel: PanelView): boolean =>
  panel.isOff && isMissing(context, 'navPad');

/** Items with a tile: utilities (`verb: none`) are reached from fixed places only. */
export const tiledItems = (context: SessionContext): readonly ServiceItem[] =>
  context.items.filter((item) => item.verb !== 'none');

/** Which page explains a failed card read. */
export function noticeForReaderFault(code: ErrorCode): string {
  switch (code) {
    case 'E_MEDIA_INVALID':
    case 'E_MEDIA_COLLISION':
    case 'E_DOC_SUSPECT':
      return 'id.invalid';
    case 'E_TIMEOUT':
    case 'E_NO_MEDIA':
      return 'id.timeout';
    case 'E_DATA_BAD':
    case 'E_CHIP':
      return 'id.data';
    default:
      return 'id.reader';
  }
}
