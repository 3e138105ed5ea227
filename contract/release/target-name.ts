import { err, ok, type Result } from '../result.ts';
import type { ReleaseKind } from './manifest.ts';

/**
 * Names of targets in the metadata, and the role that may sign each (docs/design/sync-and-fleet.md §7). The name says the kind, the role follows from it, and the manifest must say the same kind:
 * whoever signs a city's catalogue can never sign an application.
 */
const versionPart = '[0-9a-z]{1,16}(?:\\.[0-9a-z]{1,16}){0,5}';
/** Region, fleet or circle of a notice: `guangzhou`, `gz-tianhe`. */
const scopePart = '[a-z0-9]{1,16}(?:-[a-z0-9]{1,16}){0,3}';

/** Folder in front of the name. */
const folders = {
  application: 'app',
  catalogue: 'catalogue',
  config: 'config',
  notice: 'notice',
} as const satisfies Readonly<Record<ReleaseKind, string>>;
const kinds = Object.entries(folders) as readonly (readonly [ReleaseKind, string])[];

/** Longest name of a target, signs; the parts bound it. */
export const maxTargetName = 192;

export interface TargetName {
  readonly kind: ReleaseKind;
  /** Null for an application: there is one for everybody. */
  readonly scope: string | null;
  readonly version: string;
  /** Role of the metadata that must have signed it: `app`, `catalogue-guangzhou`, `config-gz1`, `notice`. */
  readonly role: string;
}

/** `app/2026.11.1.json`, `catalogue/guangzhou/2026.11.1.json`. Errors: `scope` missing, not wanted or no name; `version`. */
export function targetNameOf(
  kind: ReleaseKind,
  scope: string | null,
  version: string,
): Result<string, 'scope' | 'version'> {
  if ((scope === null) !== (kind === 'application')) return err('scope');
  if (scope !== null && !new RegExp(`^${scopePart}$`).test(scope)) return err('scope');
  if (!new RegExp(`^${versionPart}$`).test(version)) return err('version');
  return ok([folders[kind], ...(scope === null ? [] : [scope]), `${version}.json`].join('/'));
}

/** What a name of a target says; null = none of ours. */
export function readTargetName(name: string): TargetName | null {
  const app = new RegExp(`^${folders.application}/(${versionPart})\\.json$`).exec(name);
  if (app?.[1] !== undefined) return { kind: 'application', scope: null, version: app[1], role: 'app' };
  const scoped = new RegExp(`^([a-z]+)/(${scopePart})/(${versionPart})\\.json$`).exec(name);
  const kind = kinds.find(([one, folder]) => folder === scoped?.[1] && one !== 'application')?.[0];
  const [, , scope, version] = scoped ?? [];
  if (kind === undefined || scope === undefined || version === undefined) return null;
  return { kind, scope, version, role: roleOf(kind, scope) };
}

/** Kind of what this name stands for; null = none of ours. */
export const kindOfTarget = (name: string): ReleaseKind | null => readTargetName(name)?.kind ?? null;

/** Role that signs targets of this kind; notices share one. @param scope null for an application */
export function roleOf(kind: ReleaseKind, scope: string | null): string {
  if (kind === 'application') return 'app';
  if (kind === 'notice') return 'notice';
  if (scope === null) throw new Error(`a ${kind} has a scope`);
  return `${folders[kind]}-${scope}`;
}

/** What stands in the delegation: the names that a role may sign, as patterns of TUF (`*` ends at `/`). */
export function pathsOfRole(role: string): readonly string[] | null {
  if (role === 'app') return ['app/*.json'];
  if (role === 'notice') return ['notice/*/*.json'];
  const scoped = new RegExp(`^(catalogue|config)-(${scopePart})$`).exec(role);
  return scoped === null ? null : [`${scoped[1]}/${scoped[2]}/*.json`];
}
