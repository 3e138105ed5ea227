import { readReceiptCode } from '../../contract/receipt-code.ts';
import { verifyText } from '../../contract/signing.ts';
import type { Sql } from '../database/pool.ts';

/**
 * Whether a receipt's code was made by the machine that it names: the one of its number, or the one that printed a slip about it. Keys of before count as well:
 * paper outlives them.
 * @param receiptNo number that was read out of the code
 */
export async function isGenuineCode(sql: Sql, receiptNo: string, code: string): Promise<boolean> {
  const read = readReceiptCode(code);
  if (read === null || read.receiptNo !== receiptNo) return false;
  const keys = await sql<{ public_key: string }[]>`
    select k.public_key from device_key k join device d on d.id = k.device_id where d.kiosk = ${read.kiosk}`;
  return keys.some(({ public_key }) => verifyText(public_key, read.signed, read.signature));
}
