import { join } from 'node:path';

/** Where things stand in a repository: a folder that any static server can serve. Everything but `timestamp.json` never changes once it is there. */
export const timestampPath = join('metadata', 'timestamp.json');

/** `metadata/3.app.json`. */
export const metadataPath = (version: number, role: string): string => join('metadata', `${version}.${role}.json`);

/** `targets/app/<sha256>.2026.11.1.json`: hash before the last part of the name, as TUF wants it with consistent snapshots. */
export function manifestPath(name: string, sha256: string): string {
  const parts = name.split('/');
  return join('targets', ...parts.slice(0, -1), `${sha256}.${parts.at(-1) ?? ''}`);
}

/** `files/ab/abcd…`. */
export const filePath = (sha256: string): string => join('files', sha256.slice(0, 2), sha256);

/** Role and version in the name of a file below `metadata/`; null = another file. */
export function readMetadataName(file: string): { readonly role: string; readonly version: number } | null {
  const match = /^([1-9]\d{0,9})\.([a-z0-9-]{1,64})\.json$/.exec(file);
  return match?.[1] === undefined || match[2] === undefined ? null : { version: Number(match[1]), role: match[2] };
}
