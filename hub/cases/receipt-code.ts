import { verifyText } from '../../contract/signing.ts';
import type { Sql } from '../database/pool.ts';

/** `YTJ1:<receipt number>:<item>:<state>[:<kiosk>]:<signature, base64url>`, as a machine prints it (`terminal/receipt/receipt-qr.ts`). */
const codeForm =
  /^(YTJ1:(([A-Z]{2}\d{4})-\d{6}-\d{4}-\d):[A-Za-z.]{1,40}:[A-Za-z]{1,24}(?::([A-Z]{2}\d{4}))?):([A-Za-z0-9_-]{86})$/;

/**
 * Whether a receipt's code was made by the machine that it names: the one of its number, or the one that printed a slip about it. Keys of before count as well:
 * paper outlives them.
 * @param receiptNo number that was read out of the code
 */
export async function isGenuineCode(sql: Sql, receiptNo: string, code: string): Promise<boolean> {
  const [, signed = '', number = '', gaveNumber = '', printedBy, signature = ''] = codeForm.exec(code) ?? [];
  const kiosk = printedBy ?? gaveNumber;
  if (number === '' || number !== receiptNo) return false;
  const keys = await sql<{ public_key: string }[]>`
    select k.public_key from device_key k join device d on d.id = k.device_id where d.kiosk = ${kiosk}`;
  const base64 = `${signature.replaceAll('-', '+').replaceAll('_', '/')}==`;
  return keys.some(({ public_key }) => verifyText(public_key, signed, base64));
}
