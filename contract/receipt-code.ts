/** What the QR code of a slip says (`terminal/receipt/receipt-qr.ts`). */
export interface ReceiptCode {
  /** Receipt number, or the city's number of a joint application. */
  readonly receiptNo: string;
  /** The machine whose key made the signature: the one of the number, or the one that printed the slip about it. */
  readonly kiosk: string;
  /** What is signed. */
  readonly signed: string;
  /** Base64. */
  readonly signature: string;
}

const receiptNumber = /^([A-Z]{2}\d{4})-\d{6}-\d{4}-\d$/;
/** `YTJ1:<number>:<item>:<state>[:<kiosk>]:<signature, base64url>`. */
const codeForm = /^(YTJ1:([A-Z0-9-]{10,24}):[A-Za-z.]{1,40}:[A-Za-z]{1,24}(?::([A-Z]{2}\d{4}))?):([A-Za-z0-9_-]{86})$/;

/** Null = no code of a slip. A number that no machine gave is one only where the code names who printed it. Pure; proves nothing: the signature is the caller's to check. */
export function readReceiptCode(text: string): ReceiptCode | null {
  const [, signed = '', receiptNo = '', printedBy, signature = ''] = codeForm.exec(text) ?? [];
  const kiosk = printedBy ?? receiptNumber.exec(receiptNo)?.[1];
  if (kiosk === undefined) return null;
  const base64 = `${signature.replaceAll('-', '+').replaceAll('_', '/')}==`;
  return { receiptNo, kiosk, signed, signature: base64 };
}
