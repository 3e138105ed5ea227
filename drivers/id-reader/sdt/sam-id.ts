import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * The identity of the security module as text, from the 16 bytes that `12 FF` answers: u16, u16, u32, u32, u32, little endian,
 * unsigned, as `%02u.%02u-%08u-%010u-%010u`. Names the module in the inventory; not personal.
 */
export function samIdText(data: Uint8Array): Result<string, 'length'> {
  if (data.length !== 16) return err('length');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const head = `${pad(view.getUint16(0, true), 2)}.${pad(view.getUint16(2, true), 2)}`;
  const day = pad(view.getUint32(4, true), 8);
  return ok(`${head}-${day}-${pad(view.getUint32(8, true), 10)}-${pad(view.getUint32(12, true), 10)}`);
}
