import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from '../../build/project.mjs';
import { databaseFile } from '../../terminal/store/open-store.ts';
import { openSqlite } from '../../terminal/store/sqlite.ts';
import { root } from './hub-rig.ts';
import { osAsItIs } from './os-says.ts';

/**
 * Fills the queue of a machine that runs, through the real submit path in a process of its own (`npx yitiji outbox fill`). Gives the ids of what was acknowledged.
 * @param clockAheadMs of that process's wall clock; negative = it was long ago
 */
export function fillOutbox(dataDir: string, count: number, clockAheadMs = 0): Promise<readonly string[]> {
  const osFile = join(dataDir, '../fill-os.json');
  writeFileSync(osFile, JSON.stringify({ ...osAsItIs, clockAheadMs }));
  const preload = join(import.meta.dirname, 'os-preload.ts');
  const runner = join(root, 'terminal/cli/testing/run-fill.ts');
  const child = spawn(projectNode, ['--no-warnings', '--import', preload, runner, dataDir, String(count)], {
    env: { ...process.env, YITIJI_TEST_OS: osFile },
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`outbox fill: ${errors}`));
      resolve(out.split('\n').flatMap((line) => (line.startsWith('ACK ') ? [line.slice(4)] : [])));
    });
  });
}

/** One message as the machine's own database holds it. */
export interface OutboxRow {
  readonly id: string;
  readonly state: string;
  readonly receiptNo: string | null;
  readonly wallMs: number;
  readonly hubOffsetMs: number | null;
}

/** Looks into the queue beside the running service; never writes. */
export function outboxRows(dataDir: string): readonly OutboxRow[] {
  const db = openSqlite(join(dataDir, databaseFile), 'read');
  try {
    return db
      .prepare<[], OutboxRow>(
        'SELECT id, state, receipt_no AS receiptNo, wall_ms AS wallMs, hub_offset_ms AS hubOffsetMs FROM outbox ORDER BY seq',
      )
      .all();
  } finally {
    db.close();
  }
}
