import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { StaffId } from './staff.ts';

/** Register of captured cards and found items (docs/domain/technician-and-operations.md §8). No holder is named at the machine: the hub resolves owners. */
export const itemKinds = ['idCard', 'socialCard', 'bankCard', 'pages', 'phone', 'keys', 'other'] as const;
export type ItemKind = (typeof itemKinds)[number];
export const itemPlaces = ['captureBin', 'outlet', 'cardPad', 'printerTray', 'atMachine'] as const;
export type ItemPlace = (typeof itemPlaces)[number];

/** inMachine = nobody has taken it out yet; kept = somebody of the staff has it; handedOver = gone, with to whom. */
const itemStates = ['inMachine', 'kept', 'handedOver'] as const;
/** owner = against an ID document; issuer = back to the office that issues cards. */
export const handOvers = ['owner', 'keeper', 'police', 'issuer', 'destroyed'] as const;
export type HandOver = (typeof handOvers)[number];

/** Days after which what nobody fetched leaves by the written procedure. */
export const keepDays = 30;

const Iso = Type.String({ maxLength: 40 });

/** One item, and plain body of topic `tech.item` at each change of it: the newest `version` counts. */
export const RegisterItem = Type.Object(
  {
    format: Type.Literal('yitiji-item/1'),
    id: Type.String({ maxLength: 64 }),
    /** 1 at the entry, one more with each change. */
    version: Type.Integer({ minimum: 1, maximum: 1000 }),
    what: oneOf(itemKinds),
    where: oneOf(itemPlaces),
    /** Custody event of a captured card; null = found by hand. */
    custody: nullable(Type.String({ maxLength: 64 })),
    /** Last four of the serial number, as printed on a card; null = none, or not looked at yet. Of ID cards always null. */
    last4: nullable(Type.String({ pattern: '^[0-9A-Z]{4}$' })),
    /** Sheets or pieces. */
    count: Type.Integer({ minimum: 1, maximum: 999 }),
    at: Iso,
    state: oneOf(itemStates),
    /** Who entered it, took it out or handed it over last: two for the capture bin. Empty = the machine itself. */
    staff: Type.Array(StaffId, { maxItems: 2 }),
    handOver: nullable(Type.Object({ to: oneOf(handOvers), at: Iso }, strict)),
  },
  strict,
);
export type RegisterItem = Static<typeof RegisterItem>;

/** `GET /v1/operator/register?kiosk=…&open=true`, newest first. */
export const RegisterRow = Type.Object(
  { ...RegisterItem.properties, kiosk: Type.String(), receivedAt: Type.String(), isOverdue: Type.Boolean() },
  strict,
);
export type RegisterRow = Static<typeof RegisterRow>;
