import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Repository } from '../repository/read.ts';
import { type PublicKey, type Role, type Root, readMetadata, type SignedFile, type Targets } from './shapes.ts';
import { signersOf } from './signatures.ts';

/** Who may sign a file: keys by id, and how many of them it takes. A root that follows another has two such groups. */
export interface SignerGroup {
  readonly what: string;
  readonly keys: Readonly<Record<string, PublicKey>>;
  readonly role: Pick<Role, 'keyids' | 'threshold'>;
}

/** Role of a file by its name: `app.json`, `2.root.json` → `app`, `root`. */
export const roleOfFile = (path: string): string =>
  basename(path)
    .replace(/^\d+\./, '')
    .replace(/\.json$/, '');

/**
 * Groups whose signatures this file needs. What names them is looked for beside the file (the folder of a ceremony: `root.json`, `targets.json`), then in the repository. Error: one sentence.
 */
export function groupsFor(
  path: string,
  file: SignedFile<Root> | SignedFile<Targets>,
  repository: Repository | null,
): Result<readonly SignerGroup[], string> {
  const role = roleOfFile(path);
  if (file.signed._type === 'root') {
    const own = { what: 'root keys', keys: file.signed.keys, role: file.signed.roles.root };
    const before = repository?.roots.at(-1)?.file.signed;
    if (before === undefined || before.version >= file.signed.version) return ok([own]);
    return ok([own, { what: `root keys of version ${before.version}`, keys: before.keys, role: before.roles.root }]);
  }
  if (role === 'targets') {
    const root = beside(path, 'root') ?? repository?.roots.at(-1)?.file.signed;
    if (root === undefined)
      return err('who may sign targets.json stands in root.json: put it beside, or give --repository');
    return ok([{ what: 'targets keys', keys: root.keys, role: root.roles.targets }]);
  }
  const delegations = (beside(path, 'targets') ?? repository?.targets?.file.signed)?.delegations;
  const delegated = delegations?.roles.find(({ name }) => name === role);
  if (delegations === undefined || delegated === undefined)
    return err(`targets.json names no role ${role}: the name of the file is the name of the role`);
  return ok([{ what: `keys of ${role}`, keys: delegations.keys, role: delegated }]);
}

function beside<T extends 'root' | 'targets'>(path: string, type: T) {
  const other = join(dirname(path), `${type}.json`);
  if (!existsSync(other)) return undefined;
  const read = readMetadata(type, readFileSync(other));
  return read.ok ? read.value.signed : undefined;
}

export interface GroupState {
  readonly what: string;
  /** Key ids whose signature holds. */
  readonly signed: readonly string[];
  readonly threshold: number;
  /** Key ids that may sign and have not. */
  readonly open: readonly string[];
}

/** Who has signed a file and who still may, for each group of signers that it needs. */
export function stateOf(file: SignedFile, groups: readonly SignerGroup[]): readonly GroupState[] {
  return groups.map(({ what, keys, role }) => {
    const signed = signersOf(file, keys, role);
    return { what, signed, threshold: role.threshold, open: role.keyids.filter((id) => !signed.includes(id)) };
  });
}

/** For example `targets keys: 1 of 2 (3f1c9a2e); may still sign: 77aa01b2, 9c0d4e11`. */
export function groupText({ what, signed, threshold, open }: GroupState): string {
  const short = (ids: readonly string[]) => ids.map((id) => id.slice(0, 8)).join(', ');
  const rest = signed.length >= threshold ? ': enough' : open.length === 0 ? '' : `; may still sign: ${short(open)}`;
  return `${what}: ${signed.length} of ${threshold}${signed.length === 0 ? '' : ` (${short(signed)})`}${rest}`;
}
