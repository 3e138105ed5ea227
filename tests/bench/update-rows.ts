import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { makeAppTree } from '../../build/app-tree.ts';
import { electronRuntime } from '../../build/electron-runtime.mjs';
import { systemClock } from '../../contract/clock.ts';
import { bytesOf, missingFiles, type ReleaseFile, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { hashFile } from '../../contract/sha256.ts';
import { usualLimits } from '../../updater/files/fetch-file.ts';
import { FileStore } from '../../updater/files/file-store.ts';
import { fetchRelease } from '../../updater/program/fetch-release.ts';
import type { Row } from './row.ts';

/** What an update costs the line of a machine. */
export async function updateRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-update-bench-'));
  try {
    return [await appOnly(folder), await cutDownload(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of a release and where its bytes are. */
type Placed = ReleaseFile & { readonly at: string };

/** A release of which every file of code of ours has changed, and neither Electron nor Node: fetched by a machine that runs the one before. */
async function appOnly(folder: string): Promise<Row> {
  const runtime = [
    ...filesOf(electronRuntime().dist, 'runtime'),
    ...filesOf(dirname(process.execPath), 'node').filter(({ size }) => size > 1_000_000),
  ];
  const releaseOf = (version: string): readonly Placed[] => {
    const out = join(folder, version);
    makeAppTree({ out, version, shippedRoot: '{}', stamp: version });
    return [...filesOf(out, ''), ...runtime];
  };
  const [before, after] = [releaseOf('1.0'), releaseOf('2.0')];
  const had = new Set(before.map(({ sha256 }) => sha256));
  const missing = missingFiles({ files: [...after] }, (sha256) => had.has(sha256));
  const came = await over(after, async (baseUrl) => {
    const store = new FileStore(join(folder, 'cas'));
    const manifest = manifestOf(missing);
    return (await bring(manifest, store, baseUrl, new AbortController().signal)).bytes;
  });
  const full = bytesOf({ files: [...after] });
  return {
    what: 'app-only update, part of the release that is fetched',
    ...{ value: (came / full) * 100, unit: '%', budget: 20 },
    baseline: `${mib(came)} of ${mib(full)} MiB with Electron and Node; ${missing.length} of ${after.length} files, every file of code of ours changed`,
  };
}

/** A download that is cut again and again, each time by a process that ends: what has to come twice. */
async function cutDownload(folder: string): Promise<Row> {
  const files = Array.from({ length: 6 }, (_, number): Placed & { readonly bytes: Buffer } => {
    const bytes = Buffer.alloc(6 * 1024 * 1024, number + 1);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path: `large-${number}`, sha256, size: bytes.byteLength, mode: '0644', at: '', bytes };
  });
  const manifest = manifestOf(files);
  const cuts = 12;
  const total = await over(files, async (baseUrl) => {
    let came = 0;
    for (let cut = 0; cut <= cuts; cut += 1) {
      const stop = new AbortController();
      // Another process begins with an empty memory of what it has written.
      const store = new FileStore(join(folder, 'cut'));
      let now = 0;
      const fetched = await bring(manifest, store, baseUrl, stop.signal, (count) => {
        now += count;
        if (cut < cuts && now > 2_500_000) stop.abort();
      });
      came += fetched.bytes;
    }
    return came;
  });
  const repeated = (total - bytesOf(manifest)) / cuts / (1024 * 1024);
  return {
    what: 'cut download, fetched again after each cut',
    ...{ value: repeated, unit: 'MiB', budget: 1 },
    baseline: `${cuts} cuts of ${mib(bytesOf(manifest))} MiB, four files at a time`,
  };
}

const bring = (
  manifest: ReleaseManifest,
  store: FileStore,
  baseUrl: string,
  signal: AbortSignal,
  onBytes: (count: number) => void = () => undefined,
) =>
  fetchRelease({
    ...{ manifest, store, baseUrl, signal, onBytes, clock: systemClock, random: () => 0 },
    limits: { ...usualLimits, capBytesPerSecond: null },
  });

/** Serves these files as a repository does, ranges included. */
async function over<T>(
  files: readonly (Placed & { readonly bytes?: Buffer })[],
  use: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const byHash = new Map(files.map((file) => [file.sha256, file]));
  const server = createServer((request, reply) => {
    const file = byHash.get(request.url?.split('/').at(-1) ?? '');
    if (file === undefined) {
      reply.writeHead(404).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${start}-${file.size - 1}/${file.size}` };
    reply.writeHead(start > 0 ? 206 : 200, start > 0 ? range : {});
    if (file.bytes !== undefined) reply.end(file.bytes.subarray(start));
    else createReadStream(file.at, { start }).pipe(reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function filesOf(from: string, prefix: string): readonly Placed[] {
  return readdirSync(from, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const at = join(entry.parentPath, entry.name);
    if (!entry.isFile() || lstatSync(at).isSymbolicLink()) return [];
    return [{ path: join(prefix, relative(from, at)), ...hashFile(at), mode: '0644', at } as const];
  });
}

function manifestOf(files: readonly ReleaseFile[]): ReleaseManifest {
  return {
    ...{ format: 'yitiji-release/1', kind: 'application', version: '2.0', createdAt: '2026-11-28T12:00:00.000Z' },
    ...{ store: { reads: [1, 1], writes: 1 }, minimumHub: '0.1.0', files: [...files] },
  };
}

const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
