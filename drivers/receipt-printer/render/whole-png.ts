import { crc32, inflateSync } from 'node:zlib';

const signature = '89504e470d0a1a0a';
/** Samples of one dot by colour type, and the depths in bits that the standard allows it. */
const colourTypes: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
/** Adam7: first column and row of each pass, and the steps between its columns and rows. */
const passes = ['0088', '4088', '0448', '2044', '0224', '1022', '0112'].map((pass) => Array.from(pass, Number));
/** Unpacked, in bytes: 576 dots of eight bytes, 7,000 lines high. No slip is as long. */
const longest = 32 * 1024 * 1024;

/**
 * Whether a picture is there from its signature to its `IEND`, with every checksum right and exactly as many dots as its header says. pngjs 5, which
 * `receiptline` has inside, asks none of this: where the packed dots end too early it draws the memory that it was about to write them to, so
 * that a damaged picture printed what another part of the program had left there.
 * Source: PNG, third edition (W3C, 2025), §5.3, §7.2, §8.1, §11.2.
 */
export function isWholePng(png: Buffer): boolean {
  if (png.subarray(0, 8).toString('hex') !== signature) return false;
  const packed: Buffer[] = [];
  let header: Buffer | null = null;
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > png.length || crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) return false;
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, end - 4);
    if ((header === null) !== (type === 'IHDR')) return false;
    header ??= data;
    if (type === 'IDAT') packed.push(data);
    if (type === 'IEND') return end === png.length && isAllThere(Buffer.concat(packed), unpackedBytes(header));
    at = end;
  }
  return false;
}

function isAllThere(packed: Buffer, size: number | null): boolean {
  if (size === null) return false;
  try {
    return inflateSync(packed, { maxOutputLength: size }).length === size;
  } catch {
    return false;
  }
}

/** What the header makes of the picture: for each line one byte for its filter, then its dots. Null = no such picture. */
function unpackedBytes(header: Buffer): number | null {
  if (header.length !== 13) return null;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = 0, compression, filter, interlace = 2] = header.subarray(8);
  const type = colourTypes[colour];
  if (width === 0 || height === 0 || compression !== 0 || filter !== 0 || interlace > 1) return null;
  if (type === undefined || !type.depths.includes(depth)) return null;
  const bytes = (columns: number, rows: number) =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * type.samples * depth) / 8));
  const steps = (size: number, from = 0, step = 1) => Math.max(0, Math.ceil((size - from) / step));
  const size =
    interlace === 0
      ? bytes(width, height)
      : passes.reduce((sum, [x, y, dx, dy]) => sum + bytes(steps(width, x, dx), steps(height, y, dy)), 0);
  return size > longest ? null : size;
}
