import { type Static, Type } from 'typebox';
import { nullable, strict } from '../../contract/closed-shapes.ts';
import type { HeartbeatReply, HeartbeatRequest } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import { assignedKind, assignmentMark, maxAssignmentText } from '../../contract/release/assignment.ts';
import { type BundleKind, bundleKinds } from '../../contract/release/manifest.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Assigned, AssignedNews } from '../../contract/update-link.ts';
import type { UpdateStanding } from '../../contract/update-standing.ts';
import { parse } from '../../contract/validate.ts';
import type { Store } from '../store/store.ts';
import { outcomesKey, readKept, withTaken, withWaiting } from './outcomes.ts';
import { type UpdatingFacts, updatingOf } from './updating.ts';

/** Meta key: the newest assignment, as the hub has signed it. No person. */
const assignmentKey = 'updateAssignment';
const KeptAssignment = Type.Object(
  {
    text: nullable(Type.String({ maxLength: maxAssignmentText })),
    hubVersion: nullable(Type.String({ maxLength: 32 })),
    /** Of configuration, catalogue and notice, the newest of each kind. Left out by releases that knew none. */
    bundles: Type.Optional(Type.Array(Type.String({ maxLength: maxAssignmentText }), { maxItems: bundleKinds.length })),
  },
  strict,
);
type KeptAssignment = Static<typeof KeptAssignment>;

export interface UpdateLinkOptions {
  /** Null = it did not open: nothing is assigned, nothing can be told. */
  readonly store: Pick<Store, 'meta' | 'identity' | 'schema' | 'recordOfUpdate'> | null;
  readonly log: Log;
  /** Address of the hub as it is configured. */
  readonly hubUrl: string;
  /** Time of the hub, milliseconds since 1970; null = not heard in this boot. */
  hubNowMs(): number | null;
}

/** One connection that may ask. */
export interface AssignedCaller {
  readonly id: string;
  tell(news: AssignedNews): void;
}

/**
 * Between the hub and the updater of this machine: assignments down, outcomes up. Both are durable here, since the hub says a thing once and the updater drops what was taken. Judges nothing: the
 * updater believes the signature of the hub, not this service.
 */
export class UpdateLink {
  readonly #o: UpdateLinkOptions;
  readonly #callers = new Map<string, { readonly caller: AssignedCaller; said: string }>();
  #kept: KeptAssignment;
  #isFlushing = false;
  #sources: Parameters<UpdateLink['follow']>[0] | null = null;

  constructor(options: UpdateLinkOptions) {
    this.#o = options;
    this.#kept = readAssignmentText(options.store?.meta.get(assignmentKey) ?? null);
  }

  /** What is assigned now, and every change to this caller until it is gone. */
  watch(caller: AssignedCaller): Assigned {
    const assigned = this.#assigned();
    this.#callers.set(caller.id, { caller, said: wordsOf(assigned) });
    return assigned;
  }

  gone(callerId: string): void {
    this.#callers.delete(callerId);
  }

  /** Which assignment the heartbeat says that this machine has. */
  mark(): HeartbeatRequest['update'] {
    return this.#kept.text === null ? null : assignmentMark(this.#kept.text);
  }

  /** The same of configuration, catalogue and notice. */
  bundleMarks(): NonNullable<HeartbeatRequest['bundles']> {
    return (this.#kept.bundles ?? []).flatMap((text) => {
      const [mark, kind] = [assignmentMark(text), bundleKindOf(text)];
      return mark === null || kind === null ? [] : [{ kind, ...mark }];
    });
  }

  /** Where the steps of an update show; what the heartbeat says of them comes from there. */
  follow(sources: { standing(): UpdateStanding | null; gate(): UpdatingFacts['gate'] }): void {
    this.#sources = sources;
  }

  /** What is under way with the assignment, for the heartbeat (`updatingOf`). */
  updating(): HeartbeatRequest['updating'] {
    if (this.#sources === null) return undefined;
    const { standing, gate } = this.#sources;
    return updatingOf({ assignment: this.#kept.text, standing: standing(), gate: gate() });
  }

  /** A reply to a heartbeat, believed. What cannot be kept is not passed on either: the hub hands it out again. */
  heard({ update, bundles = [], hubVersion }: Pick<HeartbeatReply, 'update' | 'bundles' | 'hubVersion'>): void {
    const held = this.#kept.bundles ?? [];
    const next: KeptAssignment = {
      ...(bundles.length === 0
        ? { ...(held.length === 0 ? {} : { bundles: held }) }
        : { bundles: withNewer(held, bundles) }),
      text: update !== undefined && assignmentMark(update) !== null ? update : this.#kept.text,
      hubVersion: hubVersion ?? this.#kept.hubVersion,
    };
    if (JSON.stringify(next) !== JSON.stringify(this.#kept)) {
      const stored = this.#o.store?.meta.set(assignmentKey, JSON.stringify(next));
      if (stored?.ok !== true) return;
      const counter = next.text === null ? undefined : assignmentMark(next.text)?.counter;
      if (next.text !== this.#kept.text && counter !== undefined) this.#o.log('update.assignment.heard', { counter });
      this.#kept = next;
    }
    this.changed();
    // Enrolled meanwhile, perhaps.
    void this.flush();
  }

  /** Everybody who asked is told once more, so that the updater looks again. */
  again(): void {
    const assigned = this.#assigned();
    for (const { caller } of this.#callers.values()) caller.tell({ name: 'update.assigned', assigned });
  }

  /** Keys of the hub or the enrolment may be others. */
  changed(): void {
    const assigned = this.#assigned();
    const words = wordsOf(assigned);
    for (const watching of this.#callers.values()) {
      if (watching.said === words) continue;
      watching.said = words;
      watching.caller.tell({ name: 'update.assigned', assigned });
    }
  }

  /** Durable when it returns; goes into the queue to the hub by itself. Telling it again changes nothing. Errors: `storeFailed`. */
  report(outcome: UpdateOutcome): Result<null, 'storeFailed'> {
    const { store } = this.#o;
    if (store === null) return err('storeFailed');
    const kept = withWaiting(readKept(store.meta.get(outcomesKey)), outcome);
    if (kept === null) return ok(null);
    if (!store.meta.set(outcomesKey, JSON.stringify(kept)).ok) return err('storeFailed');
    void this.flush();
    return ok(null);
  }

  /** Puts what waits into the queue, oldest first; what cannot be yet waits on. Call at the start. */
  async flush(): Promise<void> {
    const { store } = this.#o;
    if (store === null || store.identity() === null || this.#isFlushing) return;
    this.#isFlushing = true;
    try {
      for (;;) {
        const [outcome] = readKept(store.meta.get(outcomesKey)).waiting;
        if (outcome === undefined) return;
        const make = () => JSON.stringify(withTaken(readKept(store.meta.get(outcomesKey)), outcome));
        const stored = await store.recordOfUpdate({ body: outcome, keep: { key: outcomesKey, make } });
        if (!stored.ok) return;
      }
    } finally {
      this.#isFlushing = false;
    }
  }

  #assigned(): Assigned {
    const { store, hubUrl, hubNowMs } = this.#o;
    const identity = store?.identity() ?? null;
    const nowMs = hubNowMs();
    return {
      assignment: this.#kept.text,
      bundles: this.#kept.bundles ?? [],
      device: identity?.deviceId ?? null,
      hubKeys: identity === null ? [] : [{ kid: identity.replyKey.kid, publicKey: identity.replyKey.publicKey }],
      repository: hubUrl === '' ? null : `${hubUrl.replace(/\/+$/, '')}/releases/`,
      hubNowMs: nowMs === null ? null : Math.round(nowMs),
      storeSchema: store?.schema ?? null,
      hubVersion: this.#kept.hubVersion,
    };
  }
}

function bundleKindOf(text: string): BundleKind | null {
  const kind = assignedKind(text);
  return bundleKinds.find((one) => one === kind) ?? null;
}

/** One of each kind, the one that came last; texts that are no assignment of a bundle are left out. Pure. */
function withNewer(held: readonly string[], came: readonly string[]): string[] {
  const byKind = new Map([...held, ...came].map((text) => [bundleKindOf(text), text] as const));
  return bundleKinds.flatMap((kind) => byKind.get(kind) ?? []);
}

/** What is news: that the hub's time is known is, since a wrong clock may have refused an assignment until now; how late it is is none. */
const wordsOf = ({ hubNowMs, ...rest }: Assigned): string => JSON.stringify([rest, hubNowMs === null]);

function readAssignmentText(text: string | null): KeptAssignment {
  try {
    const read = parse(KeptAssignment, JSON.parse(text ?? ''));
    if (read.ok) return read.value;
  } catch {
    // none was kept yet
  }
  return { text: null, hubVersion: null };
}
