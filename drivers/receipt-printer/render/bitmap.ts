/** A black-and-white picture as ESC/POS raster data has it: rows from the top, most significant bit left, 1 = black. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  /** `rowBytes(widthDots)` bytes for each row; spare bits at the end of a row are 0. */
  readonly bytes: Uint8Array;
}

/** Bytes of one row: eight dots each, the last one filled up. */
export function rowBytes(widthDots: number): number {
  return (widthDots + 7) >> 3;
}

/** Whether the dot is printed. Column x from the left, row y from the top, both from 0; outside of the picture is white. */
export function isBlack(bitmap: Bitmap, x: number, y: number): boolean {
  const byte = bitmap.bytes[y * rowBytes(bitmap.widthDots) + (x >> 3)] ?? 0;
  return (byte & (0x80 >> (x & 7))) !== 0;
}

/** Picture of so many dots; `black` is asked for each of them. */
export function makeBitmap(widthDots: number, heightDots: number, black: (x: number, y: number) => boolean): Bitmap {
  const stride = rowBytes(widthDots);
  const bytes = new Uint8Array(stride * heightDots);
  for (let y = 0; y < heightDots; y += 1) {
    for (let x = 0; x < widthDots; x += 1) {
      if (black(x, y)) bytes[y * stride + (x >> 3)] = (bytes[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { widthDots, heightDots, bytes };
}

/** A 24-dot-high picture column by column, three bytes each, top bit first: the order of `ESC *` with m = 33. */
export function toColumns24(bitmap: Bitmap): Uint8Array {
  if (bitmap.heightDots !== 24) throw new Error(`ESC * 33 takes 24 rows, not ${bitmap.heightDots}`);
  const columns = new Uint8Array(bitmap.widthDots * 3);
  for (let x = 0; x < bitmap.widthDots; x += 1) {
    for (let y = 0; y < 24; y += 1) {
      const at = x * 3 + (y >> 3);
      if (isBlack(bitmap, x, y)) columns[at] = (columns[at] ?? 0) | (0x80 >> (y & 7));
    }
  }
  return columns;
}

/** Whether two pictures have the same size and dots. */
export function sameBitmap(a: Bitmap, b: Bitmap): boolean {
  return (
    a.widthDots === b.widthDots &&
    a.heightDots === b.heightDots &&
    a.bytes.length === b.bytes.length &&
    a.bytes.every((byte, index) => byte === b.bytes[index])
  );
}

/**
 * Printers look for real-time commands (`10 04`, `10 05`, `10 14`) in everything they receive, picture data included, and some of
 * these clear the buffer. Where a picture contains such a pair, one dot is widened by one: 10 becomes 18.
 * Source: ESC/POS command reference, notes to DLE EOT, DLE ENQ and DLE DC4.
 */
export function disarmRealTime(data: Uint8Array): Uint8Array {
  const safe = new Uint8Array(data);
  for (let i = 0; i + 1 < safe.length; i += 1) if (isRealTimeAt(safe, i)) safe[i] = 0x18;
  return safe;
}

/** Whether a printer would find a real-time command in these bytes, whatever they are meant to be. */
export function hasRealTime(data: Uint8Array): boolean {
  return data.some((_byte, index) => isRealTimeAt(data, index));
}

function isRealTimeAt(data: Uint8Array, index: number): boolean {
  const next = data[index + 1];
  return data[index] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14);
}
