import { delegationsOf, type Repository } from './read.ts';

/** Days before its end from which on a role wants to be signed anew: time enough for those who must meet for it. */
const warningDays = { timestamp: 2, snapshot: 4, targets: 30, delegated: 30, root: 90 } as const;

export interface RoleStatus {
  readonly role: string;
  /** Null = the role is delegated and has signed nothing yet. */
  readonly version: number | null;
  readonly expires: string | null;
  /** Whole days that are left, rounded down; negative = it has run out. */
  readonly daysLeft: number | null;
  readonly state: 'good' | 'soon' | 'expired' | 'empty';
  readonly targets: readonly string[];
}

const dayMs = 86_400_000;

/** What is in a repository and what expires when, most urgent first. Pure. */
export function statusOf(repository: Repository, nowMs: number): readonly RoleStatus[] {
  const { roots, targets, roles, snapshot, timestamp } = repository;
  const rows: RoleStatus[] = [];
  const add = (
    role: string,
    file: { readonly version: number; readonly expires: string } | null,
    days: number,
    names: readonly string[] = [],
  ) => {
    if (file === null) {
      rows.push({ ...{ role, version: null, expires: null, daysLeft: null }, state: 'empty', targets: [] });
      return;
    }
    const { version, expires } = file;
    const leftMs = Date.parse(expires) - nowMs;
    const state = leftMs <= 0 ? 'expired' : leftMs < days * dayMs ? 'soon' : 'good';
    rows.push({ ...{ role, version, expires, daysLeft: Math.floor(leftMs / dayMs) }, state, targets: names });
  };
  add('root', roots.at(-1)?.file.signed ?? null, warningDays.root);
  add('timestamp', timestamp?.file.signed ?? null, warningDays.timestamp);
  add('snapshot', snapshot?.file.signed ?? null, warningDays.snapshot);
  add('targets', targets?.file.signed ?? null, warningDays.targets);
  for (const { name } of delegationsOf(targets)) {
    const signed = roles.get(name)?.file.signed ?? null;
    add(name, signed, warningDays.delegated, Object.keys(signed?.targets ?? {}).sort());
  }
  return rows.sort((a, b) => (a.daysLeft ?? Number.MAX_SAFE_INTEGER) - (b.daysLeft ?? Number.MAX_SAFE_INTEGER));
}
