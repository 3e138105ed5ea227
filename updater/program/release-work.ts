import { isFileSystemError } from '../../contract/durable-file.ts';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { Assigned } from '../../contract/update-link.ts';
import { slotOf, writeBoot } from '../boot/boot-files.ts';
import { type BootRecord, slotsInUse } from '../boot/boot-record.ts';
import { install } from '../boot/boot-steps.ts';
import { fillFromSlot, hasRoomFor, keepOnly } from '../files/tidy-store.ts';
import { healthNow } from '../health/health-client.ts';
import type { LocalClient } from '../local-client.ts';
import { buildSlot, removeUnusedSlots } from '../slot/build-slot.ts';
import { slotManifest } from '../slot/slot-manifest.ts';
import { verifySlot } from '../slot/verify-slot.ts';
import type { AgentParts } from './agent-parts.ts';
import type { Wanted, WorkEnd } from './agent-steps.ts';
import type { HeldMachine } from './ask-machine.ts';
import { checkGenuine, checkRelease } from './check-release.ts';
import { keepFactsBefore } from './facts-before.ts';
import { fetchRelease } from './fetch-release.ts';

const done: WorkEnd = { is: 'done' };

/** The last look at the metadata, with the lease in hand: a line that gives nothing in so long, milliseconds, is as none. */
const lastLook = { fileMs: 10_000, refreshMs: 20_000 } as const;

export interface SwitchParts {
  readonly local: LocalClient | null;
  /** What the terminal service has told last. */
  assigned(): Assigned | null;
  record(): BootRecord;
  readonly signal: AbortSignal;
}

/** The steps from an assignment to a record that announces it. Each may be cut anywhere and begun anew. */
export class ReleaseWork {
  readonly #parts: AgentParts;
  /** Of the release that was checked last. */
  #checked: { readonly release: ReleaseId; readonly manifest: ReleaseManifest; readonly lapsesAtMs: number } | null =
    null;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Genuine by the metadata, assigned by the hub, and one that fits this machine. */
  async check(wanted: Wanted, assigned: Assigned | null, signal: AbortSignal): Promise<WorkEnd> {
    const { trust, store, manifest, clock } = this.#parts;
    if (assigned?.repository == null) return { is: 'later', code: 'noRepository' };
    // By the hub's time where it is known, and from here on by the steady clock: a wall clock that jumps decides nothing.
    const leftMs = wanted.expiresAtMs - (assigned.hubNowMs ?? clock.wallMs());
    const lapsesAtMs = clock.monoMs() + leftMs;
    if (leftMs <= 0) return { is: 'later', code: 'lapsed' };
    return later(async () => {
      const checked = await checkRelease({
        ...{ trust, wanted, store, signal, baseUrl: assigned.repository ?? '', ...this.#over() },
        facts: {
          ...{ storeSchema: assigned.storeSchema, hubVersion: assigned.hubVersion },
          running: manifest.store,
        },
      });
      if (!checked.ok) return checked.error;
      this.#checked = { release: wanted.release, manifest: checked.value, lapsesAtMs };
      return done;
    });
  }

  async fetch(
    wanted: Wanted,
    assigned: Assigned | null,
    signal: AbortSignal,
    record: () => BootRecord,
  ): Promise<WorkEnd> {
    const { root, release, store, clock, random, limits, log, keepFreeBytes } = this.#parts;
    const manifest = this.#manifestOf(wanted);
    if (manifest === null || assigned?.repository == null) return { is: 'later', code: 'noRepository' };
    return later(async () => {
      // What has failed here, and what a cut has left, makes room: else a machine that refuses a few releases could never take another.
      this.tidy(record(), { ...wanted, manifest });
      if (!hasRoomFor(store, manifest, keepFreeBytes)) return { is: 'refused', cause: 'full' };
      fillFromSlot(store, manifest, slotOf(root, release), this.#parts.manifest);
      const baseUrl = assigned.repository ?? '';
      const fetched = await fetchRelease({
        ...{ manifest, baseUrl, store, clock, random, signal, limits, ...this.#over() },
      });
      const { files, bytes, end } = fetched;
      if (end.is === 'done') log('update.files.fetched', { release: wanted.release, files, bytes });
      return end;
    });
  }

  async build(wanted: Wanted): Promise<WorkEnd> {
    const { root, store, keepFreeBytes } = this.#parts;
    const manifest = this.#manifestOf(wanted);
    if (manifest === null) return { is: 'later', code: 'notChecked' };
    return later(() => {
      const built = buildSlot(root, wanted.release, manifest, store, keepFreeBytes);
      if (built.ok) return done;
      switch (built.error.code) {
        case 'full':
          return { is: 'refused', cause: 'full' };
        case 'disk':
          return { is: 'refused', cause: 'damaged' };
        case 'missingFiles':
          return { is: 'later', code: 'missingFiles' };
      }
    });
  }

  /** From the lease to the record. Everything before the record can be undone; behind it the launcher starts the other release, whatever happens. */
  async switch(
    wanted: Wanted,
    held: HeldMachine | null,
    { local, assigned, record, signal }: SwitchParts,
  ): Promise<WorkEnd> {
    const { root, clock, trust, store } = this.#parts;
    const { release, expiresAtMs } = wanted;
    const checked = this.#checked;
    const now = assigned();
    if (checked === null || checked.release !== release || held === null) return { is: 'later', code: 'notChecked' };
    // It was perhaps checked by a clock that stood still, before the hub was heard.
    const hubNowMs = now?.hubNowMs ?? Number.NEGATIVE_INFINITY;
    if (clock.monoMs() >= checked.lapsesAtMs || hubNowMs >= expiresAtMs) return { is: 'later', code: 'lapsed' };
    if (local === null) return { is: 'later', code: 'away' };
    if (now?.repository == null) return { is: 'later', code: 'noRepository' };
    const baseUrl = now.repository;
    return later(async () => {
      // Days may have passed since it was checked and built: one that turned out to be bad is named no more.
      const genuine = await checkGenuine(
        { ...{ trust, wanted, store, signal, baseUrl, limits: lastLook }, ...this.#over() },
        'application',
      );
      if (!genuine.ok) return genuine.error;
      if (verifySlot(slotOf(root, release), checked.manifest) !== null) return { is: 'later', code: 'slot' };
      const facts = await healthNow(local);
      if (!facts.ok) return { is: 'later', code: facts.error.code };
      keepFactsBefore(root, release, facts.value);
      if (!(await held.confirm())) return { is: 'later', code: 'inUse' };
      if (assigned()?.assignment !== now.assignment) return { is: 'later', code: 'overtaken' };
      const next = install(record(), release);
      if (!next.ok)
        return next.error === 'quarantined'
          ? { is: 'refused', cause: 'quarantined' }
          : { is: 'later', code: next.error };
      writeBoot(root, next.value);
      return done;
    });
  }

  /** Takes away what no release of the record is made of, nor the one that is brought. */
  tidy(record: BootRecord, brought: (Wanted & { readonly manifest: ReleaseManifest }) | null = null): void {
    const { root, store } = this.#parts;
    const inUse = slotsInUse(record);
    removeUnusedSlots(root, brought === null ? inUse : new Set([...inUse, brought.release]));
    const kept = [...inUse].map((release) => slotManifest(root, release));
    // One that cannot be read leaves everything as it is: better a full disk than a file too few.
    if (kept.every((manifest) => manifest !== null)) keepOnly(store, kept, brought);
  }

  #manifestOf({ release }: Wanted): ReleaseManifest | null {
    const checked = this.#checked;
    return checked !== null && checked.release === release ? checked.manifest : null;
  }

  #over(): { readonly fetch?: typeof fetch } {
    return this.#parts.fetch === undefined ? {} : { fetch: this.#parts.fetch };
  }
}

/** What the file system refuses is tried again; a bug ends the process. */
export async function later(work: () => WorkEnd | Promise<WorkEnd>): Promise<WorkEnd> {
  try {
    return await work();
  } catch (cause) {
    if (isFileSystemError(cause)) return { is: 'later', code: cause.code };
    throw cause;
  }
}
