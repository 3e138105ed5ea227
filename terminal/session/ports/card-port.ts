import type { Clock } from '../../../contract/clock.ts';
import type { DeviceError } from '../../../contract/device.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import { parseIdNumber } from '../../../contract/id-number.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { cityDay } from '../../../contract/working-days.ts';
import type { IdReader } from '../../../drivers/id-reader/id-reader.ts';
import type { Claim } from '../../devices/claims.ts';
import type { Store } from '../../store/store.ts';
import type { Visit } from '../context.ts';
import { isRecent } from '../machine/moves.ts';
import { stepOf } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { nowIso } from './port-deps.ts';
import type { VisitSecrets } from './visit-secrets.ts';

/** How long one placing is waited for; the session's own time limit ends the page earlier in most cases. */
const userMs = 180_000;

export interface CardPortOptions {
  readonly reader: () => IdReader | null;
  /** Claim of the open visit. */
  claim(): Promise<Result<Claim, DeviceError>>;
  readonly store: Store;
  readonly secrets: Pick<VisitSecrets, 'setChipPhoto' | 'forgetChipPhoto'>;
  /** A face is compared with the photo of the chip, and without one with nothing. */
  readonly needsPhoto: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads one fresh card. The raw read (photo, texts) is wiped at once; only the values that the visit needs go on, in memory. A copy of the photo is kept for
 * a face check where this item may ask for one, until that has ended.
 */
export function cardPort({
  reader: readerOf,
  claim: claimOf,
  store,
  secrets,
  needsPhoto,
  clock,
  log,
}: CardPortOptions): SessionWork {
  return (visit, send) => {
    const controller = new AbortController();
    const reader = readerOf();
    if (reader === null) {
      send({ type: 'CARD_FAILED', code: 'E_NO_DEVICE' });
      return () => undefined;
    }
    const read = async () => {
      const claim = await claimOf();
      if (controller.signal.aborted) return;
      if (!claim.ok) {
        send({ type: 'CARD_FAILED', code: claim.error.code });
        return;
      }
      const result = await reader.readCard({
        userMs,
        signal: controller.signal,
        onPhase: (phase) => {
          if (!controller.signal.aborted) send({ type: 'READER_PHASE', phase });
        },
      });
      if (!result.ok) {
        const { code, outcome, vendor } = result.error;
        if (controller.signal.aborted) return;
        log('device.call.failed', { deviceId: reader.id, call: 'readCard', code, outcome, vendor: vendor?.code ?? '' });
        store.audit('id.read', { ok: false, docType: null }, visit.id);
        send({ type: 'CARD_FAILED', code });
        return;
      }
      const card: IdCard = { ...result.value.card };
      const isPhoto = isChipPhoto(result.value.photo);
      const isAsked = mayAskFace(visit, nowIso(clock));
      if (isAsked && !controller.signal.aborted) {
        if (isPhoto) secrets.setChipPhoto(result.value.photo);
        else secrets.forgetChipPhoto();
      }
      result.value.wipe();
      if (controller.signal.aborted) return;
      store.audit('id.read', { ok: true, docType: card.type }, visit.id);
      const now = clock.wallMs();
      const at = new Date(now).toISOString();
      const noFace = needsPhoto && !(isAsked && isPhoto);
      send({
        type: 'CARD_READ',
        card,
        at,
        verdict: cardVerdict(card, cityDay(now)),
        ...(noFace ? { noFace } : {}),
      });
    };
    void read();
    return () => controller.abort('user');
  };
}

/** Bytes of a photo on a chip (WLT). */
const chipPhotoBytes = 1_024;

/** A chip without one leaves the field out, or empty (`00`, or `FF` of an erased memory). Whether the rest can be decoded only a decoder knows. */
const isChipPhoto = (photo: Uint8Array): boolean =>
  photo.length === chipPhotoBytes && photo.some((byte) => byte !== 0x00 && byte !== 0xff);

/**
 * Only the card of the one who is about to be verified is compared with a face: the actor's on the way to C2 and once more before what cannot be undone, and
 * that of a further signer. A card that is laid down to sign, for a field or for somebody else is not.
 */
function mayAskFace(visit: Visit, now: string): boolean {
  const { identify, signer, actor } = visit;
  if (signer !== null) return false;
  if (identify.who === 'signer') return true;
  const level = stepOf(visit, 'identify')?.level;
  if (identify.who !== 'actor') return false;
  if (level === 'L2' || level === 'L3') return true;
  const face = actor?.verified?.method === 'face' ? actor.verified : null;
  const isBeforeAct = stepOf(visit, 'check') !== null || visit.mending !== null;
  return isBeforeAct && face !== null && !isRecent(visit, face.at, now);
}

/**
 * Whether the card may identify somebody. A wrong check digit or damaged core fields mean that the read cannot be trusted; expiry is compared by the
 * city's day. @param today `YYYY-MM-DD`
 */
export function cardVerdict(card: IdCard, today: string): 'good' | 'expired' | 'damaged' {
  const core = ['name', 'number', 'idNumber', 'validTo'];
  if (card.name === '' || card.damaged.some((field) => core.includes(field))) return 'damaged';
  if (/^\d{17}[\dX]$/.test(card.number) && !parseIdNumber(card.number, today).ok) return 'damaged';
  if (card.validTo !== 'long-term' && card.validTo < today) return 'expired';
  return 'good';
}
