import { type Static, type TSchema, Type } from 'typebox';
import { strict } from '../../contract/closed-shapes.ts';
import { metadataBytes, metadataTime, signedAtMember } from '../../contract/release/metadata.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';

/**
 * Metadata of The Update Framework (specification 1.0.x) as this tool writes it: Ed25519, SHA-256, consistent snapshots, delegations one level deep. It reads back only what it writes: a member that
 * nobody here knows would be signed without having been looked at.
 */
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const KeyId = Sha256;
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Time = Type.String({ pattern: metadataTime.source });
const common = { spec_version: Type.Literal('1.0.31'), version: Version, expires: Time };

export const PublicKey = Type.Object(
  {
    keytype: Type.Literal('ed25519'),
    scheme: Type.Literal('ed25519'),
    /** Raw 32 bytes, hex. */
    keyval: Type.Object({ public: Sha256 }, strict),
  },
  strict,
);
export type PublicKey = Static<typeof PublicKey>;

const Keys = Type.Record(Sha256, PublicKey);
const Role = Type.Object(
  {
    keyids: Type.Array(KeyId, { minItems: 1, maxItems: 16, uniqueItems: true }),
    threshold: Type.Integer({ minimum: 1, maximum: 16 }),
  },
  strict,
);
export type Role = Static<typeof Role>;

export const rootRoles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type RootRole = (typeof rootRoles)[number];

export const Root = Type.Object(
  {
    _type: Type.Literal('root'),
    ...common,
    consistent_snapshot: Type.Literal(true),
    keys: Keys,
    roles: Type.Object({ root: Role, targets: Role, snapshot: Role, timestamp: Role }, strict),
  },
  strict,
);
export type Root = Static<typeof Root>;

const Meta = Type.Object({ version: Version, length: Count, hashes: Type.Object({ sha256: Sha256 }, strict) }, strict);
export type Meta = Static<typeof Meta>;

export const Snapshot = Type.Object(
  { _type: Type.Literal('snapshot'), ...common, meta: Type.Record(Type.String({ maxLength: 80 }), Meta) },
  strict,
);
export type Snapshot = Static<typeof Snapshot>;

export const Timestamp = Type.Object(
  {
    _type: Type.Literal('timestamp'),
    ...common,
    [signedAtMember]: Time,
    meta: Type.Object({ 'snapshot.json': Meta }, strict),
  },
  strict,
);
export type Timestamp = Static<typeof Timestamp>;

const DelegatedRole = Type.Object(
  {
    ...{ name: Type.String({ maxLength: 64 }), terminating: Type.Literal(true) },
    paths: Type.Array(Type.String({ maxLength: 192 }), { minItems: 1, maxItems: 4 }),
    ...Role.properties,
  },
  strict,
);
export type DelegatedRole = Static<typeof DelegatedRole>;
const Target = Type.Object({ length: Count, hashes: Type.Object({ sha256: Sha256 }, strict) }, strict);

/** Of the role `targets` itself, which only delegates, and of the roles below it, which only name targets. */
export const Targets = Type.Object(
  {
    ...{ _type: Type.Literal('targets'), ...common, targets: Type.Record(Type.String({ maxLength: 192 }), Target) },
    delegations: Type.Optional(
      Type.Object({ keys: Keys, roles: Type.Array(DelegatedRole, { maxItems: 512 }) }, strict),
    ),
  },
  strict,
);
export type Targets = Static<typeof Targets>;

export type Signed = Root | Snapshot | Timestamp | Targets;

const schemas = { root: Root, snapshot: Snapshot, timestamp: Timestamp, targets: Targets } as const;
export type MetadataType = keyof typeof schemas;
export interface SignedOf {
  readonly root: Root;
  readonly snapshot: Snapshot;
  readonly timestamp: Timestamp;
  readonly targets: Targets;
}

/** Signed part and the signatures over its canonical form. */
export interface SignedFile<S extends Signed = Signed> {
  readonly signed: S;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const fileOf = <S extends TSchema>(signed: S) =>
  Type.Object(
    {
      signatures: Type.Array(Type.Object({ keyid: KeyId, sig: Type.String({ pattern: '^[0-9a-f]{128}$' }) }, strict), {
        maxItems: 32,
      }),
      signed,
    },
    strict,
  );
const files = {
  root: fileOf(Root),
  snapshot: fileOf(Snapshot),
  timestamp: fileOf(Timestamp),
  targets: fileOf(Targets),
} as const;

/** Error: what is wrong, for whoever reads it. Says nothing of the signatures. */
export function readMetadata<T extends MetadataType>(
  type: T,
  bytes: Uint8Array,
): Result<SignedFile<SignedOf[T]>, string> {
  if (bytes.byteLength > metadataBytes[type]) return err(`is larger than ${metadataBytes[type]} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err('is no JSON');
  }
  const read = parse(files[type], value);
  if (!read.ok) return err(`is no ${type} metadata of this tool: ${read.error.path} ${read.error.reason}`);
  const { signed, signatures } = read.value as unknown as SignedFile<SignedOf[T]>;
  if (new Set(signatures.map(({ keyid }) => keyid)).size !== signatures.length)
    return err('is signed twice by one key');
  return ok({ signed, signatures });
}

/** The type that a file says it is; null = it says none. */
export function typeOf(bytes: Uint8Array): MetadataType | null {
  try {
    const { signed } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { signed?: { _type?: unknown } };
    const type = signed?._type;
    return typeof type === 'string' && Object.hasOwn(schemas, type) ? (type as MetadataType) : null;
  } catch {
    return null;
  }
}

/** Bytes as they are published. Throws when they would be more than a machine reads. */
export function metadataOf(file: SignedFile): Buffer {
  const bytes = Buffer.from(`${JSON.stringify({ signatures: file.signatures, signed: file.signed }, null, 1)}\n`);
  const most = metadataBytes[file.signed._type];
  if (bytes.byteLength > most) throw new Error(`${file.signed._type} would be larger than ${most} bytes`);
  return bytes;
}

/** `YYYY-MM-DDTHH:MM:SSZ`, whole seconds. @param ms milliseconds since 1970 */
export const metadataTimeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const dayMs = 86_400_000;
/** End of what is signed at `nowMs` and lives for so many days. */
export const expiryOf = (nowMs: number, days: number): string => metadataTimeOf(nowMs + days * dayMs);
