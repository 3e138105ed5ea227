import { type Static, Type } from 'typebox';
import { strict } from './closed-shapes.ts';
import { uuid7Pattern } from './uuid7.ts';

/**
 * How things are sealed; each sealed thing names its suite and key, so that a fleet may have both.
 * `intl-1`: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. `gm-1`: SM4-CTR and HMAC-SM3 with keys of one record, wrapped with SM2 (contract/suites/gm-1.ts).
 */
export const suites = ['intl-1', 'gm-1'] as const;
export type Suite = (typeof suites)[number];

/** Bytes of `enc`: an X25519 point; two keys wrapped with SM2. */
export const encBytes: Readonly<Record<Suite, number>> = { 'intl-1': 32, 'gm-1': 144 };
/** Bytes of the tag at the end of `ct`: AES-GCM; HMAC-SM3. */
export const tagBytes: Readonly<Record<Suite, number>> = { 'intl-1': 16, 'gm-1': 32 };
/** Characters of `enc` in base64, at most. */
export const encCharacters = 192;

/** What a message is about. `orderKey` (case id) keeps order inside one case; others do not wait for each other. */
export const topics = [
  'case.submit',
  'act.print',
  'custody.changed',
  'case.rate',
  'act.document',
  'tech.replenished',
  'tech.commissioned',
  'tech.work',
  'tech.item',
  'tech.update',
  'tech.command',
] as const;
export type Topic = (typeof topics)[number];

/** Id of one database of a machine (`store_epoch`); every database has its own sequence. */
export const storeEpochPattern = '^[A-Za-z0-9._-]{1,64}$';

/**
 * One outbox message. Everything outside `sealed` is class C1 (operational); a person stands only inside. `sha256` is over the sealed bytes
 * (enc ‖ ct): same id with another hash is a conflict.
 */
export const Envelope = Type.Object(
  {
    id: Type.String({ pattern: uuid7Pattern }),
    seq: Type.Integer({ minimum: 1 }),
    prio: Type.Integer({ minimum: 0, maximum: 3 }),
    topic: Type.Unsafe<Topic>({ type: 'string', enum: [...topics] }),
    orderKey: Type.String({ minLength: 1, maxLength: 64 }),
    receiptNo: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
    itemId: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
    suite: Type.Unsafe<Suite>({ type: 'string', enum: [...suites] }),
    kid: Type.String({ maxLength: 64 }),
    /** Base64, `encBytes` of the suite. */
    enc: Type.String({ maxLength: encCharacters }),
    /** Base64: ciphertext with tag. */
    ct: Type.String({ maxLength: 350_000 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    wallMs: Type.Integer(),
    bootId: Type.String({ maxLength: 64 }),
    monoMs: Type.Integer({ minimum: 0 }),
    /** Hub time minus wall clock at the last contact; null = never had contact in this boot. */
    hubOffsetMs: Type.Union([Type.Integer(), Type.Null()]),
    /**
     * Only on a message that the hub called `tooOld` under another id: the same sealed bytes once more, under a new id and sequence. The seal binds the old place, so
     * it is opened with that place. The hub takes one re-issue of an id, and none of an id that it has.
     */
    reissueOf: Type.Optional(
      Type.Object(
        {
          id: Type.String({ pattern: uuid7Pattern }),
          seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
          storeEpoch: Type.String({ pattern: storeEpochPattern }),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Envelope = Static<typeof Envelope>;

/** Why a sequence number will not be filled by its message, as far as the machine knows today. */
export const tombstoneReasons = ['rejected', 'conflict', 'poison', 'waived', 'reissued'] as const;
export type TombstoneReason = (typeof tombstoneReasons)[number];

/**
 * A message without body: tells the hub that this sequence was used and that its message stays at the machine, so that a gap always means "not arrived yet". Repeating it
 * changes nothing, and the message itself may still arrive later (replayed by a technician). `sha256` is that of the message.
 */
export const Tombstone = Type.Object(
  {
    id: Type.String({ pattern: uuid7Pattern }),
    seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    reason: Type.Unsafe<TombstoneReason>({ type: 'string', enum: [...tombstoneReasons] }),
  },
  strict,
);
export type Tombstone = Static<typeof Tombstone>;

/**
 * Associated data of the seal: binds the ciphertext to machine, epoch, place in the sequence and topic, so that a sealed body cannot be
 * moved to another message. Canonical: fixed order, one per line.
 */
export function sealAad(at: {
  readonly suite: string;
  readonly kid: string;
  readonly deviceId: string;
  readonly storeEpoch: string;
  readonly seq: number;
  readonly id: string;
  readonly topic: string;
}): string {
  return ['yitiji-seal-1', at.suite, at.kid, at.deviceId, at.storeEpoch, String(at.seq), at.id, at.topic].join('\n');
}

/** HPKE `info`: one string per purpose. */
export const sealInfo = 'yitiji outbox body v1';

/** Consent as it stands in the case. Kinds of docs/domain/privacy-and-security.md §5. */
export const ConsentRecord = Type.Object(
  {
    kind: Type.String({ maxLength: 32 }),
    textVersion: Type.Integer(),
    language: Type.String({ maxLength: 8 }),
    at: Type.String({ maxLength: 40 }),
    result: Type.Unsafe<'given' | 'refused'>({ type: 'string', enum: ['given', 'refused'] }),
  },
  strict,
);
export type ConsentRecord = Static<typeof ConsentRecord>;

/** A person as identified at the machine. Class C2: only inside a sealed body. */
export const IdentifiedPerson = Type.Object(
  {
    docType: Type.String({ maxLength: 16 }),
    idNumber: Type.String({ maxLength: 18 }),
    name: Type.String({ maxLength: 200 }),
    level: Type.Unsafe<'L0' | 'L1' | 'L2' | 'L3'>({ type: 'string', enum: ['L0', 'L1', 'L2', 'L3'] }),
    /** How L2 was reached; null below. `assurance: demonstration` = no real matcher looked (docs/README decisions). */
    verified: Type.Optional(
      Type.Object(
        {
          method: Type.Unsafe<'face' | 'cardPin' | 'sms' | 'video'>({
            type: 'string',
            enum: ['face', 'cardPin', 'sms', 'video'],
          }),
          assurance: Type.String({ maxLength: 16 }),
          at: Type.String({ maxLength: 40 }),
        },
        strict,
      ),
    ),
    /** When the chip was read, ISO 8601. */
    at: Type.String({ maxLength: 40 }),
  },
  strict,
);
export type IdentifiedPerson = Static<typeof IdentifiedPerson>;

const Words = Type.String({ maxLength: 2000 });
const Parts = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Union([Words, Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 })]),
);
/** A row of a repeated group; a person or an address in it keeps its parts. */
const Row = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Union([
    Words,
    Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
    Type.Record(Type.String({ maxLength: 64 }), Words),
  ]),
);
/** One answer: text or code; codes of a multiple choice; an address or a person; rows of a repeated group. */
export const AnswerValue = Type.Union([
  Words,
  Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
  Parts,
  Type.Array(Row, { maxItems: 20 }),
]);
export type AnswerValue = Static<typeof AnswerValue>;

/** Plain body of topic `case.submit`: sealed at commit, opened only by the hub's worker. */
export const SubmitBody = Type.Object(
  {
    format: Type.Literal('yitiji-submit/1'),
    receiptNo: Type.String({ maxLength: 32 }),
    itemId: Type.String({ maxLength: 64 }),
    itemVersion: Type.Integer({ minimum: 1 }),
    actor: IdentifiedPerson,
    subject: IdentifiedPerson,
    /** By field: text, list of codes, an object (address), or rows (records). Fields that were not asked are absent. */
    answers: Type.Record(Type.String({ maxLength: 64 }), AnswerValue),
    consents: Type.Array(ConsentRecord),
    /** True when the hub was away, so that nothing was checked against the departments: 待核验. */
    offline: Type.Boolean(),
    /** Offline and face refused without a PIN: the hub confirms the person by SMS or phone before it accepts. */
    identityPending: Type.Optional(Type.Boolean()),
    /** How subject and actor belong together where they are two: relation and its proof. */
    relation: Type.Optional(Type.String({ maxLength: 32 })),
    /** Version of the department's record that was shown, for changes (`med.record`). */
    readVersion: Type.Optional(Type.Integer({ minimum: 0 })),
    signature: Type.Optional(
      Type.Object({ digest: Type.String({ pattern: '^[0-9a-f]{64}$' }), at: Type.String({ maxLength: 40 }) }, strict),
    ),
    orderId: Type.Optional(Type.String({ maxLength: 64 })),
    draftId: Type.Optional(Type.String({ maxLength: 64 })),
    /** Pictures of papers by field (`docphoto`; its answer is `captured`): JPEG in base64, trust C; how many and how large: contract/paper-pictures.ts. */
    photos: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 131_072 }))),
    capturedAt: Type.String({ maxLength: 40 }),
  },
  strict,
);
export type SubmitBody = Static<typeof SubmitBody>;

/** Plain body of topic `act.print`: what became of a print. No person. */
export const PrintBody = Type.Object(
  {
    format: Type.Literal('yitiji-print/1'),
    actId: Type.String({ maxLength: 64 }),
    receiptNo: Type.String({ maxLength: 32 }),
    outcome: Type.String({ maxLength: 16 }),
    copy: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type PrintBody = Static<typeof PrintBody>;

/** Plain body of topic `case.rate`: by case, not by name. */
export const RateBody = Type.Object(
  {
    format: Type.Literal('yitiji-rate/1'),
    receiptNo: Type.String({ maxLength: 32 }),
    level: Type.Integer({ minimum: 1, maximum: 5 }),
    reasons: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 12 }),
    text: Type.String({ maxLength: 400 }),
    callback: Type.Union([Type.String({ pattern: '^1[3-9][0-9]{9}$' }), Type.Null()]),
    reasonsVersion: Type.Integer({ minimum: 0 }),
    at: Type.String({ maxLength: 40 }),
  },
  strict,
);
export type RateBody = Static<typeof RateBody>;

/** Plain body of topic `act.document`: how the print of a hub document ended. Not fully printed = the hub voids its code. No person. */
export const DocumentBody = Type.Object(
  {
    format: Type.Literal('yitiji-document/1'),
    actId: Type.String({ maxLength: 64 }),
    documentId: Type.String({ maxLength: 64 }),
    outcome: Type.String({ maxLength: 16 }),
    pagesOut: Type.Union([Type.Integer({ minimum: 0, maximum: 999 }), Type.Null()]),
    pages: Type.Integer({ minimum: 0, maximum: 999 }),
  },
  strict,
);
export type DocumentBody = Static<typeof DocumentBody>;

/**
 * Plain body of topic `custody.changed`: what became of a motion of a card, where an item is now, how many are left. No person, no card number.
 * An issued card takes effect only with `taken`; `retained` and `retracted` undo the issue (docs/design/device-model.md, custody rule 7).
 */
export const CustodyBody = Type.Object(
  {
    format: Type.Literal('yitiji-custody/1'),
    /** Role of the device in the machine, such as `dispenser`. */
    device: Type.String({ maxLength: 64 }),
    receiptNo: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
    /** The act that ended; null = the item changed hands without an act of ours. `isLate`: it was unknown before. */
    act: Type.Union([
      Type.Object(
        {
          id: Type.String({ maxLength: 64 }),
          kind: Type.String({ maxLength: 16 }),
          outcome: Type.String({ maxLength: 16 }),
          by: Type.String({ maxLength: 16 }),
          isLate: Type.Boolean(),
        },
        strict,
      ),
      Type.Null(),
    ]),
    custody: Type.Union([
      Type.Object(
        {
          id: Type.String({ maxLength: 64 }),
          kind: Type.String({ maxLength: 16 }),
          direction: Type.String({ maxLength: 8 }),
          state: Type.String({ maxLength: 24 }),
          isOrphan: Type.Boolean(),
        },
        strict,
      ),
      Type.Null(),
    ]),
    /** Items left and kept; null = never counted. */
    counts: Type.Object(
      {
        hopper: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
        retain: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
      },
      strict,
    ),
  },
  strict,
);
export type CustodyBody = Static<typeof CustodyBody>;
