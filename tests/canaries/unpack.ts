import { gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';

/** A bomb is not unpacked. */
const most = { maxOutputLength: 256 * 1024 * 1024 };

/** What is packed in a file, if it is one of the kinds that a program of ours or its libraries write: gzip, Zstandard, zip (traces of a browser). */
export function packedIn(bytes: Buffer): readonly Buffer[] {
  if (bytes.length < 8) return [];
  if (bytes.readUInt16BE(0) === 0x1f8b) return unpacked(() => gunzipSync(bytes, most));
  if (bytes.readUInt32BE(0) === 0x28b52ffd) return unpacked(() => zstdDecompressSync(bytes, most));
  if (bytes.readUInt32BE(0) === 0x504b0304) return zipEntries(bytes);
  return [];
}

/** What looks like an archive and is none holds nothing that its bytes do not show. */
function unpacked(unpack: () => Buffer): readonly Buffer[] {
  try {
    return [unpack()];
  } catch {
    return [];
  }
}

const directoryEntry = Buffer.from('504b0102', 'hex');

/** By the directory at its end (PKWARE APPNOTE 4.3.12): sizes stand there in any case. */
function zipEntries(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (
    let at = bytes.indexOf(directoryEntry);
    at !== -1 && at + 46 <= bytes.length;
    at = bytes.indexOf(directoryEntry, at + 4)
  ) {
    const isDeflated = bytes.readUInt16LE(at + 10) === 8;
    const size = bytes.readUInt32LE(at + 20);
    const local = bytes.readUInt32LE(at + 42);
    if (!isDeflated || local + 30 > bytes.length) continue;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    found.push(...unpacked(() => inflateRawSync(bytes.subarray(start, start + size), most)));
  }
  return found;
}
