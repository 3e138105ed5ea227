import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';
import { Matter, SignedSummary } from './pulls/cases.ts';

/**
 * Services that a visit uses besides pulls and the outbox. All are signed requests below `/v1/devices/{deviceId}`, JSON, schema-checked on both sides.
 * Every request that has an effect carries `key` (a UUID made once for the act): the same key again gives the same answer and no second effect (H7, H18).
 */
const Key = Type.String({ pattern: '^[0-9a-f-]{36}$' });
/** Characters of a person's number and name, at most. */
export const personLimits = { idNumber: 18, name: 200 } as const;
const Person = Type.Object(
  {
    idNumber: Type.String({ minLength: 8, maxLength: personLimits.idNumber }),
    name: Type.String({ minLength: 1, maxLength: personLimits.name }),
  },
  strict,
);
const Answers = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown());
const Time = Type.String({ maxLength: 40 });

/**
 * `POST …/sms-codes`: sends six digits to the number on file (`mobile` null) or to a new one. Valid 5 min, 3 tries, again after 60 s.
 * `progress` with `receiptNo` and `last4`, without a person: goes to the number of the case, if its last four digits are these. The answer is the same whether they
 * are or not, so that neither receipts nor numbers can be tried out; a code that was never sent is never right.
 */
export const SmsCodeRequest = Type.Object(
  {
    key: Key,
    person: Type.Union([Person, Type.Null()]),
    mobile: Type.Union([Type.String({ pattern: '^1[3-9][0-9]{9}$' }), Type.Null()]),
    purpose: oneOf(['identity', 'mobile', 'progress'] as const),
    receiptNo: Type.Optional(Type.String({ maxLength: 32 })),
    last4: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
  },
  strict,
);
export type SmsCodeRequest = Static<typeof SmsCodeRequest>;
export const SmsCodeReply = Type.Object(
  {
    state: oneOf(['sent', 'noNumber', 'tooSoon'] as const),
    codeId: Type.String({ maxLength: 64 }),
    to: Type.String({ maxLength: 16 }),
    waitS: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type SmsCodeReply = Static<typeof SmsCodeReply>;
/** `POST …/sms-codes/{codeId}/check` */
export const SmsCheckRequest = Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }, strict);
export const SmsCheckReply = Type.Object(
  { state: oneOf(['good', 'wrong', 'expired', 'locked'] as const), triesLeft: Type.Integer({ minimum: 0 }) },
  strict,
);
export type SmsCheckReply = Static<typeof SmsCheckReply>;

/** `POST …/video-checks`: a clerk looks at card and face; the demonstration clerk agrees after a few seconds and says that it is one. `GET …/video-checks/{id}?wait=` */
export const VideoCheckRequest = Type.Object({ key: Key, person: Person }, strict);
export const VideoCheckReply = Type.Object(
  {
    checkId: Type.String({ maxLength: 64 }),
    state: oneOf(['waiting', 'good', 'refused', 'closed'] as const),
    assurance: oneOf(['demonstration', 'clerk'] as const),
  },
  strict,
);
export type VideoCheckReply = Static<typeof VideoCheckReply>;

/** `POST …/orders`; `GET …/orders/{orderId}?wait=`; `POST …/orders/{orderId}/refund` with `RefundRequest`. Demonstration provider, labelled as such. */
export const OrderRequest = Type.Object(
  {
    key: Key,
    itemId: Type.String({ maxLength: 64 }),
    /** What the citizen was shown; the hub knows the fee itself and refuses an order with another amount. */
    amountFen: Type.Integer({ minimum: 1 }),
    person: Person,
    /** Answers that the fee depends on (reason, card); without them the full fee counts. */
    answers: Type.Optional(Answers),
  },
  strict,
);
export type OrderRequest = Static<typeof OrderRequest>;
export const OrderReply = Type.Object(
  {
    orderId: Type.String({ maxLength: 64 }),
    amountFen: Type.Integer(),
    payCode: Type.String({ maxLength: 400 }),
    expiresAt: Time,
    /** `refused`: no order was opened, nothing is to be paid; `orderId` and `payCode` are empty, `amountFen` is the right fee. */
    state: oneOf(['pending', 'paid', 'expired', 'unknown', 'refunding', 'refunded', 'refused'] as const),
    /** Only with `refused`. */
    reason: Type.Optional(oneOf(['wrongAmount', 'free'] as const)),
    provider: Type.String({ maxLength: 32 }),
    demonstration: Type.Boolean(),
  },
  strict,
);
export type OrderReply = Static<typeof OrderReply>;
export const RefundRequest = Type.Object(
  { key: Key, reason: oneOf(['noCard', 'cancelled', 'jam', 'offline'] as const) },
  strict,
);

/** Pages of one document over all its copies: what a machine prints in one go. */
export const mostDocumentPages = 99;

/** `POST …/documents`: the hub issues one certificate for this print job. `GET …/documents/{documentId}/pdf` gives its pages (application/pdf). */
export const DocumentRequest = Type.Object(
  {
    key: Key,
    document: Type.String({ maxLength: 48 }),
    itemId: Type.String({ maxLength: 64 }),
    person: Person,
    answers: Answers,
    preview: Type.Boolean(),
    /** Documents of this machine and person of which the citizen says that they never came out: void as soon as this one is issued. */
    replaces: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10 })),
  },
  strict,
);
export type DocumentRequest = Static<typeof DocumentRequest>;
export const DocumentReply = Type.Object(
  {
    state: oneOf(['issued', 'preview', 'refused', 'noRecord'] as const),
    documentId: Type.String({ maxLength: 64 }),
    verifyCode: Type.String({ maxLength: 32 }),
    pages: Type.Integer({ minimum: 0, maximum: mostDocumentPages }),
    /** Which print of this document it is: 第 n 次打印. */
    printNo: Type.Integer({ minimum: 1 }),
    freeUntil: Time,
    /** Masked lines of the preview, a page each, for the screen; the machine never composes the document. */
    preview: Type.Array(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 60 }), { maxItems: 20 }),
    reason: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
  },
  strict,
);
export type DocumentReply = Static<typeof DocumentReply>;

/** `POST …/cards/reservations`: a blank of this machine for this person. `payload` is encrypted for the personaliser; nobody here can read it. */
export const CardReservationRequest = Type.Object(
  {
    key: Key,
    person: Person,
    receiptNo: Type.String({ maxLength: 32 }),
    orderId: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
    hopper: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type CardReservationRequest = Static<typeof CardReservationRequest>;
export const CardReservationReply = Type.Object(
  {
    state: oneOf(['reserved', 'refused'] as const),
    reservationId: Type.String({ maxLength: 64 }),
    serial: Type.String({ maxLength: 32 }),
    payload: Type.String({ maxLength: 4000 }),
    reason: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
  },
  strict,
);
export type CardReservationReply = Static<typeof CardReservationReply>;
/** `POST …/cards/reservations/{reservationId}/verify`: what the chip says after writing. `good` = issued-pending: it takes effect only when taken. */
export const CardVerifyRequest = Type.Object(
  { key: Key, serial: Type.String({ maxLength: 32 }), digest: Type.String({ maxLength: 64 }) },
  strict,
);
export const CardVerifyReply = Type.Object(
  { state: oneOf(['good', 'mismatch'] as const), last4: Type.String({ pattern: '^[0-9]{4}$' }) },
  strict,
);

const Done = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 40 });

/** `PUT …/drafts/{draftId}`: a joint application on its way, kept encrypted at the hub for 7 days. Never on the machine's disk. `GET …/drafts/{draftId}`. */
export const DraftRequest = Type.Object(
  {
    key: Key,
    itemId: Type.String({ maxLength: 64 }),
    person: Person,
    version: Type.Integer({ minimum: 0 }),
    section: Type.Integer({ minimum: 0 }),
    /** Ids of the parts that are finished. */
    done: Type.Optional(Done),
    answers: Answers,
    /** Only with the save before signing. */
    summary: Type.Optional(SignedSummary),
  },
  strict,
);
export type DraftRequest = Static<typeof DraftRequest>;
/** Ten shareholders, the legal representative, and whoever fills it in. */
export const mostSigners = 12;
export const DraftReply = Type.Object(
  {
    state: oneOf(['saved', 'conflict', 'expired', 'notYours'] as const),
    draftId: Type.String({ maxLength: 64 }),
    version: Type.Integer(),
    /** Up to which part the hub holds it, and which parts are finished. */
    section: Type.Integer({ minimum: 0 }),
    done: Done,
    until: Time,
    answers: Answers,
    signers: Type.Array(
      Type.Object(
        {
          name: Type.String({ maxLength: personLimits.name }),
          idLast4: Type.String({ maxLength: 4 }),
          signed: Type.Boolean(),
          phoneCode: Type.String({ maxLength: 400 }),
        },
        strict,
      ),
      { maxItems: mostSigners },
    ),
  },
  strict,
);
export type DraftReply = Static<typeof DraftReply>;
/** `POST …/drafts/{draftId}/signatures`: one signer at this machine. Any change afterwards voids the signatures of the version. */
export const SignatureRequest = Type.Object(
  {
    key: Key,
    person: Person,
    method: oneOf(['face', 'cardPin', 'sms', 'video'] as const),
    version: Type.Integer(),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    at: Time,
  },
  strict,
);
export type SignatureRequest = Static<typeof SignatureRequest>;

/** `POST …/cases/{receiptNo}/acts`: 撤回, 补正, booking cancel: with identification. */
export const CaseActRequest = Type.Object(
  {
    key: Key,
    person: Person,
    act: oneOf(['withdraw', 'supplement', 'cancelBooking', 'confirmSpouse'] as const),
    answers: Answers,
    /** 补正 of a joint application: the part that was mended; nothing else is opened by it. */
    section: Type.Optional(Type.String({ maxLength: 64 })),
  },
  strict,
);
export type CaseActRequest = Static<typeof CaseActRequest>;
export const CaseActReply = Type.Object(
  { state: oneOf(['done', 'notAllowed', 'notYours'] as const), matters: Type.Array(Matter, { maxItems: 12 }) },
  strict,
);

/** `POST …/bookings`: one active booking per service. */
export const BookingRequest = Type.Object(
  {
    key: Key,
    person: Person,
    serviceId: Type.String({ maxLength: 64 }),
    placeId: Type.String({ maxLength: 64 }),
    slotId: Type.String({ maxLength: 64 }),
    date: Type.String({ maxLength: 10 }),
    mobile: Type.String({ maxLength: 11 }),
  },
  strict,
);
export type BookingRequest = Static<typeof BookingRequest>;
export const BookingReply = Type.Object(
  {
    state: oneOf(['booked', 'full', 'already'] as const),
    bookingNo: Type.String({ maxLength: 32 }),
    place: Type.String({ maxLength: 200 }),
    address: Type.String({ maxLength: 200 }),
    date: Type.String({ maxLength: 10 }),
    from: Type.String({ maxLength: 5 }),
    to: Type.String({ maxLength: 5 }),
    window: Type.String({ maxLength: 64 }),
  },
  strict,
);
export type BookingReply = Static<typeof BookingReply>;

/** `POST …/keys/person-token`: monthly HMAC key of the audit log, in memory only. */
export const PersonTokenKeyReply = Type.Object({ month: Type.String(), key: Type.String({ maxLength: 64 }) }, strict);

/** `GET …/switches`: which items the city has switched on, by phase; signed like every reply, cached with its date. */
export const SwitchesReply = Type.Object(
  {
    version: Type.Integer(),
    phases: Type.Array(oneOf(['live', 'second'] as const)),
    off: Type.Array(
      Type.Object({ item: Type.String({ maxLength: 64 }), reason: Type.String({ maxLength: 64 }) }, strict),
      { maxItems: 600 },
    ),
    hubTime: Time,
  },
  strict,
);
export type SwitchesReply = Static<typeof SwitchesReply>;
