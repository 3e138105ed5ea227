/** Characters with a meaning in ReceiptLine markup, anywhere in a line of text. */
const special = /[\\{}|~_"`^\-=]/g;
/** Inside `{code:…}` the semicolon separates members as well. */
const specialInCode = /[\\{}|~_"`^\-=;]/g;

/**
 * Combining grapheme joiner: no ink, and nothing composes across it. Without it receiptline's composition (NFC) could join a combining
 * mark with the last digit of an escape ("\x7e" + U+0301 → "\x7é").
 */
const joiner = '\u{34f}';

/**
 * Makes a value literal text for a ReceiptLine document: whatever it contains is printed and never interpreted.
 * Control characters and line breaks become blanks, edge blanks go (they would set the column's alignment), and an empty value becomes
 * one hard blank, so that the column stays where it is.
 */
export function escapeField(value: string): string {
  const text = clean(value).replace(special, hex);
  const guarded = text.replace(/(\\x[0-9a-f]{2})(?=\p{M})/gu, `$1${joiner}`).replace(/^(?=\p{M})/u, joiner);
  return guarded === '' ? '\\x20' : guarded;
}

/**
 * The same for the data of a bar or QR code.
 * @returns null when the value is empty or not printable ASCII: a code that cannot be read back is worse than none
 */
export function escapeCode(value: string): string | null {
  return /^[\x20-\x7e]+$/.test(value) && value.trim() === value ? value.replace(specialInCode, hex) : null;
}

function clean(value: string): string {
  return (
    value
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      // Format characters leave no ink. They go before composition: between a letter and its mark one would decide by its place in
      // the chain whether the two join, and what has been typed invisibly must not change what is read.
      .replace(/\p{Cf}/gu, '')
      .normalize()
      .replace(/^\p{Zs}+|\p{Zs}+$/gu, '')
  );
}

function hex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
