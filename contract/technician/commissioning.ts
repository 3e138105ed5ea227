import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { outcomes } from '../device.ts';
import { StaffId } from './staff.ts';

/** How the panel stands, seen by whoever is before it. */
export const orientations = ['portrait', 'landscape'] as const;
export type Orientation = (typeof orientations)[number];

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Time = Type.String({ maxLength: 40 });

/** What somebody measured at the panel, and whether the model says the same. */
const PanelReport = Type.Object(
  {
    /** Diagonal of the picture, by a card or a ruler held to the panel. */
    inch: Type.Number({ minimum: 7, maximum: 100 }),
    orientation: oneOf(orientations),
    /** Floor to the lower edge of the picture, millimetres. */
    bottomEdgeMm: Type.Integer({ minimum: 0, maximum: 1_600 }),
    /** The model's own numbers agree with what was measured. */
    fitsModel: Type.Boolean(),
  },
  strict,
);

/** How the way to the hub was when the machine was commissioned. */
export const NetworkReport = Type.Object(
  {
    hub: Type.String({ maxLength: 200 }),
    roundTripMs: nullable(Type.Integer({ minimum: 0 })),
    /** Hub time minus the clock of the machine, milliseconds. */
    offsetMs: nullable(Type.Integer()),
    /** End of the certificate of the hub, ISO 8601; null = the way has none (http on the machine itself). */
    certificateUntil: nullable(Time),
  },
  strict,
);

const CommissionedDevice = Type.Object(
  {
    role: Type.String({ maxLength: 32 }),
    driver: Type.String({ maxLength: 32 }),
    port: Type.String({ maxLength: 255 }),
    baud: nullable(Type.Integer()),
    /** How its switches stand, where that is not as it left the factory; left out = as it left the factory, or it has none. */
    settings: Type.Optional(
      Type.Object({ address: Type.Optional(Type.Integer()), lengthField: Type.Optional(Type.Boolean()) }, strict),
    ),
    serial: nullable(Type.String({ maxLength: 64 })),
    firmware: nullable(Type.String({ maxLength: 64 })),
    /** The link at the end: `up`, `absent` … */
    link: Type.String({ maxLength: 16 }),
  },
  strict,
);

/** `skipped`: somebody decided against it; it stands in the report. */
const CommissionedTest = Type.Object(
  {
    id: Type.String({ maxLength: 48 }),
    device: Type.String({ maxLength: 32 }),
    outcome: oneOf([...outcomes, 'skipped'] as const),
    /** Code of the device's error; null = none. */
    code: nullable(Type.String({ maxLength: 48 })),
    at: Time,
    /** What is printed of it as a picture (docs/set-up.md): SHA-256 of its SVG; null = none. */
    picture: nullable(Hash),
  },
  strict,
);

/**
 * Plain body of topic `tech.commissioned`: what a machine was when somebody said that it is ready to serve. Technical, nothing of a citizen, staff by number. `hash` is over everything
 * before it (commissioning-hash.ts), `previous` the hash of the report before on this machine, `signature` that of the machine's key over both: the reports of a machine are a chain.
 */
export const CommissioningBody = Type.Object(
  {
    format: Type.Literal('yitiji-commissioning/1'),
    id: Type.String({ maxLength: 64 }),
    /** `TH0017-SET-2`: machine and how often it was commissioned. */
    number: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}-SET-[0-9]{1,6}$' }),
    /** Who let the wizard be opened; null = first start, before the machine knew anybody. */
    staff: nullable(StaffId),
    begunAt: Time,
    at: Time,
    versions: Type.Object({ program: Type.String({ maxLength: 32 }), node: Type.String({ maxLength: 32 }) }, strict),
    model: Type.String({ maxLength: 64 }),
    panel: PanelReport,
    network: NetworkReport,
    devices: Type.Array(CommissionedDevice, { maxItems: 16 }),
    tests: Type.Array(CommissionedTest, { maxItems: 64 }),
    previous: nullable(Hash),
    hash: Hash,
    /** By the machine's key over `signedText`, base64. */
    signature: Type.String({ maxLength: 100 }),
  },
  strict,
);
export type CommissioningBody = Static<typeof CommissioningBody>;

/** `GET /v1/operator/commissionings?kiosk=…`, newest first. */
export const CommissioningRow = Type.Object(
  {
    ...CommissioningBody.properties,
    kiosk: Type.String(),
    /** The signature is that of a key which this machine has or had. */
    isSigned: Type.Boolean(),
    receivedAt: Type.String(),
  },
  strict,
);
export type CommissioningRow = Static<typeof CommissioningRow>;
