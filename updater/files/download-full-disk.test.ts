import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { fetchFile, usualLimits } from './fetch-file.ts';
import { FileStore } from './file-store.ts';

/** Bytes that the disk still takes; null = all. */
const disk = vi.hoisted((): { room: number | null } => ({ room: null }));

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const file = await fs.open(...args);
      const write = file.write.bind(file);
      // As a disk does: what has room is taken, and the next call finds it full.
      const limited = async (bytes: Uint8Array, at: number, length: number, position: number) => {
        const taken = Math.min(length, disk.room ?? length);
        if (taken === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        if (disk.room !== null) disk.room -= taken;
        return write(bytes, at, taken, position);
      };
      return Object.assign(file, { write: limited });
    },
  };
});

const bytes = Buffer.alloc(3 * 1024 * 1024 + 17).map((_, n) => (n * 31 + (n >> 8)) & 0xff);
const sha256 = createHash('sha256').update(bytes).digest('hex');
let root: string;
let store: FileStore;
let asked: (string | null)[];
beforeEach(() => {
  disk.room = null;
  root = mkdtempSync(join(tmpdir(), 'yitiji-full-disk-'));
  store = new FileStore(root);
  asked = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const get = () =>
  fetchFile({
    ...{ url: 'http://releases.test/f', sha256, size: bytes.length, store, clock: systemClock },
    limits: { ...usualLimits, capBytesPerSecond: null },
    fetch: (_, init) => {
      const range = new Headers(init?.headers).get('range');
      asked.push(range);
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      const headers = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      return Promise.resolve(
        new Response(new Uint8Array(bytes.subarray(from)), from > 0 ? { status: 206, headers } : {}),
      );
    },
  });

test.each([0, 1, 4096, 1_500_000, 3 * 1024 * 1024])(
  'a disk that takes %i bytes more and is full: the download says so, and goes on from there when there is room',
  async (room) => {
    disk.room = room;
    expect(await get()).toMatchObject({ ok: false, error: { code: 'full' } });
    expect(store.has(sha256)).toBe(false);
    disk.room = null;
    expect(await get()).toMatchObject({ ok: true });
    expect(readFileSync(store.pathOf(sha256)).equals(bytes)).toBe(true);
    // Not from the start again, where more than the unsure end was here.
    if (room > 1024 * 1024) expect(asked[1]).toMatch(/^bytes=\d{6,}-$/);
  },
);
