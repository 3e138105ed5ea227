import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { silentHubLog } from '../log.ts';
import { startHub } from '../main.ts';
import { makeCertificate } from '../testing/certificate.ts';
import { isOnServer } from '../testing/test-database.ts';
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { openPool } from './pool.ts';

let folder: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-database-tls-'));
  makeCertificate(folder, 'authority', { subject: 'authority', signer: null });
  makeCertificate(folder, 'other', { subject: 'other authority', signer: null });
  makeCertificate(folder, 'numbered', { subject: 'database', signer: 'authority' });
  makeCertificate(folder, 'named', { subject: 'database', signer: 'authority', altName: 'DNS:localhost' });
  const started = await startEmbedded({ dataDir: join(folder, 'data'), clock: systemClock, log: silentHubLog });
  if (!started.ok) throw new Error(started.error);
  server = started.value;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Gives PostgreSQL a certificate, as its administrator does. */
async function show(certificate: string): Promise<void> {
  const sql = openPool(server.url, 1);
  const [row] = await sql<{ at: string }[]>`select setting as at from pg_settings where name = 'data_directory'`;
  const pgData = row?.at ?? '';
  const { uid, gid } = statSync(join(pgData, 'PG_VERSION'));
  for (const ending of ['crt', 'key']) {
    const to = join(pgData, `server.${ending}`);
    copyFileSync(join(folder, `${certificate}.${ending}`), to);
    chownSync(to, uid, gid);
    chmodSync(to, 0o600);
  }
  await sql`alter system set ssl = on`;
  await sql`select pg_reload_conf()`;
  await sql.end();
}

/** @returns whether the connection was encrypted, or why there was none */
async function ask(host: string, settings: string): Promise<unknown> {
  const sql = openPool(server.url.replace('127.0.0.1', host) + settings, 1);
  try {
    const [row] = await sql<{ ssl: boolean }[]>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    return row?.ssl;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? cause.code : cause;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

test.skipIf(isOnServer)(
  'what the hub says to PostgreSQL is read by nobody else: a server whose certificate is another’s, or another name’s, hears nothing',
  async () => {
    const root = (name: string) => `?sslmode=verify-full&sslrootcert=${join(folder, `${name}.crt`)}`;
    await show('named');
    await expect.poll(() => ask('localhost', '?sslmode=require')).toBe(true);
    expect(await ask('localhost', '')).toBe(false);
    expect(await ask('localhost', root('authority'))).toBe(true);
    expect(await ask('localhost', root('other'))).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(await ask('localhost', '?sslmode=verify-full')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(await ask('127.0.0.1', root('authority'))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    await show('numbered');
    await expect.poll(() => ask('127.0.0.1', root('authority'))).toBe(true);
    expect(await ask('localhost', root('authority'))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  },
  30_000,
);

test('a hub does not start on a database of another computer over a line that anybody can read, unless it is told to', async () => {
  const start = (settings: string, isDatabaseLineTrusted: boolean) =>
    startHub({
      ...{ port: 0, dataDir: join(folder, 'hub'), operatorToken: 'operator-operator', log: silentHubLog },
      ...{ databaseUrl: `postgres://h:secret@database.invalid/hub${settings}`, isDatabaseLineTrusted },
    });
  const refused = await start('?sslmode=require', false);
  expect(refused).toMatchObject({ ok: false, error: expect.stringContaining('sslmode=verify-full') });
  expect(JSON.stringify(refused)).not.toContain('secret');
});
