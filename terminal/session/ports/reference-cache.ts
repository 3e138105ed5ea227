import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { isReference, type PullPath, pullSchemas } from '../../../contract/pulls/pulls.ts';
import { parse } from '../../../contract/validate.ts';

/** Lists that are kept; a list that is asked with other parameters is another one. */
const maxFiles = 64;

const Body = Type.Object(
  {
    path: Type.String(),
    params: Type.Record(Type.String(), Type.String()),
    source: Type.String(),
    asOf: Type.String(),
    data: Type.Unknown(),
  },
  { additionalProperties: false },
);
const File = Type.Object({ body: Body, signature: Type.String() }, { additionalProperties: false });
export type CachedList = Static<typeof Body>;

export interface ReferenceCacheOptions {
  readonly dir: string;
  /** Base64 signature with the machine's own key. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

/**
 * Reference lists of the city (class C0, the same for everybody) on the disk, so that pages have them when the hub is away. Signed with the machine's key and
 * with the day of the data: a file that was changed, or that does not fit its schema any more, is as if it were not there. Never about a person.
 */
export class ReferenceCache {
  readonly #o: ReferenceCacheOptions;

  constructor(options: ReferenceCacheOptions) {
    this.#o = options;
  }

  get(path: PullPath, params: Readonly<Record<string, string>>): CachedList | null {
    const file = this.#file(path, params);
    if (!isReference(path) || !existsSync(file)) return null;
    try {
      const read = parse(File, JSON.parse(readFileSync(file, 'utf8')));
      if (!read.ok || !this.#o.verify(canonicalText(read.value.body), read.value.signature)) return null;
      const { body } = read.value;
      const isAsked = canonicalText({ path: body.path, params: body.params }) === canonicalText({ path, params });
      return isAsked && parse(pullSchemas[path], body.data).ok ? body : null;
    } catch {
      return null; // cut off or unreadable: asked again when the hub is there
    }
  }

  /** What cannot be written is asked again next time: nothing depends on it. */
  put(list: CachedList): void {
    if (!isReference(list.path as PullPath)) return;
    const file = this.#file(list.path as PullPath, list.params);
    try {
      mkdirSync(this.#o.dir, { recursive: true, mode: 0o700 });
      if (!existsSync(file) && readdirSync(this.#o.dir).length >= maxFiles) return;
      const text = JSON.stringify({ body: list, signature: this.#o.sign(canonicalText(list)) });
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch {
      rmSync(`${file}.new`, { force: true });
    }
  }

  #file(path: PullPath, params: Readonly<Record<string, string>>): string {
    const name = createHash('sha256').update(canonicalText({ path, params })).digest('hex').slice(0, 32);
    return join(this.#o.dir, `${name}.json`);
  }
}

function canonicalText(value: unknown): string {
  return canonicalJson(value as Parameters<typeof canonicalJson>[0]);
}
