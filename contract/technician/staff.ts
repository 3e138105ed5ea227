import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { encCharacters } from '../envelope.ts';

/**
 * People who look after machines, as the hub keeps them and machines know them: by number, never by name. keeper 管理员 = of the house where the machine stands;
 * technician 维护员 = of the field (docs/domain/technician-and-operations.md §1).
 */
export const staffRoles = ['keeper', 'technician'] as const;
export type StaffRole = (typeof staffRoles)[number];

export const staffIdPattern = '^[0-9]{6}$';
export const StaffId = Type.String({ pattern: staffIdPattern });

/** What `hashPin` (pin-hash.ts) makes; its cost is bounded here, since who compares pays it. */
export const pinHashPattern = '^\\$scrypt\\$ln=(1[0-7]),r=8,p=([1-9]|10)\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}$';

/** What a card may say, without blanks around: 8 to 200 characters that can be printed. Badges that a house has already are as good: the PIN is asked for in any case. */
export const cardContentPattern = '^[\\x21-\\x7e]([\\x20-\\x7e]{6,198})[\\x21-\\x7e]$';

export const StaffMember = Type.Object(
  {
    staffId: StaffId,
    role: oneOf(staffRoles),
    /** Null = no PIN was set: comes in by one-time code only. */
    pinHash: Type.Union([Type.String({ pattern: pinHashPattern }), Type.Null()]),
    /** Marks of this person's cards (staff-card.ts), made with this machine's secret; only where they were asked for. Left out = none. */
    cards: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 8 })),
  },
  strict,
);
export type StaffMember = Static<typeof StaffMember>;

/**
 * `GET /v1/devices/{deviceId}/staff?version=<known>&wait=<0–25 s>&cards=1`: everybody who may work at this machine now; who is not in it may not. Answers at once when its version is
 * another one, else after `wait`. A machine that does not ask for cards (it is of an earlier release) hears of none.
 */
export const StaffReply = Type.Object(
  {
    /** Rises with every change of the city's staff. */
    version: Type.Integer({ minimum: 0 }),
    members: Type.Array(StaffMember, { maxItems: 500 }),
    /** Which secret for one-time codes the hub has of this machine: first 16 hexadecimal digits of its SHA-256; null = none. */
    codeKey: Type.Union([Type.String({ pattern: '^[0-9a-f]{16}$' }), Type.Null()]),
    hubTime: Type.String(),
  },
  strict,
);
export type StaffReply = Static<typeof StaffReply>;

/** `POST /v1/devices/{deviceId}/staff/code-key`: the machine's secret of 32 bytes, sealed to the hub's key with `codeKeyAad`. Repeating it changes nothing; another one replaces it. */
export const CodeKeyRequest = Type.Object(
  {
    kid: Type.String({ maxLength: 64 }),
    /** Base64. */
    enc: Type.String({ maxLength: encCharacters }),
    ct: Type.String({ maxLength: 128 }),
  },
  strict,
);
export type CodeKeyRequest = Static<typeof CodeKeyRequest>;
export const CodeKeyReply = Type.Object({ codeKey: Type.String(), hubTime: Type.String() }, strict);
export type CodeKeyReply = Static<typeof CodeKeyReply>;

const Kiosk = Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' });

/** A person as the operator sees and sets it. `name` never leaves the hub. */
export const StaffRow = Type.Object(
  {
    staffId: StaffId,
    name: Type.String({ minLength: 1, maxLength: 40 }),
    role: oneOf(staffRoles),
    /** Kiosk codes; `*` = every machine. */
    machines: Type.Array(Type.Union([Kiosk, Type.Literal('*')]), { maxItems: 500 }),
    hasPin: Type.Boolean(),
    /** Names of the cards in use: they tell nothing of what stands on them. */
    cards: Type.Array(Type.String()),
    revokedAt: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
);
export type StaffRow = Static<typeof StaffRow>;

/** `POST /v1/operator/staff/{staffId}`: makes or changes; what is left out stays. A new person needs name and role. `isRevoked: false` takes a revocation back. */
export const StaffChange = Type.Object(
  {
    name: Type.Optional(StaffRow.properties.name),
    role: Type.Optional(StaffRow.properties.role),
    machines: Type.Optional(StaffRow.properties.machines),
    isRevoked: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type StaffChange = Static<typeof StaffChange>;

/** `POST /v1/operator/staff/{staffId}/pin`: left out = the hub makes a random one. It stands in this reply and nowhere else. */
export const PinRequest = Type.Object({ pin: Type.Optional(Type.String({ pattern: '^[0-9]{6,12}$' })) }, strict);
export const PinReply = Type.Object({ pin: Type.String(), hubTime: Type.String() }, strict);

/** `POST /v1/operator/staff/{staffId}/cards`: what stands on a card of this person; left out = the hub makes a new text, which stands in this reply and nowhere else. */
export const CardRequest = Type.Object(
  { content: Type.Optional(Type.String({ pattern: cardContentPattern })) },
  strict,
);
export const CardReply = Type.Object(
  { cardId: Type.String(), content: Type.Union([Type.String(), Type.Null()]), hubTime: Type.String() },
  strict,
);
/** `POST /v1/operator/staff/{staffId}/cards/revoke`: left out = every card of this person. */
export const CardRevocation = Type.Object({ cardId: Type.Optional(Type.String({ maxLength: 64 })) }, strict);
export const CardRevocationReply = Type.Object({ revoked: Type.Integer(), hubTime: Type.String() }, strict);

/** `POST /v1/operator/staff/{staffId}/one-time-code`: the answer to the challenge that a machine shows, to be read out by phone. */
export const OneTimeCodeRequest = Type.Object(
  { kiosk: Kiosk, challenge: Type.String({ minLength: 8, maxLength: 16 }) },
  strict,
);
export const OneTimeCodeReply = Type.Object(
  { code: Type.String(), role: oneOf(staffRoles), minutes: Type.Integer(), hubTime: Type.String() },
  strict,
);

/** What can be filled or emptied. */
export const refillUnits = ['paper', 'cards', 'retain'] as const;
export type RefillUnit = (typeof refillUnits)[number];

const Count = Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()]);

/** Plain body of topic `tech.replenished`: one replenishment, signed with its batch. Staff by number; nothing of a citizen. */
export const ReplenishBody = Type.Object(
  {
    format: Type.Literal('yitiji-replenish/1'),
    id: Type.String({ maxLength: 64 }),
    unit: oneOf(refillUnits),
    device: Type.String({ maxLength: 64 }),
    /** One for paper, two different ones for cards and bins. */
    staff: Type.Array(StaffId, { minItems: 1, maxItems: 2 }),
    /** By the ledger when it began; null = never counted. Of paper: null. */
    expected: Count,
    /** Counted before anything was put in or taken out; null = not counted. */
    found: Count,
    /** Counted at the end; null = left to the sensor. */
    after: Count,
    /** What the sensor of the unit says at the end: `ok` `low` `out` `unknown` … */
    level: Type.String({ maxLength: 16 }),
    /** `found` − `expected`: a card more or less than the ledger says. Null = one of them is not known. */
    difference: Type.Union([Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }), Type.Null()]),
    /** Why it is so, from the list; null = no difference. */
    reason: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
    at: Type.String({ maxLength: 40 }),
  },
  strict,
);
export type ReplenishBody = Static<typeof ReplenishBody>;

/** `GET /v1/operator/replenishments?kiosk=…`, newest first. */
export const ReplenishmentRow = Type.Object(
  {
    ...ReplenishBody.properties,
    format: Type.Optional(Type.String()),
    kiosk: Type.String(),
    receivedAt: Type.String(),
  },
  strict,
);
export type ReplenishmentRow = Static<typeof ReplenishmentRow>;

/** Why the machine serves nobody, as keepers post it (docs/domain/technician-and-operations.md §9). */
export const faultReasons = [
  'paper',
  'printer',
  'cardReader',
  'network',
  'power',
  'cleaning',
  'maintenance',
  'other',
] as const;
export type FaultReason = (typeof faultReasons)[number];

/** Notice on the page of citizens: whole machine, until it is lifted or its time is over. */
export const FaultNotice = Type.Object(
  {
    reason: oneOf(faultReasons),
    /** Trusted wall clock, ISO 8601. */
    since: Type.String({ maxLength: 40 }),
    /** Expected return, ISO 8601; null = nobody knows. */
    until: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
  },
  strict,
);
export type FaultNotice = Static<typeof FaultNotice>;
