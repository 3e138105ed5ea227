import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { nullable, strict } from '../../contract/closed-shapes.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { parse } from '../../contract/validate.ts';

const Session = Type.Object({ cookie: Type.String(), csrf: Type.String() }, strict);

/** What the command line keeps of a hub. */
const KeptHub = Type.Object(
  {
    /** Null = nobody is signed in. */
    session: nullable(Session),
    /** Cookie by which the hub knows this command line again; it opens nothing. */
    browser: nullable(Type.String()),
  },
  strict,
);
export type KeptHub = Static<typeof KeptHub>;

const Kept = Type.Object(
  { format: Type.Literal('yitiji-operator-sessions/1'), hubs: Type.Record(Type.String(), KeptHub) },
  strict,
);

const nobody: KeptHub = { session: null, browser: null };

/** Of the account that calls; XDG Base Directory Specification, state of a user. */
function fileOf(env: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: state = '' } = env;
  return join(state === '' ? join(homedir(), '.local', 'state') : state, 'yitiji', 'operator-sessions.json');
}

/** Without a slash at the end, so that one hub has one name. */
export const hubName = (hub: string): string => hub.replace(/\/+$/, '');

/** What is kept of this hub; a file that is missing or that nobody can read = nobody is signed in. */
export function keptHub(hub: string, env: NodeJS.ProcessEnv = process.env): KeptHub {
  return readAll(env)[hubName(hub)] ?? nobody;
}

/** Throws what the file system throws. The file is its owner's alone (mode 600): what stands in it is as good as having signed in, until the session ends. */
export function keepHub(hub: string, kept: KeptHub, env: NodeJS.ProcessEnv = process.env): void {
  const file = fileOf(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const hubs = { ...readAll(env), [hubName(hub)]: kept };
  writeDurably(file, `${JSON.stringify({ format: 'yitiji-operator-sessions/1', hubs }, null, 2)}\n`, 0o600);
}

function readAll(env: NodeJS.ProcessEnv): Readonly<Record<string, KeptHub>> {
  try {
    const read = parse(Kept, JSON.parse(readFileSync(fileOf(env), 'utf8')));
    return read.ok ? read.value.hubs : {};
  } catch {
    return {};
  }
}
