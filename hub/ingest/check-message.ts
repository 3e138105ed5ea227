import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { Envelope, encBytes, tagBytes } from '../../contract/envelope.ts';
import { isReceiptNumber, ownReceiptNumber } from '../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { uuid7Pattern } from '../../contract/uuid7.ts';

/** An envelope whose texts were decoded and whose hash was recomputed. */
export interface CheckedMessage {
  readonly envelope: Envelope;
  readonly enc: Buffer;
  readonly ct: Buffer;
}

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

const envelopeCheck = Compile(Envelope);
const uuid7Shape = new RegExp(uuid7Pattern);

/** The id of a message that may be malformed otherwise; null when not even that can be read, so that no verdict could name it. */
export function messageId(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('id' in message)) return null;
  return typeof message.id === 'string' && uuid7Shape.test(message.id) ? message.id : null;
}

/**
 * Checks one message without opening it. Each message is judged alone: one bad one must not hold up the others of its batch for ever.
 * @param kiosk the sender's kiosk code: a machine may only use receipt numbers of its own
 * @param isKnownKey whether the hub holds the private key of a kid
 */
export function checkMessage(
  message: unknown,
  kiosk: string,
  isKnownKey: (kid: string) => boolean,
): Result<CheckedMessage, RejectCode> {
  if (!envelopeCheck.Check(message)) return err('malformed');
  const envelope: Envelope = message;
  if (!areStorable(envelope)) return err('malformed');
  // One block for both: the hash is over enc ‖ ct.
  const head = encBytes[envelope.suite];
  const body = Buffer.allocUnsafe(head + Math.ceil((envelope.ct.length * 3) / 4));
  if (Buffer.byteLength(envelope.enc, 'base64') > head || body.write(envelope.enc, 0, 'base64') !== head) {
    return err('malformedSeal');
  }
  const ctBytes = body.write(envelope.ct, head, 'base64');
  // A ciphertext is never shorter than its tag.
  if (ctBytes < tagBytes[envelope.suite]) return err('malformedSeal');
  const sealed = body.subarray(0, head + ctBytes);
  if (hash('sha256', sealed, 'hex') !== envelope.sha256) return err('hashMismatch');
  const enc = sealed.subarray(0, head);
  const ct = sealed.subarray(head);
  if (!isKnownKey(envelope.kid)) return err('unknownKey');
  if (envelope.topic === 'case.submit' && envelope.receiptNo === null) return err('receiptNumberInvalid');
  if (envelope.receiptNo !== null) {
    if (!isReceiptNumber(envelope.receiptNo)) return err('receiptNumberInvalid');
    if (ownReceiptNumber(envelope.receiptNo, kiosk) === null) return err('receiptNumberForeign');
  }
  return ok({ envelope, enc, ct });
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
