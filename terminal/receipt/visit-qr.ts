import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { Visit } from '../session/context.ts';
import { qrModules } from './receipt-qr.ts';
import { visitQrPayload } from './slips.ts';

/** One signature and one symbol per receipt and state: the page is drawn many times. */
export function visitQr(key: DeviceKey, texts: Texts, language: () => Language, kiosk: () => string) {
  let last: { readonly name: string; readonly modules: ReturnType<typeof qrModules> } | null = null;
  return (visit: Visit) => {
    if (visit.receiptNo === null || visit.result === null) return null;
    const name = `${visit.receiptNo} ${visit.result.state}`;
    if (last?.name !== name) {
      const payload = visitQrPayload(visit, kiosk(), key.sign);
      if (payload === null) return null;
      last = { name, modules: qrModules(payload) };
    }
    return { ...last.modules, label: texts.text(language(), 'receipt.qr') };
  };
}
