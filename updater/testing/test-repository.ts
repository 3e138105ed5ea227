import type { Json } from '../../contract/canonical-json.ts';
import { metadataDays, signedAtMember } from '../../contract/release/metadata.ts';
import { pathsOfRole } from '../../contract/release/target-name.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { type SignedPart, signMetadata, testKey } from './sign-metadata.ts';

/** Who signs a role, by the names of test keys. */
export interface Signers {
  readonly keys: readonly string[];
  readonly threshold: number;
}

export interface TestRole extends Signers {
  readonly name: string;
  readonly paths: readonly string[];
  readonly terminating: boolean;
}

/** How one file differs from what an honest tool would publish. */
export interface Publish {
  /** Changes the signed part before it is signed. */
  readonly change?: (part: SignedPart) => SignedPart;
  /** Who signs it, other than the keys of the role. */
  readonly signedBy?: readonly string[];
}

const topRoles = ['root', 'timestamp', 'snapshot', 'targets'] as const;
type TopRole = (typeof topRoles)[number];

/**
 * A repository in memory, honest as long as nobody changes what it publishes. Written from the specification (TUF 1.0 §4), without the library that verifies: it may not agree with itself. Each
 * `publish…` makes the next version of one file; what lists it must be published again for it to be found.
 */
export class TestRepository {
  /** By path: `metadata/1.root.json`, `targets/app/<sha256>.1.json`. */
  readonly files = new Map<string, Uint8Array>();
  readonly versions: Record<string, number> = {};
  signers: Record<TopRole, Signers> = {
    root: { keys: ['root-1', 'root-2', 'root-3'], threshold: 2 },
    timestamp: { keys: ['timestamp-1'], threshold: 1 },
    snapshot: { keys: ['snapshot-1'], threshold: 1 },
    targets: { keys: ['targets-1', 'targets-2', 'targets-3'], threshold: 2 },
  };
  roles: TestRole[] = [];
  /** Other keys that stand among the public ones, by their name there. */
  strangeKeys: Record<string, SignedPart> = {};
  readonly targets = new Map<string, Map<string, Uint8Array>>();
  nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
    this.delegate('app', ['app-1', 'app-2', 'app-3'], 2);
    this.delegate('catalogue-guangzhou', ['guangzhou-1'], 1);
    this.publishRoot();
    this.publish();
  }

  delegate(name: string, keys: readonly string[], threshold: number, change: Partial<TestRole> = {}): void {
    const role = { name, keys, threshold, paths: pathsOfRole(name) ?? [], terminating: true, ...change };
    this.roles = [...this.roles.filter((one) => one.name !== name), role];
    if (!this.targets.has(name)) this.targets.set(name, new Map());
  }

  /** Puts a target there and lists it in a role; the role is not published yet. */
  add(role: string, target: string, bytes: Uint8Array | string): void {
    const content = Buffer.from(bytes);
    this.targets.get(role)?.set(target, content);
    const path = target.replace(/[^/]+$/, (last) => `${sha256Of(content)}.${last}`);
    this.files.set(`targets/${path}`, content);
  }

  /** Everything but the root. */
  publish(): void {
    for (const { name } of this.roles) this.publishRole(name);
    this.publishTargets();
    this.publishSnapshot();
    this.publishTimestamp();
  }

  /** By the keys of now and the keys of the root before. */
  publishRoot(publish: Publish = {}): void {
    const before = this.#before?.keys ?? [];
    const signers = this.signers.root.keys;
    this.#before = this.signers.root;
    const part = {
      consistent_snapshot: true,
      keys: { ...publicKeys(topRoles.flatMap((role) => this.signers[role].keys)), ...this.strangeKeys },
      roles: Object.fromEntries(topRoles.map((role) => [role, roleOf(this.signers[role])])),
    };
    this.#put('root', 'root', part, metadataDays.root, [...new Set([...before, ...signers])], publish, true);
  }
  #before: Signers | null = null;

  publishTargets(publish: Publish = {}): void {
    const roles = this.roles.map((role) => ({
      ...roleOf(role),
      ...{ name: role.name, paths: role.paths, terminating: role.terminating },
    }));
    const delegations = { keys: publicKeys(this.roles.flatMap(({ keys }) => keys)), roles };
    const part = { targets: {}, delegations };
    this.#put('targets', 'targets', part, metadataDays.targets, this.signers.targets.keys, publish);
  }

  publishRole(name: string, publish: Publish = {}): void {
    const targets = Object.fromEntries(
      [...(this.targets.get(name) ?? [])].map(([target, bytes]) => [
        target,
        { length: bytes.byteLength, hashes: { sha256: sha256Of(bytes) } },
      ]),
    );
    const keys = this.roles.find((role) => role.name === name)?.keys ?? [];
    this.#put(name, 'targets', { targets }, metadataDays.delegated, keys, publish);
  }

  publishSnapshot(publish: Publish = {}): void {
    const meta = Object.fromEntries(
      ['targets', ...this.roles.map(({ name }) => name)].map((name) => [`${name}.json`, this.#listed(name)]),
    );
    this.#put('snapshot', 'snapshot', { meta }, metadataDays.snapshot, this.signers.snapshot.keys, publish);
  }

  publishTimestamp(publish: Publish = {}): void {
    const part = { meta: { 'snapshot.json': this.#listed('snapshot') }, [signedAtMember]: isoOf(this.nowMs) };
    this.#put('timestamp', 'timestamp', part, metadataDays.timestamp, this.signers.timestamp.keys, publish);
    const bytes = this.newest('timestamp');
    this.files.set('metadata/timestamp.json', bytes);
  }

  /** The newest file of a role, or one of its versions. Timestamps too, though a machine finds only the newest. */
  newest(role: string, version = this.versions[role] ?? 0): Uint8Array {
    const bytes = this.files.get(`metadata/${version}.${role}.json`);
    if (bytes === undefined) throw new Error(`no version ${version} of ${role}`);
    return bytes;
  }

  /** Puts other bytes where the newest file of a role stands. */
  replace(role: string, bytes: Uint8Array): void {
    const path = role === 'timestamp' ? 'timestamp.json' : `${this.versions[role]}.${role}.json`;
    this.files.set(`metadata/${path}`, bytes);
  }

  /** Answers as a static server does. */
  readonly fetch: typeof fetch = (input) => {
    const path = new URL(String(input)).pathname.replace(/^\/releases\//, '');
    const bytes = this.files.get(path);
    return Promise.resolve(
      bytes === undefined ? new Response('none', { status: 404 }) : new Response(new Uint8Array(bytes)),
    );
  };

  #listed(name: string): SignedPart {
    const bytes = this.newest(name);
    return { version: this.versions[name] ?? 0, length: bytes.byteLength, hashes: { sha256: sha256Of(bytes) } };
  }

  #put(
    name: string,
    type: TopRole,
    rest: SignedPart,
    days: number,
    keys: readonly string[],
    { change = (part) => part, signedBy = keys }: Publish,
    isRoot = false,
  ): void {
    const version = (this.versions[name] ?? 0) + 1;
    this.versions[name] = version;
    const common = { _type: type, spec_version: '1.0.31', version, expires: isoOf(this.nowMs + days * dayMs) };
    const bytes = signMetadata(change({ ...common, ...rest }), signedBy);
    this.files.set(`metadata/${version}.${name}.json`, bytes);
    if (isRoot) this.files.set('metadata/root.json', bytes);
  }
}

export const dayMs = 86_400_000;
export const isoOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
const publicKeys = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [testKey(name).id, testKey(name).public]));
const roleOf = ({ keys, threshold }: Signers): { readonly [member: string]: Json } => ({
  keyids: keys.map((name) => testKey(name).id),
  threshold,
});
