import QRCode from 'qrcode';
import type { BlockOf } from '../../contract/screen.ts';

/**
 * What a receipt's QR says: number, item, status at print, signed by the machine. No name, no ID number (domain rule "receipt number").
 * `YTJ1:<receipt number>:<item>:<state>:<signature, base64url>` (read by `contract/receipt-code.ts`); the signature covers everything before it. Where another machine gave the number, the
 * kiosk that prints stands behind the state (`…:<state>:<kiosk>:<signature>`): whoever checks the code takes the key of that one.
 * @param kiosk the machine that prints and signs
 */
export function receiptQrPayload(
  receipt: { readonly receiptNo: string; readonly itemId: string; readonly state: string },
  kiosk: string,
  sign: (text: string) => string,
): string {
  const { receiptNo, itemId, state } = receipt;
  const by = kiosk === '' || receiptNo.startsWith(`${kiosk}-`) ? '' : `:${kiosk}`;
  const body = `YTJ1:${receiptNo}:${itemId}:${state}${by}`;
  const signature = sign(body).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${body}:${signature}`;
}

/** Modules of the QR symbol for the screen, row by row, without quiet zone. Error level M: readable with scratches, still coarse enough. */
export function qrModules(payload: string): Pick<BlockOf<'code'>['qr'], 'size' | 'modules'> {
  const { modules } = QRCode.create(payload, { errorCorrectionLevel: 'M' });
  let bits = '';
  for (const module of modules.data) bits += module === 1 ? '1' : '0';
  return { size: modules.size, modules: bits };
}
