import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { askProgram } from '../core/ask-program.ts';

/**
 * Why there is no picture: no decoder is fitted; the bytes are no photo; the program cannot be started, crashed or said no; it took too long; it sent too
 * much; what it sent is no picture of a card.
 */
export type PhotoFault = 'noDecoder' | 'notAPhoto' | 'failed' | 'timeout' | 'tooLarge' | 'notAPicture';

/** A decoded photo, in memory only. */
export interface CardPicture {
  /** Windows bitmap, 102 × 126, 24 bit. Personal data: zero it when it is no longer shown. */
  readonly bmp: Uint8Array;
}

/**
 * Decodes the photo of an ID card (WLT, 1,024 bytes). The only decoders there are belong to vendors, and their licences do not allow us to hand them
 * on: so this is a place to plug one in. Without one the screen shows a neutral placeholder and every flow still works.
 */
export interface PhotoDecoder {
  /** Reads `wlt` and leaves it as it is. Settles within the decoder's time limit. Never rejects. */
  decode(wlt: Uint8Array): Promise<Result<CardPicture, PhotoFault>>;
}

/** For machines without a decoder. */
export const noPhotoDecoder: PhotoDecoder = { decode: async () => err('noDecoder') };

export interface ExternalDecoderOptions {
  /** Path of a program that the keeper of the machine has installed under its own licence. */
  readonly program: string;
  /** Given as they are; there is no shell. */
  readonly args?: readonly string[];
  readonly clock: Clock;
  /** Milliseconds until the program is ended. Default 2,000. */
  readonly limitMs?: number;
  /** Most bytes it may send. Default 65,536; a picture has 38,862. */
  readonly limitBytes?: number;
}

/**
 * A decoder that is a program of its own: gets the 1,024 bytes on standard input, gives the bitmap on standard output, exits 0. It may crash, hang or
 * send nonsense without harm to this process. Nothing is written to disk; buffers that held the photo are zeroed. It gets no environment, so
 * that it learns nothing of the machine.
 */
export function externalPhotoDecoder(options: ExternalDecoderOptions): PhotoDecoder {
  return { decode: (wlt) => (isWlt(wlt) ? runDecoder(options, wlt) : Promise.resolve(err('notAPhoto'))) };
}

/** Size of a photo on the chip. */
const wltBytes = 1_024;
/** "WL", width 102, height 126, little endian. Source: docs/protocols/id-card-reader.md, section 7. */
const wltHead = [0x57, 0x4c, 0x66, 0x00, 0x7e, 0x00] as const;
const width = 102;
const height = 126;

function isWlt(bytes: Uint8Array): boolean {
  return bytes.length === wltBytes && wltHead.every((byte, i) => bytes[i] === byte);
}

async function runDecoder(
  { program, args = [], clock, limitMs = 2_000, limitBytes = 65_536 }: ExternalDecoderOptions,
  wlt: Uint8Array,
): Promise<Result<CardPicture, PhotoFault>> {
  const answer = await askProgram({ program, args, input: wlt.slice(), clock, limitMs, limitBytes });
  if (!answer.ok) return err(answer.error === 'aborted' ? 'failed' : answer.error);
  const { exit, output } = answer.value;
  const bmp = pictureOf(output);
  if (exit !== 0) return err('failed');
  return bmp === null ? err('notAPicture') : ok({ bmp });
}

/** A copy of the bytes when they are a bitmap of a card photo and nothing else; the bytes themselves are zeroed. */
function pictureOf(bytes: Buffer): Uint8Array | null {
  const copy = isCardBitmap(bytes) ? new Uint8Array(bytes) : null;
  bytes.fill(0);
  return copy;
}

/** Windows bitmap, 40-byte head, 24 bit, not compressed, the size of a card photo (either way up): rows of 308 bytes. */
function isCardBitmap(bytes: Buffer): boolean {
  const pixelsAt = 54;
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  return (
    bytes.length === pixelsAt + rowBytes * height &&
    bytes.toString('latin1', 0, 2) === 'BM' &&
    bytes.readUInt32LE(10) === pixelsAt &&
    bytes.readInt32LE(18) === width &&
    Math.abs(bytes.readInt32LE(22)) === height &&
    bytes.readUInt16LE(28) === 24 &&
    bytes.readUInt32LE(30) === 0
  );
}
