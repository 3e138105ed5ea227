import { safeCode } from '../receipt-printer/render/safe-set.ts';
import type { Charset } from '../scanner/scanner.ts';

/** What a simulated code holds: text in a charset, or bytes as they are. */
export type CodeContent = { readonly text: string; readonly charset?: Charset } | { readonly bytes: Uint8Array };

/**
 * Bytes of a code. GB 18030 here means its two-byte part (GBK), which is what codes made in China hold.
 * Throws RangeError for a character that has no such code.
 */
export function codeBytes(content: CodeContent): Uint8Array {
  if ('bytes' in content) return content.bytes.slice();
  if (content.charset !== 'gb18030') return new TextEncoder().encode(content.text);
  const bytes: number[] = [];
  for (const character of content.text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const code = codePoint < 0x80 ? codePoint : safeCode(codePoint);
    if (code === undefined) throw new RangeError('a character has no two-byte code');
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Uint8Array.from(bytes);
}
