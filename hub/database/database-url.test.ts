import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDatabaseUrl } from './database-url.ts';

function lineOf(url: string): string {
  const read = readDatabaseUrl(url);
  return read.ok ? read.value.line : read.error;
}

test.each([
  ['postgres://h:p@127.0.0.1:5432/hub', 'here'],
  ['postgres://h:p@localhost/hub', 'here'],
  ['postgresql://h:p@[::1]:5432/hub', 'here'],
  ['postgres://h:p@%2Fvar%2Frun%2Fpostgresql/hub', 'here'],
  ['postgres:///hub', 'here'],
  ['postgres://h:p@db.example/hub', 'unverified'],
  ['postgres://h:p@127.0.0.1.example/hub', 'unverified'],
  ['postgres://localhost@db.example/hub', 'unverified'],
  ['postgres://h:p@localhost,db.example:5433/hub', 'unverified'],
  ['postgres://h:p@db.example/hub?sslmode=require', 'unverified'],
  ['postgres://h:p@db.example/hub?sslmode=prefer', 'unverified'],
  ['postgres://h:p@db.example/hub?sslmode=verify-full', 'verified'],
  ['postgres://h:p@db.example/hub?sslmode=verify-ca', 'verified'],
  ['postgres://h:p@db.example/hub?sslrootcert=system', 'verified'],
])('nobody takes a line for safe that is not: %s is %s', (url, line) => {
  expect(lineOf(url)).toBe(line);
});

test('a mode that is misspelt, or a file that is not there, is told and not passed over, and the password is not in what is told', () => {
  for (const end of ['sslmode=verify-ful', 'sslmode=', 'sslmode=verify-full&sslrootcert=/no/such.pem']) {
    const read = readDatabaseUrl(`postgres://hub:secret@db.example/hub?${end}`);
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain('secret');
  }
  expect(readDatabaseUrl('mysql://hub:secret@db.example/hub').ok).toBe(false);
});

test('what is not about encryption reaches the driver as it was written', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 65_535 }), word, (user, host, port, database) => {
      const url = `postgres://${user}:p%40w@${host}:${port}/${database}`;
      const read = readDatabaseUrl(`${url}?application_name=${user}&sslmode=verify-full`);
      expect(read.ok && read.value.url).toBe(`${url}?application_name=${user}`);
      expect(readDatabaseUrl(url)).toMatchObject({ ok: true, value: { url, ssl: false } });
    }),
  );
});
