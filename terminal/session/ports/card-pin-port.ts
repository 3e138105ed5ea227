import type { DeviceError } from '../../../contract/device.ts';
import type { SmartCardReader } from '../../../drivers/smart-card/smart-card-reader.ts';
import type { PinPad } from '../../personaliser/card-personaliser.ts';
import type { Party } from '../context.ts';
import type { SessionWork } from '../session-ports.ts';
import { nowIso, type PortDeps, untilLeft, verifiedParty } from './port-deps.ts';

/** For inserting the card, and for entering the PIN, milliseconds each. */
const userMs = 60_000;

export interface CardPinPortOptions {
  readonly pad: () => PinPad | null;
  readonly cards: () => SmartCardReader | null;
}

/**
 * C2 by the PIN of the citizen's own social security card: the card is read, its holder is compared with the ID card, and the PIN is entered on the pad, which
 * asks the card itself. Another person's card proves nothing, whatever its PIN; a card that does not tell its holder cannot be compared, so that other
 * ways are offered. The PIN never comes here.
 */
export function cardPinPort(
  deps: Pick<PortDeps, 'clock' | 'log' | 'store'>,
  { pad: padOf, cards }: CardPinPortOptions,
): SessionWork {
  const { clock, log, store } = deps;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const no = (why: 'away' | 'failed' | 'retry') => {
        store.audit('verify', { method: 'cardPin', result: why }, visit.id);
        tell({ type: 'NOT_VERIFIED', method: 'cardPin', why });
      };
      const pad = padOf();
      const reader = cards();
      const party = verifiedParty(visit);
      if (pad === null || reader === null || party === null) return no('away');
      const read = await reader.readSocialSecurityCard({ userMs, signal });
      if (!read.ok) return no(isCitizens(read.error) ? 'failed' : 'away');
      const isOwn = isHolder(read.value, party);
      read.value.wipe();
      if (!isOwn) return no('failed');
      for (;;) {
        const entered = await pad.enterPin({
          purpose: 'verify',
          userMs,
          signal,
          onDigits: (digits) => tell({ type: 'PIN_DIGITS', entered: digits }),
        });
        if (signal.aborted) return;
        if (entered.ok) {
          store.audit('verify', { method: 'cardPin', result: 'good' }, visit.id);
          return tell({ type: 'VERIFIED', method: 'cardPin', assurance: 'cardPin', at: nowIso(clock) });
        }
        const { code, outcome, vendor } = entered.error;
        log('device.call.failed', { deviceId: 'pinPad', call: 'enterPin', code, outcome, vendor: vendor?.code ?? '' });
        if (vendor?.code !== 'wrong')
          return no(isCitizens(entered.error) || vendor?.code === 'blocked' ? 'failed' : 'away');
        no('retry');
      }
    }, send);
}

/** The citizen's doing, not the device's: nobody came, went away, another card. */
function isCitizens({ code }: DeviceError): boolean {
  return ['E_TIMEOUT', 'E_CANCELLED', 'E_NO_MEDIA', 'E_MEDIA_INVALID', 'E_CHIP', 'E_DATA_BAD'].includes(code);
}

function isHolder(card: { readonly idNumber: string | null; readonly name: string | null }, actor: Party): boolean {
  return card.idNumber !== null && card.idNumber.toUpperCase() === actor.idNumber.toUpperCase();
}
