import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outboxList } from './outbox-list.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-kill-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs `outbox fill` as a process of its own and kills it with SIGKILL right after the given number of ACK lines. */
async function fillAndKill(acks: number): Promise<readonly string[]> {
  const runner = join(import.meta.dirname, 'testing', 'run-fill.ts');
  const child = spawn(process.execPath, [runner, dir, '100000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ACK ')) seen.push(line.slice(4));
    if (seen.length === acks) child.kill('SIGKILL');
  }
  expect(await ended).toBe('SIGKILL');
  return seen;
}

async function list() {
  const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
  const { exit, json } = await outboxList.run({ options: { data: dir }, positionals: [] }, io);
  return {
    exit,
    ...(json as { integrity: { gapFree: boolean; lastSeq: number }; messages: readonly { id: string }[] }),
  };
}

describe('kill -9 while applications are committed', () => {
  test('again and again on one database: every ACK is there, no gap, every case has its message', async () => {
    const acked: string[] = [];
    for (const acks of [1, 2, 17, 60, 5]) {
      acked.push(...(await fillAndKill(acks)));
      const { exit, integrity, messages } = await list();
      expect(integrity).toMatchObject({
        ok: true,
        integrityCheck: 'ok',
        synchronous: 2,
        gapFree: true,
        casesMatch: true,
        auditChain: 'ok',
      });
      expect(exit).toBe(0);
      const ids = messages.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(acked));
      expect(integrity.lastSeq).toBe(ids.length);
    }
    expect(acked.length).toBeGreaterThanOrEqual(85);
  });
});
