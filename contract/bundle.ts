import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';
import { suites } from './envelope.ts';
import { err, ok, type Result } from './result.ts';
import { parse } from './validate.ts';

/**
 * A bundle: what a technician or an operator needs of one machine, without anything of a person, sealed to the hub (docs/doctor.md). On disk: one line of JSON, then
 * the sealed bytes. Inside: gzip of `BundleContent` as JSON.
 */
export const bundleFormat = 'yitiji-bundle/1';

/** Largest sealed part, bytes. */
export const maxBundleBytes = 24 * 1024 * 1024;

export const BundleHeader = Type.Object(
  {
    format: Type.Literal(bundleFormat),
    bundleId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    deviceId: Type.String({ minLength: 1, maxLength: 64 }),
    kiosk: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' }),
    madeAt: Type.String({ maxLength: 40 }),
    suite: oneOf(suites),
    /** Key of the hub that it is sealed to. */
    kid: Type.String({ minLength: 1, maxLength: 64 }),
    /** Base64, `encBytes` of the suite. */
    enc: Type.String({ pattern: '^([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{192})$' }),
  },
  strict,
);
export type BundleHeader = Static<typeof BundleHeader>;

/** What the seal binds: a bundle that was given another head does not open. */
export function bundleAad(at: Pick<BundleHeader, 'bundleId' | 'deviceId' | 'kiosk' | 'madeAt' | 'kid'>): string {
  return [bundleFormat, at.bundleId, at.deviceId, at.kiosk, at.madeAt, at.kid].join('\n');
}

/** A plain name, or one in a plain folder: nothing that leads out of the folder it is unpacked into. */
const bundleNamePattern = '^[a-z0-9][a-z0-9-]{0,40}(/[a-z0-9][a-z0-9-]{0,60})?\\.(json|jsonl)$';

export const BundleContent = Type.Object(
  {
    format: Type.Literal(bundleFormat),
    files: Type.Record(Type.String({ pattern: bundleNamePattern }), Type.String()),
  },
  strict,
);
export type BundleContent = Static<typeof BundleContent>;

/** Bytes of a bundle file: the header as one line of JSON, then the sealed body. `splitBundle` is the way back. */
export function joinBundle(header: BundleHeader, ct: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, 'utf8'), ct]);
}

/** Errors: one sentence. */
export function splitBundle(bytes: Buffer): Result<{ readonly header: BundleHeader; readonly ct: Buffer }, string> {
  const end = bytes.subarray(0, 4096).indexOf(0x0a);
  if (end < 0) return err('no bundle: its first line is missing');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8', 0, end));
  } catch {
    return err('no bundle: its first line is no JSON');
  }
  const header = parse(BundleHeader, json);
  if (!header.ok) return err(`no bundle: ${header.error.path || '/'} ${header.error.reason}`);
  const ct = bytes.subarray(end + 1);
  return ct.byteLength > maxBundleBytes ? err(`longer than ${maxBundleBytes} bytes`) : ok({ header: header.value, ct });
}

/** `POST /v1/operator/bundles/open`: the hub has the key, whoever asks has the file. */
export const OpenBundleRequest = Type.Object(
  { header: BundleHeader, ct: Type.String({ maxLength: Math.ceil(maxBundleBytes / 3) * 4 }) },
  strict,
);
export const OpenBundleReply = Type.Object({ plain: Type.String() }, strict);

/** Bytes of one part of an upload: as base64 it fits a request of 1 MiB. */
export const bundlePartBytes = 512 * 1024;
/** Parts of the largest bundle, with its head. */
const maxBundleParts = Math.ceil((maxBundleBytes + 4096) / bundlePartBytes);

/** `POST /v1/devices/{deviceId}/bundles`: one part of the file; saying it again changes nothing. The bundle is there when all parts are. */
export const BundlePart = Type.Object(
  {
    bundleId: BundleHeader.properties.bundleId,
    madeAt: BundleHeader.properties.madeAt,
    part: Type.Integer({ minimum: 0, maximum: maxBundleParts - 1 }),
    parts: Type.Integer({ minimum: 1, maximum: maxBundleParts }),
    /** Base64. */
    data: Type.String({ minLength: 4, maxLength: Math.ceil(bundlePartBytes / 3) * 4 }),
  },
  strict,
);
export type BundlePart = Static<typeof BundlePart>;
export const BundlePartReply = Type.Object(
  { have: Type.Integer({ minimum: 0 }), isWhole: Type.Boolean(), hubTime: Type.String() },
  strict,
);

/** `GET /v1/operator/bundles?kiosk=…`, newest first; `GET /v1/operator/bundles/{bundleId}/file` = the file itself, still sealed. */
export const BundleRow = Type.Object(
  {
    bundleId: Type.String(),
    kiosk: Type.String(),
    madeAt: Type.String(),
    receivedAt: Type.String(),
    bytes: Type.Integer(),
  },
  strict,
);
export type BundleRow = Static<typeof BundleRow>;
