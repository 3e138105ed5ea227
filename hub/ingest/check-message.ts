import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { Envelope, encBytes, tagBytes } from '../../contract/envelope.ts';
import { isReceiptNumber, ownReceiptNumber } from '../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { uuid7Pattern } from '../../contract/uuid7.ts';

/** Codes of verdict `rejected`: sending the same message again cannot help. */
export type RejectCode =
  | 'malformed'
  | 'malformedSeal'
  | 'hashMismatch'
  | 'unknownKey'
  | 'receiptNumberInvalid'
  | 'receiptNumberForeign'
  | 'receiptNumberTaken'
  | 'reissuedTwice';

/** Where bodies are decoded to be hashed, one after another. */
let scratch = Buffer.allocUnsafe(64 * 1024);

const envelopeCheck = Compile(Envelope);
const uuid7Shape = new RegExp(uuid7Pattern);

/** The id of a message that may be malformed otherwise; null when not even that can be read, so that no verdict could name it. */
export function messageId(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('id' in message)) return null;
  return typeof message.id === 'string' && uuid7Shape.test(message.id) ? message.id : null;
}

/**
 * Checks one message without opening it. Each message is judged alone: one bad one must not hold up the others of its batch for ever.
 * @returns the envelope, whose texts can be decoded and have the hash that it tells
 * @param kiosk the sender's kiosk code: a machine may only use receipt numbers of its own
 * @param isKnownKey whether the hub holds the private key of a kid
 */
export function checkMessage(
  message: unknown,
  kiosk: string,
  isKnownKey: (kid: string) => boolean,
): Result<Envelope, RejectCode> {
  if (!envelopeCheck.Check(message)) return err('malformed');
  const envelope: Envelope = message;
  if (!areStorable(envelope)) return err('malformed');
  // One block for both: the hash is over enc ‖ ct.
  const head = encBytes[envelope.suite];
  const room = head + Math.ceil((envelope.ct.length * 3) / 4);
  if (scratch.length < room) scratch = Buffer.allocUnsafe(room);
  if (Buffer.byteLength(envelope.enc, 'base64') > head || scratch.write(envelope.enc, 0, 'base64') !== head) {
    return err('malformedSeal');
  }
  const ctBytes = scratch.write(envelope.ct, head, 'base64');
  // A ciphertext is never shorter than its tag.
  if (ctBytes < tagBytes[envelope.suite]) return err('malformedSeal');
  if (hash('sha256', scratch.subarray(0, head + ctBytes), 'hex') !== envelope.sha256) return err('hashMismatch');
  if (!isKnownKey(envelope.kid)) return err('unknownKey');
  if (envelope.topic === 'case.submit' && envelope.receiptNo === null) return err('receiptNumberInvalid');
  if (envelope.receiptNo !== null) {
    if (!isReceiptNumber(envelope.receiptNo)) return err('receiptNumberInvalid');
    if (ownReceiptNumber(envelope.receiptNo, kiosk) === null) return err('receiptNumberForeign');
  }
  return ok(envelope);
}

/** Half of what a Date can hold (±8.64e15 ms), so that time plus offset is always a date. */
const widestMs = 4e15;

/** PostgreSQL texts cannot hold NUL; JSON integers may be larger than what a number keeps exactly. */
function areStorable(envelope: Envelope): boolean {
  const { seq, monoMs, wallMs, hubOffsetMs } = envelope;
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(monoMs)) return false;
  if (Math.abs(wallMs) > widestMs || Math.abs(hubOffsetMs ?? 0) > widestMs) return false;
  return ![envelope.orderKey, envelope.itemId ?? '', envelope.kid, envelope.bootId].some((text) => text.includes('\0'));
}
