import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { usualLimits } from '../files/fetch-file.ts';
import { FileStore } from '../files/file-store.ts';
import { testRelease } from '../testing/test-release.ts';
import { type Fetched, fetchRelease } from './fetch-release.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-fetch-release-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const large = Buffer.alloc(40_000, 9);
const release = testRelease(2, { 'app/large': large });

/** No time passes while the disk is at work: a store that waits for a busy machine is no slow line. */
async function diskIsDone(): Promise<void> {
  do await setImmediate();
  while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')));
}

/** All of a release over a line that does what `serve` says; time passes only while nothing comes. */
async function bring(serve: (bytes: Buffer, from: number) => Response): Promise<Fetched> {
  const clock = new VirtualClock(undefined, diskIsDone);
  const done = fetchRelease({
    ...{ manifest: release.manifest, baseUrl: 'http://releases.invalid/', store: new FileStore(join(dir, 'cas')) },
    ...{ clock, random: () => 0.5, signal: new AbortController().signal },
    limits: { ...usualLimits, capBytesPerSecond: null },
    fetch: (url, init) => {
      const bytes = release.bytes.get(String(url).split('/').at(-1) ?? '') ?? Buffer.alloc(0);
      const from = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get('range') ?? '')?.[1] ?? 0);
      return Promise.resolve(serve(bytes, from));
    },
  });
  let isOver = false;
  void done.finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(1_000);
  return done;
}

/** A part, then the line breaks. */
function part(bytes: Buffer, from: number, length: number): Response {
  const end = Math.min(bytes.byteLength, from + length);
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(bytes.subarray(from, end))),
    pull: (controller) => {
      if (end === bytes.byteLength) controller.close();
      else controller.error(new TypeError('terminated'));
    },
  });
  const range = { 'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}` };
  return new Response(stream, from > 0 ? { status: 206, headers: range } : {});
}

test('a line that breaks again and again and brings something each time comes to its end, and nothing comes twice', async () => {
  const { end, bytes, files } = await bring((content, from) => part(content, from, 2_000));
  expect(end).toEqual({ is: 'done' });
  expect(files).toBe(release.bytes.size);
  expect(bytes).toBe([...release.bytes.values()].reduce((sum, { byteLength }) => sum + byteLength, 0));
});

test('a server that gives nothing is left after a few tries of each, and what came of others stays', async () => {
  const { end } = await bring((content, from) =>
    content.byteLength === large.byteLength ? new Response(null, { status: 503 }) : part(content, from, 100_000),
  );
  expect(end).toEqual({ is: 'later', code: 'badStatus' });
  const store = new FileStore(join(dir, 'cas'));
  expect(release.manifest.files.filter(({ sha256 }) => store.has(sha256))).toHaveLength(release.bytes.size - 1);
});

test('other bytes than the manifest promises end it for all', async () => {
  const { end } = await bring((content, from) =>
    part(content.byteLength === large.byteLength ? Buffer.alloc(large.byteLength, 1) : content, from, 100_000),
  );
  expect(end).toEqual({ is: 'refused', cause: 'forged' });
});
