import type { Charset } from './scanner.ts';

/** Made once: both decoders hold no state between calls without `stream`. A byte order mark at the start is not part of the text. */
const utf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });

/**
 * Text of a code: strict UTF-8, else GB 18030, which holds GBK and GB 2312 (rule S4 of docs/protocols/scanner-and-hid.md). Null when it is
 * neither: then it was damaged, or holds no text. A GBK text that is valid UTF-8 by chance would be read as UTF-8; the raw bytes go along.
 */
export function textOf(bytes: Uint8Array): { readonly text: string; readonly charset: Charset } | null {
  const asUtf8 = decoded(utf8, bytes);
  if (asUtf8 !== null) return { text: asUtf8, charset: 'utf-8' };
  const asGb = decoded(gb18030, bytes);
  return asGb === null ? null : { text: asGb, charset: 'gb18030' };
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    // The only way in which a fatal TextDecoder says "not this charset".
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
