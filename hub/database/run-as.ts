import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../contract/result.ts';
import type { RunAs } from './reachable.ts';

/**
 * The account that PostgreSQL runs as. Not root: ourselves (null). Root: the account `postgres`, made if it is missing (a system account without
 * login, as Debian's own package does), because PostgreSQL refuses to start as root.
 */
export function databaseAccount(): Result<RunAs | null, string> {
  if (process.getuid?.() !== 0) return ok(null);
  const known = findAccount('postgres');
  if (known !== null) return ok(known);
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    return err('PostgreSQL cannot run as root, and the account `postgres` could not be made with useradd');
  }
  const made = findAccount('postgres');
  return made === null ? err('the account `postgres` was made but is not in /etc/passwd') : ok(made);
}

function findAccount(name: string): RunAs | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}
