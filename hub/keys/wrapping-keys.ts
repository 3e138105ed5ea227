import { linkSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeDurably } from '../../contract/durable-file.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { newWrappingKey, parseWrappingKeys, type WrappingKey } from './wrapping-key.ts';

/** Where the hub finds its wrapping keys. */
export interface WrappingKeys {
  /** For people: the path of the file, or the name of the variable. */
  readonly where: string;
  /** Newest first; empty = there is no file yet. Read anew each time, so that a rotation needs no restart. Error: one sentence for the operator. */
  read(): Result<readonly WrappingKey[], string>;
  /** Makes the first one, or reads the one that somebody else has made meanwhile. */
  make(): Result<WrappingKey, string>;
}

/** Name of the variable that holds wrapping keys where a file does not suit, for example out of a secret store. */
export const wrappingKeyVariable = 'YITIJI_HUB_WRAPPING_KEY';
/** In the hub's folder, unless it is told another place. */
export const wrappingKeyFileName = 'wrapping.key';

const filePurpose = [
  '# Wrapping keys of the hub, the newest first: they open its private keys in the database (docs/hub.md, Keys at rest).',
  '# Keep a copy apart from the backups of the database. Without it these are worth nothing, and with it they open everything.',
];

/** Those of a file of mode 600; it is made by `make`. */
export function wrappingKeysIn(file: string): WrappingKeys {
  const read = () => readFile(file);
  return {
    where: file,
    read,
    make() {
      const key = newWrappingKey();
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const draft = `${file}.${key.id}`;
      writeDurably(draft, contentOf([key]), 0o600);
      try {
        // A link takes no name that is taken: two instances that start at once have one key.
        linkSync(draft, file);
      } catch (cause) {
        if (!isCode(cause, 'EEXIST')) throw cause;
        const found = read();
        if (!found.ok) return found;
        const [first] = found.value;
        return first === undefined
          ? err(`${file} is empty: remove it, or put the hub's wrapping key there`)
          : ok(first);
      } finally {
        rmSync(draft, { force: true });
      }
      syncFolder(dirname(file));
      return ok(key);
    },
  };
}

/** Those that the environment holds. */
export function wrappingKeysOf(content: string): WrappingKeys {
  return {
    where: wrappingKeyVariable,
    read: () => parsed(wrappingKeyVariable, content),
    make: () =>
      err(`${wrappingKeyVariable} is empty: leave it out, or put a wrapping key there (\`hub wrapping-key new\`)`),
  };
}

/** Replaces the keys of a file. @param keys newest first */
export function writeWrappingKeys(file: string, keys: readonly WrappingKey[]): void {
  writeDurably(file, contentOf(keys), 0o600);
}

const contentOf = (keys: readonly WrappingKey[]) => `${[...filePurpose, ...keys.map(({ text }) => text)].join('\n')}\n`;

function readFile(file: string): Result<readonly WrappingKey[], string> {
  try {
    if ((statSync(file).mode & 0o077) !== 0) return err(`${file} is open to others than its owner: chmod 600 ${file}`);
    return parsed(file, readFileSync(file, 'utf8'));
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return ok([]);
    if (isCode(cause, 'EACCES'))
      return err(`${file} belongs to another account: the hub's own account must be able to read it`);
    throw cause;
  }
}

function parsed(where: string, content: string): Result<readonly WrappingKey[], string> {
  const keys = parseWrappingKeys(content);
  return keys === null ? err(`${where} holds something else than wrapping keys: one a line, 43 signs each`) : ok(keys);
}

const isCode = (cause: unknown, code: string) => cause instanceof Error && 'code' in cause && cause.code === code;
