import type { ServiceItem } from '../../contract/catalogue.ts';
import type { ErrorCode } from '../../contract/device.ts';
import type { NoticeId, SessionContext } from './context.ts';

/** Why an item cannot be started now; null = it can. Names a text. Items degrade singly, never the machine. */
export function unavailableBecause(context: SessionContext, item: ServiceItem): string | null {
  if (item.capabilities.required.includes('idReader') && context.idReader.availability === 'unavailable') {
    return 'tile.reader';
  }
  if (item.capabilities.required.includes('receiptPrinter') && context.receiptPrinter.availability === 'unavailable') {
    return 'tile.printer';
  }
  if (item.offline === 'LIVE' && !context.online) return 'tile.offline';
  return null;
}

export function canStart(context: SessionContext, item: ServiceItem): boolean {
  return context.durable && context.identity !== null && unavailableBecause(context, item) === null;
}

/** Which page explains a failed card read. */
export function noticeForReaderFault(code: ErrorCode): NoticeId {
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
