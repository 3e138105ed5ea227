import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { err, ok, type Result } from '../../contract/result.ts';

/**
 * How what is said to PostgreSQL travels: `here` = it never leaves this computer, `verified` = encrypted to a server whose certificate is checked with its
 * name, `unverified` = anybody on the way can read it, or stand in for the server.
 */
export type DatabaseLine = 'here' | 'verified' | 'unverified';

export interface DatabaseAddress {
  /** For the driver, without what it would hand to the server as a setting. */
  readonly url: string;
  readonly line: DatabaseLine;
  /** For the driver: false = in clear, `prefer` = encrypted when the server can, `require` = encrypted; neither is checked. */
  readonly ssl: false | 'prefer' | 'require' | { readonly ca?: string; readonly host?: string };
}

/** Words of libpq, and what the driver makes of each. Source: PostgreSQL manual, “SSL Mode Descriptions”. */
const modes = new Map<string, false | 'prefer' | 'require' | 'checked'>([
  ['disable', false],
  ['allow', 'prefer'],
  ['prefer', 'prefer'],
  ['require', 'require'],
  ['verify-ca', 'checked'],
  ['verify-full', 'checked'],
]);

/**
 * Reads a PostgreSQL address as libpq does, with `sslmode` and `sslrootcert` (a file of certificates, or `system`). Other than there, `verify-ca` checks
 * the name too, and without `sslmode` nothing is encrypted.
 * @returns error: one sentence for the operator, without the address, which holds a password
 */
export function readDatabaseUrl(databaseUrl: string): Result<DatabaseAddress, string> {
  // Several hosts with ports of their own are no URL in the sense of WHATWG; the driver takes them apart like this too.
  const parts = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]*)([^?]*)(?:\?(.*))?$/.exec(databaseUrl);
  if (parts === null) return err('the address of the database is not postgres://NAME:PASSWORD@HOST:PORT/DATABASE');
  const [, before = '', hosts = '', path = '', query = ''] = parts;
  const settings = new URLSearchParams(query);
  const [mode, root] = [settings.get('sslmode') ?? 'disable', settings.get('sslrootcert')];
  settings.delete('sslmode');
  settings.delete('sslrootcert');
  const told = modes.get(mode);
  if (told === undefined) {
    return err(`sslmode=${mode} is none of ${[...modes.keys()].join(', ')} (--database-url)`);
  }
  const rest = settings.size === 0 ? '' : `?${settings.toString()}`;
  const names = hosts.split(',').map(hostName);
  const isChecked = told === 'checked' || root === 'system' || (told === 'require' && root !== null);
  const ca = isChecked && root !== null && root !== 'system' ? readRoot(root) : ok(undefined);
  if (!ca.ok) return ca;
  // A certificate that is made out to a number is only compared when the driver is told which.
  const [only = ''] = names;
  const number = names.length === 1 && isIP(only) !== 0 ? { host: only } : {};
  const verified = { ...(ca.value === undefined ? {} : { ca: ca.value }), ...number };
  const line: DatabaseLine = names.every(isHere) ? 'here' : isChecked ? 'verified' : 'unverified';
  return ok({ url: `${before}${hosts}${path}${rest}`, line, ssl: isChecked ? verified : told });
}

function readRoot(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    return err(`the certificates of sslrootcert=${file} cannot be read (${code})`);
  }
}

function hostName(host: string): string {
  const six = /^\[([^\]]*)\]/.exec(host)?.[1];
  // A folder of sockets is written with %2F in an address.
  return six ?? host.replace(/:\d*$/, '').replace(/^%2f/i, '/');
}

function isHere(host: string): boolean {
  const name = host === '' ? (process.env.PGHOST ?? 'localhost') : host;
  return name === 'localhost' || name === '::1' || name.startsWith('/') || /^127\.\d+\.\d+\.\d+$/.test(name);
}
