import { type Static, Type } from 'typebox';

const version = '[0-9a-z]{1,16}(\\.[0-9a-z]{1,16}){0,5}';

/** `2026.11.1`: numbers and letters between dots. Order is not read out of it: which release comes after which is the word of the metadata. */
export const ReleaseVersion = Type.String({ pattern: `^${version}$`, maxLength: 79 });

/** `2026.11.1-0123456789abcdef`: version, then the first 16 hex digits of the SHA-256 of its manifest, so a release that was built anew is another one. Name of the slot. */
export const ReleaseId = Type.String({ pattern: `^${version}-[0-9a-f]{16}$`, maxLength: 96 });
export type ReleaseId = Static<typeof ReleaseId>;

/** SHA-256 of the bytes of a manifest, hex. */
export const ManifestHash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** @param sha256 of the manifest, 64 hex digits */
export const releaseIdOf = (releaseVersion: string, sha256: string): ReleaseId =>
  `${releaseVersion}-${sha256.slice(0, 16)}`;
