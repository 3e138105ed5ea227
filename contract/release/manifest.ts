import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { err, ok, type Result } from '../result.ts';
import { parse } from '../validate.ts';
import { ReleaseVersion } from './release-id.ts';
import { pathFault } from './release-path.ts';

/** What a release may be. Each has a role of its own in the metadata: whoever signs a city's catalogue can never sign an application (docs/design/sync-and-fleet.md §7). */
export const releaseKinds = ['application', 'catalogue', 'config', 'notice'] as const;
export type ReleaseKind = (typeof releaseKinds)[number];

/** What is installed without a new program: data that the running one reads. */
export const bundleKinds = ['catalogue', 'config', 'notice'] as const satisfies readonly ReleaseKind[];
export type BundleKind = (typeof bundleKinds)[number];

/** Limits that stop an endless release before it fills a disk. An application with its Electron runtime has about 8,000 files and 400 MiB. */
export const releaseLimits = {
  files: 20_000,
  /** One file, bytes. */
  fileBytes: 512 * 1024 * 1024,
  /** All files together, bytes. */
  bytes: 2 * 1024 * 1024 * 1024,
  /** The manifest itself, bytes. */
  manifestBytes: 8 * 1024 * 1024,
} as const;

/** The two modes that a file of a release may have: nothing is writable for others, nothing runs as somebody else. */
const fileModes = ['0644', '0755'] as const;

export const ReleaseFile = Type.Object(
  {
    /** Below the slot, with `/`: see release-path.ts. */
    path: Type.String({ minLength: 1, maxLength: 1024 }),
    /** Of its bytes, hex. */
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** Bytes. */
    size: Type.Integer({ minimum: 0, maximum: releaseLimits.fileBytes }),
    mode: oneOf(fileModes),
  },
  strict,
);
export type ReleaseFile = Static<typeof ReleaseFile>;

export const ReleaseManifest = Type.Object(
  {
    format: Type.Literal('yitiji-release/1'),
    kind: oneOf(releaseKinds),
    version: ReleaseVersion,
    /** ISO 8601. */
    createdAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,12}Z$' }),
    /** Schema versions of the local store that it can open, and the one that it writes. A release writes only what the one before can read. */
    store: Type.Object(
      {
        reads: Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })]),
        writes: Type.Integer({ minimum: 1 }),
      },
      strict,
    ),
    /** Oldest hub that it can talk to. */
    minimumHub: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' }),
    /** Sorted by path (UTF-16 code units); only plain files, no links. */
    files: Type.Array(ReleaseFile, { minItems: 1, maxItems: releaseLimits.files }),
  },
  strict,
);
export type ReleaseManifest = Static<typeof ReleaseManifest>;

/** Where the manifest stands in the slot itself; written last, so a slot with it is whole. No file of the release may have this name. */
export const manifestFile = 'release.json';

/** What is wrong with a manifest, by stable code. */
export interface ManifestFault {
  /**
   * `shape`: no manifest of this format. `path`: a name that leads out of the slot or means two things. `order`: not sorted, or a name twice. `clash`: a file stands where a folder must
   * be, or two names are one where letters have no case. `tooLarge`: over the limits. `store`: a range that is none, or it writes what it cannot read.
   */
  readonly code: 'shape' | 'path' | 'order' | 'clash' | 'tooLarge' | 'store';
  readonly detail: string;
}

/** Bytes of a manifest: one form for one content, so that its hash names it. */
export const manifestText = (manifest: ReleaseManifest): string => `${JSON.stringify(manifest)}\n`;

/** Reads bytes whose hash was already proven against the metadata; a manifest is checked all the same: a genuine one may have been built badly. */
export function readManifest(text: string): Result<ReleaseManifest, ManifestFault> {
  if (text.length > releaseLimits.manifestBytes) return err({ code: 'tooLarge', detail: 'manifest' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ code: 'shape', detail: 'no JSON' });
  }
  const read = parse(ReleaseManifest, value);
  if (!read.ok) return err({ code: 'shape', detail: `${read.error.path} ${read.error.reason}` });
  const fault = faultOf(read.value);
  return fault === null ? ok(read.value) : err(fault);
}

/** What no schema says of a manifest; null = nothing. Pure. */
export function faultOf({ files, store }: ReleaseManifest): ManifestFault | null {
  const [from, to] = store.reads;
  if (from > to || store.writes < from || store.writes > to)
    return { code: 'store', detail: `${from}–${to}, ${store.writes}` };
  let bytes = 0;
  let before: string | null = null;
  const folders = new Set<string>();
  const names = new Set<string>();
  for (const { path, size } of files) {
    const wrong = path.toLowerCase() === manifestFile ? 'reserved' : pathFault(path);
    if (wrong !== null) return { code: 'path', detail: `${JSON.stringify(path)}: ${wrong}` };
    if (before !== null && path <= before) return { code: 'order', detail: path };
    before = path;
    bytes += size;
    if (bytes > releaseLimits.bytes) return { code: 'tooLarge', detail: `more than ${releaseLimits.bytes} bytes` };
    const parts = path.toLowerCase().split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
    const name = parts.join('/');
    if (names.has(name)) return { code: 'clash', detail: path };
    names.add(name);
  }
  for (const folder of folders) if (names.has(folder)) return { code: 'clash', detail: folder };
  return null;
}

/** Total size of the files, bytes. */
export const bytesOf = ({ files }: Pick<ReleaseManifest, 'files'>): number =>
  files.reduce((sum, { size }) => sum + size, 0);

/**
 * Files of which the machine does not have the bytes yet, each content once: what must be fetched.
 * @param has whether the bytes of this hash are here and were verified
 */
export function missingFiles(
  { files }: Pick<ReleaseManifest, 'files'>,
  has: (sha256: string) => boolean,
): readonly ReleaseFile[] {
  const seen = new Set<string>();
  return files.filter(({ sha256 }) => {
    if (seen.has(sha256) || has(sha256)) return false;
    seen.add(sha256);
    return true;
  });
}
