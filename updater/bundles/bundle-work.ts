import { bundleMethods, CheckBundleOutput, catalogueFiles, faultWords, fleetFile } from '../../contract/bundle-link.ts';
import { isOlder } from '../../contract/release/is-older.ts';
import type { BundleKind, ReleaseManifest } from '../../contract/release/manifest.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Assigned } from '../../contract/update-link.ts';
import { slotOf } from '../boot/boot-files.ts';
import { FileStore } from '../files/file-store.ts';
import { fillFromSlot, hasRoomFor, keepOnly } from '../files/tidy-store.ts';
import type { LocalClient } from '../local-client.ts';
import type { AgentParts } from '../program/agent-parts.ts';
import type { Wanted, WorkEnd } from '../program/agent-steps.ts';
import { checkGenuine } from '../program/check-release.ts';
import { fetchRelease } from '../program/fetch-release.ts';
import { buildSlot, removeUnusedSlots } from '../slot/build-slot.ts';
import { bundleStore, kindRoot } from './bundle-files.ts';
import { type BundleRecord, bundlesInUse } from './bundle-record.ts';

/** Largest file of a bundle, bytes: what the terminal service reads of one. */
const mostFileBytes = 1024 * 1024;
/** Of a catalogue. What is delivered has 60 files and 1 MiB. */
const mostCatalogue = { files: 1000, bytes: 16 * 1024 * 1024 } as const;

/** Why a bundle does not come to be announced. */
export type BundleEnd = WorkEnd | { readonly is: 'refused'; readonly cause: 'invalid'; readonly what: string };

/** The steps from an assignment to an unpacked bundle that the terminal service would take. Each may be cut anywhere and begun anew. */
export class BundleWork {
  readonly #parts: AgentParts;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  get #store(): FileStore {
    return new FileStore(bundleStore(this.#parts.root));
  }

  /** Genuine, here, whole on the disk, and judged. */
  async prepare(
    kind: BundleKind,
    wanted: Wanted,
    assigned: Assigned,
    local: LocalClient,
    signal: AbortSignal,
  ): Promise<Result<void, BundleEnd>> {
    const { root, trust, clock, random, limits, keepFreeBytes } = this.#parts;
    const store = this.#store;
    const { repository: baseUrl, hubVersion } = assigned;
    if (baseUrl === null) return err({ is: 'later', code: 'noRepository' });
    if (wanted.expiresAtMs <= (assigned.hubNowMs ?? clock.wallMs())) return err({ is: 'later', code: 'lapsed' });
    const over = this.#parts.fetch === undefined ? {} : { fetch: this.#parts.fetch };
    const checked = await checkGenuine({ trust, wanted, baseUrl, store, signal, ...over }, kind);
    if (!checked.ok) return checked;
    const manifest = checked.value;
    if (hubVersion !== null && isOlder(hubVersion, manifest.minimumHub))
      return err({ is: 'refused', cause: 'minimumHub' });
    const what = contentFault(kind, manifest);
    if (what !== null) return err({ is: 'refused', cause: 'invalid', what });
    // Unpacked before: a step back, which needs no room.
    const slot = slotOf(kindRoot(root, kind), wanted.release);
    fillFromSlot(store, manifest, slot, manifest);
    if (!hasRoomFor(store, manifest, keepFreeBytes)) return err({ is: 'refused', cause: 'full' });
    const { end } = await fetchRelease({ manifest, baseUrl, store, clock, random, signal, limits, ...over });
    if (end.is !== 'done') return err(end);
    const built = buildSlot(kindRoot(root, kind), wanted.release, manifest, store, keepFreeBytes);
    if (!built.ok) {
      const { code } = built.error;
      if (code === 'missingFiles') return err({ is: 'later', code });
      return err({ is: 'refused', cause: code === 'full' ? 'full' : 'damaged' });
    }
    return this.#judged(kind, slot, local);
  }

  /** Takes away what is not kept. The store holds nothing that is not unpacked, too. */
  tidy(kind: BundleKind, record: BundleRecord): void {
    removeUnusedSlots(kindRoot(this.#parts.root, kind), bundlesInUse(record.kinds[kind]));
    keepOnly(this.#store, []);
  }

  async #judged(kind: BundleKind, path: string, local: LocalClient): Promise<Result<void, BundleEnd>> {
    const checked = await local.call(bundleMethods.check, { kind, path }, CheckBundleOutput);
    if (!checked.ok) return err({ is: 'later', code: checked.error.code });
    const [fault] = checked.value.faults;
    return fault === undefined ? ok(undefined) : err({ is: 'refused', cause: 'invalid', what: fault });
  }
}

/**
 * What a bundle may be made of: data, and nothing that could be started. Null = it is. Pure.
 * Of a configuration one file, of a catalogue files of known names; notices are not read by this release (the terminal service says so), but hold no program either.
 */
export function contentFault(kind: BundleKind, { files }: ReleaseManifest): string | null {
  if (files.some(({ mode }) => mode !== '0644')) return 'a file that can be started';
  if (kind === 'catalogue') return catalogueFault(files);
  if (kind !== 'config') return null;
  const [file, ...more] = files;
  if (file?.path !== fleetFile || more.length > 0) return `${fleetFile} must be its only file`;
  return file.size > mostFileBytes ? `${fleetFile} is too large` : null;
}

function catalogueFault(files: ReleaseManifest['files']): string | null {
  const strange = files.find(({ path }) => !catalogueFiles.test(path));
  if (strange !== undefined) return faultWords(`no file of a catalogue: ${strange.path}`);
  const large = files.find(({ size }) => size > mostFileBytes);
  if (large !== undefined) return faultWords(`too large: ${large.path}`);
  if (files.length > mostCatalogue.files) return 'too many files';
  return files.reduce((sum, { size }) => sum + size, 0) > mostCatalogue.bytes ? 'too large' : null;
}
