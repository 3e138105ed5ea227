import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outboxList } from './outbox-list.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-full-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a disk that takes no more: a typed error instead of an ACK, and everything acknowledged before is whole', async () => {
  // No disk is filled: a limit on the size of files makes write() fail in the same place (EFBIG; Node ignores SIGXFSZ).
  const runner = join(import.meta.dirname, 'testing', 'run-fill.ts');
  const script = 'ulimit -f 2000 && exec "$0" "$@"';
  const child = spawnSync('sh', ['-c', script, process.execPath, runner, dir, '100000'], { encoding: 'utf8' });
  const acked = child.stdout.split('\n').flatMap((line) => (line.startsWith('ACK ') ? [line.slice(4)] : []));
  expect(acked.length).toBeGreaterThanOrEqual(10);
  expect(child.stderr).toMatch(/committed, then (io|full): SQLITE_/);
  expect(child.status).toBe(1);
  const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
  const { exit, json } = await outboxList.run({ options: { data: dir }, positionals: [] }, io);
  const { integrity, messages } = json as { integrity: object; messages: readonly { id: string }[] };
  expect(integrity).toMatchObject({ ok: true, gapFree: true, casesMatch: true, auditChain: 'ok' });
  expect(messages.map(({ id }) => id)).toEqual(expect.arrayContaining(acked));
  expect(exit).toBe(0);
});
