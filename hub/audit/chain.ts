import type { Actor } from '../../contract/accounts.ts';
import { canonicalJson, type Json } from '../../contract/canonical-json.ts';
import { sha256Of } from '../../contract/sha256.ts';

/** One act of a person as the chain holds it. */
export interface ChainEntry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly atMs: number;
  readonly actor: Pick<Actor, 'kind' | 'id' | 'name'>;
  /** `area.verb`, for example `rollout.paused`. */
  readonly act: string;
  /** What it was done to, `kind:id`, for example `rollout:12`. */
  readonly subject: string;
  readonly detail: AuditDetail;
}

/** Facts of an act: numbers, codes, ids. No citizen, no secret. */
export type AuditDetail = Readonly<Record<string, Json>>;

/** A place of the chain. */
export interface ChainPlace {
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** The place before the first entry. */
export const chainStart: ChainPlace = { seq: 0, hash: '0'.repeat(64) };

/** Hash of an entry: SHA-256 over the canonical JSON (RFC 8785) of all its fields and the hash of the entry before. */
export function chainHash(before: string, { seq, atMs, actor, act, subject, detail }: ChainEntry): string {
  const { kind, id, name } = actor;
  return sha256Of(canonicalJson({ before, seq, atMs, actor: { kind, id, name }, act, subject, detail }));
}

export interface ChainVerdict {
  /** Where the sound part ends. */
  readonly sound: ChainPlace;
  /** Null: everything that was looked at fits. `gap`: the entry behind `sound` is missing; `changed`: it is not what was written. */
  readonly fault: 'gap' | 'changed' | null;
}

/** Goes along entries in order from a place that is known to be sound. */
export function followChain(
  from: ChainPlace,
  entries: readonly { readonly entry: ChainEntry; readonly hash: string }[],
): ChainVerdict {
  let sound = from;
  for (const { entry, hash } of entries) {
    if (entry.seq !== sound.seq + 1) return { sound, fault: 'gap' };
    if (chainHash(sound.hash, entry) !== hash) return { sound, fault: 'changed' };
    sound = { seq: entry.seq, hash };
  }
  return { sound, fault: null };
}
