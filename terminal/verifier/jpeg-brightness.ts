/** Brightness of a picture: mean and standard deviation of its 8 × 8 blocks, 0–255. */
export interface Brightness {
  readonly width: number;
  readonly height: number;
  readonly mean: number;
  readonly deviation: number;
}

/** 2,048 × 2,048: more than any frame has, and soon decoded. */
const maxPixels = 4_194_304;

/**
 * Reads how bright the blocks of a baseline JPEG are, from their DC coefficients alone (ITU-T T.81, annex F): no pixel is ever made. That is enough to tell
 * a covered lens or a blank wall from a picture, and not enough to tell anything of a person.
 * Null = not a baseline JPEG, damaged, or too large. Never throws. Result is numbers only; the bytes are left as they are.
 */
export function jpegBrightness(jpeg: Uint8Array): Brightness | null {
  const head = readHead(jpeg);
  if (head === null) return null;
  const blocks = lumaBlocks(jpeg, head);
  if (blocks === null || blocks.length === 0) return null;
  const mean = blocks.reduce((sum, value) => sum + value, 0) / blocks.length;
  const variance = blocks.reduce((sum, value) => sum + (value - mean) ** 2, 0) / blocks.length;
  return { width: head.width, height: head.height, mean, deviation: Math.sqrt(variance) };
}

interface Component {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  readonly quantTable: number;
  dcTable: number;
  acTable: number;
}

interface Head {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  /** First coefficient of each quantisation table. */
  readonly quantDc: ReadonlyMap<number, number>;
  readonly dc: ReadonlyMap<number, Huffman>;
  readonly ac: ReadonlyMap<number, Huffman>;
  readonly restartEvery: number;
  readonly scanAt: number;
}

/** Canonical codes by length (T.81, F.2.2.3). */
interface Huffman {
  readonly maxCode: readonly number[];
  readonly offset: readonly number[];
  readonly values: Uint8Array;
}

const marker = { soi: 0xd8, sof0: 0xc0, dht: 0xc4, dqt: 0xdb, dri: 0xdd, sos: 0xda, eoi: 0xd9 } as const;

function readHead(jpeg: Uint8Array): Head | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  if (jpeg.length < 4 || jpeg[0] !== 0xff || jpeg[1] !== marker.soi) return null;
  const quantDc = new Map<number, number>();
  const dc = new Map<number, Huffman>();
  const ac = new Map<number, Huffman>();
  let size: { width: number; height: number } | null = null;
  let components: Component[] = [];
  let restartEvery = 0;
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) return null;
    const kind = jpeg[at + 1] ?? 0;
    if (kind === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    const from = at + 4;
    const end = at + 2 + length;
    if (length < 2 || end > jpeg.length) return null;
    const body = jpeg.subarray(from, end);
    if (kind === marker.dqt) {
      if (!readQuant(body, quantDc)) return null;
    } else if (kind === marker.dht) {
      if (!readHuffman(body, dc, ac)) return null;
    } else if (kind === marker.dri) {
      if (body.length < 2) return null;
      restartEvery = view.getUint16(from);
    } else if (kind === marker.sof0) {
      const frame = readFrame(body);
      if (frame === null) return null;
      ({ size, components } = frame);
    } else if (kind === marker.sos) {
      if (size === null || !readScan(body, components)) return null;
      return { ...size, components, quantDc, dc, ac, restartEvery, scanAt: end };
    } else if (kind === marker.eoi || (kind >= 0xc1 && kind <= 0xcf)) {
      return null; // progressive, lossless, arithmetic: cameras of browsers send baseline
    }
    at = end;
  }
  return null;
}

function readQuant(body: Uint8Array, into: Map<number, number>): boolean {
  for (let at = 0; at < body.length; ) {
    const info = body[at] ?? 0;
    const isWide = info >> 4 !== 0;
    const first = isWide ? ((body[at + 1] ?? 0) << 8) | (body[at + 2] ?? 0) : body[at + 1];
    if (first === undefined || first === 0) return false;
    into.set(info & 15, first);
    at += 1 + (isWide ? 128 : 64);
  }
  return true;
}

function readHuffman(body: Uint8Array, dc: Map<number, Huffman>, ac: Map<number, Huffman>): boolean {
  for (let at = 0; at < body.length; ) {
    const info = body[at] ?? 0;
    const counts = body.subarray(at + 1, at + 17);
    if (counts.length < 16) return false;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = body.subarray(at + 17, at + 17 + total);
    if (values.length < total) return false;
    const maxCode: number[] = [];
    const offset: number[] = [];
    let code = 0;
    let index = 0;
    for (const count of counts) {
      offset.push(index - code);
      index += count;
      code += count;
      maxCode.push(count === 0 ? -1 : code - 1);
      code <<= 1;
    }
    (info >> 4 === 0 ? dc : ac).set(info & 15, { maxCode, offset, values });
    at += 17 + total;
  }
  return true;
}

function readFrame(body: Uint8Array) {
  const [precision = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, count = 0] = body;
  const height = (h1 << 8) | h0;
  const width = (w1 << 8) | w0;
  if (precision !== 8 || width === 0 || height === 0 || width * height > maxPixels) return null;
  if (count < 1 || count > 4 || body.length < 6 + count * 3) return null;
  const components = Array.from({ length: count }, (_, i): Component => {
    const [id = 0, sampling = 0, quantTable = 0] = body.subarray(6 + i * 3, 9 + i * 3);
    return { id, h: sampling >> 4, v: sampling & 15, quantTable, dcTable: 0, acTable: 0 };
  });
  if (components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) return null;
  return { size: { width, height }, components };
}

/** Only a scan of all components at once: a baseline picture with several scans is not read. */
function readScan(body: Uint8Array, components: readonly Component[]): boolean {
  if (body[0] !== components.length || body.length < 1 + components.length * 2) return false;
  return components.every((component, i) => {
    const [id = -1, tables = 0] = body.subarray(1 + i * 2, 3 + i * 2);
    component.dcTable = tables >> 4;
    component.acTable = tables & 15;
    return id === component.id;
  });
}

/** Mean brightness of each luma block in order; null when the data end or make no sense. */
function lumaBlocks(jpeg: Uint8Array, head: Head): readonly number[] | null {
  const { components, width, height, restartEvery } = head;
  const single = components.length === 1;
  const hMax = single ? 1 : Math.max(...components.map(({ h }) => h));
  const vMax = single ? 1 : Math.max(...components.map(({ v }) => v));
  const units = Math.ceil(width / (8 * hMax)) * Math.ceil(height / (8 * vMax));
  const bits = new Bits(jpeg, head.scanAt);
  const last = components.map(() => 0);
  const blocks: number[] = [];
  for (let unit = 0; unit < units; unit += 1) {
    if (restartEvery > 0 && unit > 0 && unit % restartEvery === 0) {
      if (!bits.restart()) return null;
      last.fill(0);
    }
    for (const [i, component] of components.entries()) {
      const dc = head.dc.get(component.dcTable);
      const ac = head.ac.get(component.acTable);
      const quant = head.quantDc.get(component.quantTable);
      if (dc === undefined || ac === undefined || quant === undefined) return null;
      for (let block = 0; block < (single ? 1 : component.h * component.v); block += 1) {
        const difference = readBlock(bits, dc, ac);
        if (difference === null) return null;
        const value = (last[i] ?? 0) + difference;
        last[i] = value;
        if (i === 0) blocks.push(Math.min(255, Math.max(0, (value * quant) / 8 + 128)));
      }
    }
  }
  return blocks;
}

/** The DC difference of one block; its other coefficients are passed over. */
function readBlock(bits: Bits, dc: Huffman, ac: Huffman): number | null {
  const size = bits.symbol(dc);
  if (size === null || size > 11) return null;
  const difference = bits.signed(size);
  if (difference === null) return null;
  for (let k = 1; k < 64; ) {
    const symbol = bits.symbol(ac);
    if (symbol === null) return null;
    const run = symbol >> 4;
    const length = symbol & 15;
    if (length === 0) {
      if (run !== 15) break; // end of block
      k += 16;
      continue;
    }
    if (bits.take(length) === null) return null;
    k += run + 1;
  }
  return difference;
}

/** Bits of the entropy-coded data, most significant first, stuffed zeros taken out. */
class Bits {
  readonly #data: Uint8Array;
  #at: number;
  #bits = 0;
  #left = 0;

  constructor(data: Uint8Array, at: number) {
    this.#data = data;
    this.#at = at;
  }

  /** Null at the end of the data or at a marker. */
  #bit(): number | null {
    if (this.#left === 0) {
      const byte = this.#data[this.#at];
      if (byte === undefined) return null;
      if (byte === 0xff) {
        if (this.#data[this.#at + 1] !== 0) return null;
        this.#at += 1;
      }
      this.#at += 1;
      this.#bits = byte;
      this.#left = 8;
    }
    this.#left -= 1;
    return (this.#bits >> this.#left) & 1;
  }

  take(count: number): number | null {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      const bit = this.#bit();
      if (bit === null) return null;
      value = (value << 1) | bit;
    }
    return value;
  }

  /** T.81, F.2.2.1: EXTEND. */
  signed(size: number): number | null {
    const value = this.take(size);
    if (value === null || size === 0) return value;
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  symbol({ maxCode, offset, values }: Huffman): number | null {
    let code = 0;
    for (let length = 0; length < 16; length += 1) {
      const bit = this.#bit();
      if (bit === null) return null;
      code = (code << 1) | bit;
      if (code <= (maxCode[length] ?? -1)) return values[code + (offset[length] ?? 0)] ?? null;
    }
    return null;
  }

  /** Passes a restart marker. */
  restart(): boolean {
    this.#left = 0;
    const isMarker = this.#data[this.#at] === 0xff && ((this.#data[this.#at + 1] ?? 0) & 0xf8) === 0xd0;
    this.#at += 2;
    return isMarker;
  }
}
