import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * IPP messages as bytes: RFC 8010, section 3. A message is self-delimiting (it ends with the end-of-attributes tag); document data, if any, follows it
 * and is none of this file's business.
 */

/** Delimiter tags, RFC 8010, section 3.5.1. */
export const groupTags = {
  operation: 0x01,
  job: 0x02,
  end: 0x03,
  printer: 0x04,
  unsupported: 0x05,
  subscription: 0x06,
  event: 0x07,
} as const;

/** Value tags, RFC 8010, section 3.5.2. */
export const valueTags = {
  unsupported: 0x10,
  unknown: 0x12,
  noValue: 0x13,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  begCollection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
  memberAttrName: 0x4a,
} as const;

/** Bounds against endless or hostile replies; a queue with 500 jobs of 10 attributes stays far below. */
export const ippLimits = { messageBytes: 1_048_576, attributes: 20_000, nameBytes: 255 } as const;

/**
 * One value. Integers, enums: number. Booleans: boolean. Out-of-band tags (10–1F): null. Character strings: string. A collection: null, its
 * members are skipped (this driver asks for none). Everything else: its bytes.
 */
export interface IppValue {
  readonly tag: number;
  readonly value: string | number | boolean | null | Uint8Array;
}

export interface IppAttribute {
  readonly name: string;
  readonly values: readonly IppValue[];
}

export interface IppGroup {
  readonly tag: number;
  readonly attributes: readonly IppAttribute[];
}

export interface IppMessage {
  /** Major and minor in one number: 0x0200 = IPP/2.0. */
  readonly version: number;
  /** Operation id in a request, status code in a reply. */
  readonly code: number;
  readonly requestId: number;
  readonly groups: readonly IppGroup[];
}

/** Why bytes are no message: `incomplete` may become one with more bytes, the others never. */
export type IppDecodeError = 'incomplete' | 'too-long' | 'bad-group' | 'bad-attribute' | 'bad-value';

const isOutOfBand = (tag: number) => tag >= 0x10 && tag <= 0x1f;
/** Character strings: 0x40–0x5F. */
const isString = (tag: number) => tag >= 0x40 && tag <= 0x5f;

/** A message as bytes. Throws on names or values that do not fit (bug of the caller): our own requests are small. */
export function encodeIpp(message: IppMessage): Uint8Array {
  const parts: Uint8Array[] = [];
  const head = Buffer.alloc(8);
  head.writeUInt16BE(message.version, 0);
  head.writeUInt16BE(message.code, 2);
  head.writeInt32BE(message.requestId, 4);
  parts.push(head);
  for (const group of message.groups) {
    parts.push(Uint8Array.of(group.tag));
    for (const attribute of group.attributes) {
      if (attribute.values.length === 0) throw new Error(`${attribute.name} has no value`);
      attribute.values.forEach((value, index) => {
        parts.push(encodeValue(index === 0 ? attribute.name : '', value));
      });
    }
  }
  parts.push(Uint8Array.of(groupTags.end));
  return Buffer.concat(parts);
}

function encodeValue(name: string, { tag, value }: IppValue): Uint8Array {
  const nameBytes = Buffer.from(name, 'utf8');
  const bytes = valueBytes(tag, value);
  if (nameBytes.length > ippLimits.nameBytes || bytes.length > 0x7fff) throw new Error(`${name} is too long`);
  const head = Buffer.alloc(3);
  head.writeUInt8(tag, 0);
  head.writeUInt16BE(nameBytes.length, 1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length, 0);
  const whole = [head, nameBytes, length, bytes];
  // A collection is written empty: begin and end.
  if (tag === valueTags.begCollection) whole.push(Uint8Array.of(valueTags.endCollection, 0, 0, 0, 0));
  return Buffer.concat(whole);
}

function valueBytes(tag: number, value: IppValue['value']): Uint8Array {
  if (value === null) return new Uint8Array();
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (typeof value !== 'number') return value;
  if (tag !== valueTags.integer && tag !== valueTags.enum) throw new Error(`a number under tag ${tag}`);
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A decoded message and how many bytes it took; what follows is document data or the next message. */
export interface DecodedIpp {
  readonly message: IppMessage;
  readonly length: number;
}

/** Reads one message from the start of `bytes`. Never throws, whatever the bytes. */
export function decodeIpp(bytes: Uint8Array): Result<DecodedIpp, IppDecodeError> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, ippLimits.messageBytes));
  const short: IppDecodeError = bytes.byteLength >= ippLimits.messageBytes ? 'too-long' : 'incomplete';
  if (view.length < 8) return err(short);
  const groups: { tag: number; attributes: { name: string; values: IppValue[] }[] }[] = [];
  let at = 8;
  let depth = 0;
  let count = 0;
  for (;;) {
    if (at >= view.length) return err(short);
    const tag = view.readUInt8(at);
    if (tag < 0x10) {
      at += 1;
      if (depth > 0 || tag === 0) return err('bad-group');
      if (tag === groupTags.end) break;
      groups.push({ tag, attributes: [] });
      continue;
    }
    if (at + 3 > view.length) return err(short);
    const nameLength = view.readUInt16BE(at + 1);
    if (nameLength > ippLimits.nameBytes) return err('bad-attribute');
    const valueAt = at + 3 + nameLength + 2;
    if (valueAt > view.length) return err(short);
    const valueLength = view.readUInt16BE(valueAt - 2);
    if (valueAt + valueLength > view.length) return err(short);
    count += 1;
    if (count > ippLimits.attributes) return err('too-long');
    const name = view.toString('utf8', at + 3, at + 3 + nameLength);
    const raw = view.subarray(valueAt, valueAt + valueLength);
    at = valueAt + valueLength;
    if (tag === valueTags.endCollection) {
      if (depth === 0) return err('bad-attribute');
      depth -= 1;
      continue;
    }
    const isInside = depth > 0;
    if (tag === valueTags.begCollection) depth += 1;
    // Members of a collection: nothing that this driver asks for.
    if (isInside) continue;
    const group = groups.at(-1);
    if (group === undefined) return err('bad-group');
    const value = decodeValue(tag, raw);
    if (value === null) return err('bad-value');
    if (name !== '') group.attributes.push({ name, values: [value] });
    else {
      const attribute = group.attributes.at(-1);
      if (attribute === undefined) return err('bad-attribute');
      attribute.values.push(value);
    }
  }
  const message = { version: view.readUInt16BE(0), code: view.readUInt16BE(2), requestId: view.readInt32BE(4), groups };
  return ok({ message, length: at });
}

/** Null = the length does not fit the tag. */
function decodeValue(tag: number, raw: Buffer): IppValue | null {
  if (isOutOfBand(tag) || tag === valueTags.begCollection) return { tag, value: null };
  if (tag === valueTags.integer || tag === valueTags.enum) {
    return raw.length === 4 ? { tag, value: raw.readInt32BE(0) } : null;
  }
  if (tag === valueTags.boolean) return raw.length === 1 ? { tag, value: raw[0] !== 0 } : null;
  if (isString(tag)) return { tag, value: raw.toString('utf8') };
  return { tag, value: new Uint8Array(raw) };
}
