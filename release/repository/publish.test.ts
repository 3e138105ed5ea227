import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseFetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OpenedBuild, openBuild } from '../build/build-file.ts';
import { makeRoot } from '../metadata/make.ts';
import { metadataOf, type Root, type SignedFile } from '../metadata/shapes.ts';
import {
  delegating,
  firstRoot,
  holders,
  must,
  naming,
  onlineKeys,
  signedWith,
  TestFolder,
} from '../testing/ceremony.ts';
import { faultsOfFiles, faultsOfTargets, targetsOf } from './contents.ts';
import { filePath } from './layout.ts';
import { type PublishInput, publish } from './publish.ts';
import { readRepository } from './read.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
const dayMs = 86_400_000;
let f: TestFolder;
beforeEach(() => {
  f = new TestFolder();
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
});
afterEach(() => {
  vi.useRealTimers();
  f.remove();
});

const appKeys = ['app-1', 'app-2'];
const roles = { app: [['app-1', 'app-2', 'app-3'], 2], 'catalogue-gz': [['city'], 1] } as const;
const nothing = { root: null, targets: null, roles: new Map() };

/** A repository with release 1. */
function begun(dir = f.at('repository')) {
  const built = openBuild(f.at('build-1'));
  const one = built.ok ? built.value : f.build(f.application('v1', nowMs), 'build-1', { version: '1' });
  const incoming = {
    ...{ root: firstRoot(nowMs), targets: delegating(roles, 1, nowMs) },
    roles: new Map([['app', naming('app', [one], { keys: appKeys, version: 1, nowMs })]]),
  };
  const input: PublishInput = { dir, incoming, builds: [one], keys: onlineKeys(), nowMs };
  must(publish(input));
  return { dir, one, input };
}

/** Release 2 beside release 1, as it is published. */
function next(one: OpenedBuild, at: { readonly dir: string; readonly version?: number }) {
  const two = f.build(f.application('v2', nowMs, { 'more.txt': 'more', 'other.txt': 'other' }), 'build-2', {
    version: '2',
  });
  const app = naming('app', [one, two], { keys: appKeys, version: at.version ?? 2, nowMs });
  const input: PublishInput = {
    ...{
      dir: at.dir,
      incoming: { ...nothing, roles: new Map([['app', app]]) },
      builds: [two],
      keys: onlineKeys(),
      nowMs,
    },
  };
  return { two, input };
}

class FolderFetcher extends BaseFetcher {
  readonly #dir: string;
  constructor(dir: string) {
    super();
    this.#dir = dir;
  }
  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const path = join(this.#dir, new URL(url).pathname);
    if (!existsSync(path)) throw new DownloadHTTPError('not found', 404);
    return new Blob([readFileSync(path)]).stream();
  }
}

/** A machine that keeps what it has seen in `state`. @returns targets of these names that it believes, by their hash */
async function machine(dir: string, state: string, names: readonly string[]) {
  if (!existsSync(state)) {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'root.json'), metadataOf(firstRoot(nowMs)));
  }
  const updater = new Updater({
    ...{ metadataDir: state, targetDir: state, metadataBaseUrl: 'http://repository/metadata' },
    ...{ targetBaseUrl: 'http://repository/targets', fetcher: new FolderFetcher(dir) },
  });
  await updater.refresh();
  const found: Record<string, string | null> = {};
  for (const name of names) {
    const info = await updater.getTargetInfo(name);
    found[name] = info?.hashes.sha256 ?? null;
    if (info === undefined) continue;
    const path = await updater.downloadTarget(info, join(state, 'manifest'));
    for (const { sha256 } of JSON.parse(readFileSync(path, 'utf8')).files)
      expect(existsSync(join(dir, filePath(sha256)))).toBe(true);
  }
  return found;
}

const names = ['app/1.json', 'app/2.json'];
class Cut extends Error {}

/** Publishes up to the n-th file. @returns whether it came to its end before */
function cutAt(input: PublishInput, n: number): boolean {
  let files = 0;
  try {
    must(
      publish({
        ...input,
        afterFile: () => {
          files += 1;
          if (files === n) throw new Cut();
        },
      }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof Cut) return false;
    throw cause;
  }
}

test('whatever moment a machine looks, and wherever publishing is cut, it finds the old or the new; publishing again ends it', async () => {
  const { dir, one } = begun();
  const old = f.at('old-machine');
  const before = await machine(dir, old, names);
  expect(before).toEqual({ 'app/1.json': one.build.sha256, 'app/2.json': null });
  const { two, input } = next(one, { dir });
  const after = { ...before, 'app/2.json': two.build.sha256 };
  let cuts = 0;
  for (let isWhole = false; !isWhole; ) {
    cuts += 1;
    const copy = f.at(`copy-${cuts}`);
    cpSync(dir, copy, { recursive: true });
    cpSync(old, f.at(`machine-${cuts}`), { recursive: true });
    isWhole = cutAt({ ...input, dir: copy }, cuts);
    for (const state of [f.at(`machine-${cuts}`), f.at(`new-machine-${cuts}`)]) {
      const seen = await machine(copy, state, names);
      expect([before, after]).toContainEqual(seen);
      if (isWhole) expect(seen).toEqual(after);
    }
    must(publish({ ...input, dir: copy }));
    expect(await machine(copy, f.at(`machine-${cuts}`), names)).toEqual(after);
    expect(readRepository(copy).faults).toEqual([]);
  }
  expect(cuts).toBeGreaterThan(6);
});

describe('cut after any file, publishing again ends it', () => {
  const endsWell = (input: PublishInput, from: string | null) => {
    let cuts = 0;
    for (let isWhole = false; !isWhole; ) {
      cuts += 1;
      const copy = f.at(`copy-${cuts}`);
      if (from !== null) cpSync(from, copy, { recursive: true });
      isWhole = cutAt({ ...input, dir: copy }, cuts);
      must(publish({ ...input, dir: copy }));
      expect(readRepository(copy).faults).toEqual([]);
    }
    return cuts;
  };

  test('the first one', () => {
    expect(endsWell(begun().input, null)).toBeGreaterThan(6);
  });

  test('a new root whose keys are other ones, with what they sign', () => {
    const { dir, input } = begun();
    const keys = {
      targets: holders(['targets-4', 'targets-5'], 2),
      snapshot: holders(['snapshot-2'], 1),
      timestamp: holders(['timestamp-2'], 1),
    };
    const root = signedWith(must(makeRoot(firstRoot(nowMs).signed, keys, nowMs)), ['root-1', 'root-2']);
    const targets = signedWith(delegating(roles, 2, nowMs).signed, ['targets-4', 'targets-5']);
    const change = {
      ...input,
      incoming: { ...nothing, root, targets },
      builds: [],
      keys: onlineKeys('snapshot-2', 'timestamp-2'),
    };
    expect(endsWell(change, dir)).toBeGreaterThan(3);
  });
});

test('publishing the same again changes nothing; a timestamp is renewed when it is a day old, a snapshot when half of its time is over', () => {
  const { input, dir } = begun();
  expect(must(publish(input)).written).toEqual([]);
  expect(must(publish({ ...input, incoming: nothing, builds: [] })).written).toEqual([]);
  const later = must(publish({ ...input, incoming: nothing, builds: [], nowMs: nowMs + dayMs }));
  expect(later).toMatchObject({ written: ['metadata/timestamp.json'], snapshotVersion: 1, timestampVersion: 2 });
  const muchLater = must(publish({ ...input, incoming: nothing, builds: [], nowMs: nowMs + 8 * dayMs }));
  expect(muchLater).toMatchObject({ snapshotVersion: 2, timestampVersion: 3 });
  expect(readRepository(dir).faults).toEqual([]);
});

describe('is not published', () => {
  const refused = (input: PublishInput, wanted: RegExp) => {
    const { dir } = input;
    const before = existsSync(join(dir, 'metadata')) ? readdirSync(join(dir, 'metadata')).sort() : [];
    const done = publish(input);
    expect(done.ok ? [] : done.error).toContainEqual(expect.stringMatching(wanted));
    expect(existsSync(join(dir, 'metadata')) ? readdirSync(join(dir, 'metadata')).sort() : []).toEqual(before);
  };

  test('what too few have signed, or somebody who may not', () => {
    const { one, dir } = begun();
    const { input, two } = next(one, { dir });
    const by = (keys: readonly string[], role = 'app') => ({
      ...input,
      incoming: { ...nothing, roles: new Map([[role, naming('app', [one, two], { keys, version: 2, nowMs })]]) },
    });
    refused(by(['app-1']), /app\.json has too few signatures/);
    refused(by(['app-1', 'city']), /app\.json has too few signatures/);
    refused(by(appKeys, 'catalogue-hk'), /names no such role/);
    const root = firstRoot(nowMs);
    refused(
      { ...input, dir: f.at('new'), incoming: { ...nothing, root: { ...root, signatures: root.signatures.slice(1) } } },
      /too few signatures of its own/,
    );
    refused({ ...input, keys: onlineKeys('snapshot') }, /key of timestamp/);
    refused({ ...input, keys: onlineKeys('snapshot', 'app-1') }, /key of timestamp/);
  });

  test('a release that a role of another kind names', () => {
    expect(() =>
      naming('catalogue-gz', [f.build(f.application('v1', nowMs), 'build-1', { version: '1' })], {
        keys: ['city'],
        version: 1,
        nowMs,
      }),
    ).toThrow(/belongs to the role app/);
  });

  test('a release whose manifest says another kind than its name, though it is signed', () => {
    const { input } = begun();
    const gz = f.build(f.write('gz', { 'items.json': '[]' }), 'build-gz', {
      version: '9',
      kind: 'catalogue',
      scope: 'gz',
    });
    const disguised = { ...gz, build: { ...gz.build, target: 'app/9.json' } };
    const app = naming('app', [disguised], { keys: appKeys, version: 2, nowMs });
    const incoming = { ...nothing, roles: new Map([['app', app]]) };
    refused({ ...input, incoming, builds: [disguised] }, /app\/9\.json: its manifest says catalogue/);
  });

  test('what nobody has signed for, what is not there, and what is not what was built', () => {
    const { one, dir } = begun();
    const { input, two } = next(one, { dir });
    refused({ ...input, incoming: nothing }, /named by no signed role/);
    refused({ ...input, builds: [] }, /app\/2\.json is named and its manifest is not there/);
    const file = join(two.dir, filePath(two.manifest.files[2]?.sha256 ?? ''));
    writeFileSync(file, Buffer.alloc(readFileSync(file).byteLength, 'x'));
    refused(input, /is not what was built/);
    rmSync(file);
    refused(input, /is not there, or not whole/);
  });

  test('an older or another version than the one that is there, and what has run out', () => {
    const { one, dir } = begun();
    refused({ ...next(one, { dir, version: 1 }).input }, /app\.json is version 1, and 1 was there already/);
    const input = { ...begun(f.at('other')).input, nowMs: nowMs + 181 * dayMs };
    refused({ ...input, incoming: nothing }, /targets\.json has run out/);
    refused({ ...input, dir: f.at('third') }, /app\.json has run out/);
  });
});

describe('keys change hands', () => {
  const rotated = (holdersOf: Parameters<typeof makeRoot>[1], by: readonly string[], before: Root): SignedFile<Root> =>
    signedWith(must(makeRoot(before, holdersOf, nowMs)), by);

  /** A machine that has seen the old online keys, and a root that names new ones. */
  const withNewOnlineKeys = async () => {
    const before = begun();
    const old = f.at('old-machine');
    await machine(before.dir, old, names);
    const root = rotated(
      { snapshot: holders(['snapshot-2'], 1), timestamp: holders(['timestamp-2'], 1) },
      ['root-1', 'root-2'],
      firstRoot(nowMs).signed,
    );
    return { ...before, old, root };
  };

  test('online keys, with the old ones at hand: no machine notices at any moment', async () => {
    const { dir, one, input, old, root } = await withNewOnlineKeys();
    const change: PublishInput = {
      ...{ ...input, incoming: { ...nothing, root }, builds: [] },
      keys: onlineKeys('snapshot', 'timestamp', 'snapshot-2', 'timestamp-2'),
    };
    for (let n = 1, isWhole = false; !isWhole; n += 1) {
      const copy = f.at(`copy-${n}`);
      cpSync(dir, copy, { recursive: true });
      cpSync(old, f.at(`machine-${n}`), { recursive: true });
      isWhole = cutAt({ ...change, dir: copy }, n);
      for (const state of [`machine-${n}`, `new-machine-${n}`])
        expect(await machine(copy, f.at(state), names)).toMatchObject({ 'app/1.json': one.build.sha256 });
    }
    must(publish(change));
    must(
      publish({
        ...change,
        incoming: nothing,
        keys: onlineKeys('snapshot-2', 'timestamp-2'),
        nowMs: nowMs + 2 * dayMs,
      }),
    );
    expect(await machine(dir, old, names)).toMatchObject({ 'app/1.json': one.build.sha256 });
    const stolen = publish({
      ...change,
      incoming: nothing,
      keys: onlineKeys('snapshot', 'timestamp'),
      nowMs: nowMs + 4 * dayMs,
    });
    expect(stolen.ok).toBe(false);
  });

  test('online keys that are lost: machines take up what the new ones sign', async () => {
    const { dir, one, input, old, root } = await withNewOnlineKeys();
    must(
      publish({ ...input, incoming: { ...nothing, root }, builds: [], keys: onlineKeys('snapshot-2', 'timestamp-2') }),
    );
    expect(await machine(dir, old, names)).toMatchObject({ 'app/1.json': one.build.sha256 });
    expect(readRepository(dir).faults).toEqual([]);
  });

  test('a root that the old keys have not signed is none, nor one that skips a version', () => {
    const { input } = begun();
    const stolen = rotated(
      { root: holders(['thief-1', 'thief-2'], 2) },
      ['thief-1', 'thief-2', 'root-1'],
      firstRoot(nowMs).signed,
    );
    const taken = publish({ ...input, incoming: { ...nothing, root: stolen }, builds: [] });
    expect(taken.ok ? [] : taken.error).toEqual([
      expect.stringMatching(/too few signatures of the root keys before it/),
    ]);
    const skipped = rotated({}, ['root-1', 'root-2'], { ...firstRoot(nowMs).signed, version: 2 });
    const leapt = publish({ ...input, incoming: { ...nothing, root: skipped }, builds: [] });
    expect(leapt.ok ? [] : leapt.error).toEqual([expect.stringMatching(/is version 3 after 1/)]);
  });

  test('the stolen key of a city: what it signed counts no more, and nothing of others is lost', async () => {
    const { dir, one, input } = begun();
    const gz = f.build(f.write('gz', { 'items.json': '[]' }), 'build-gz', {
      version: '7',
      kind: 'catalogue',
      scope: 'gz',
    });
    const city = naming('catalogue-gz', [gz], { keys: ['city'], version: 1, nowMs });
    must(publish({ ...input, incoming: { ...nothing, roles: new Map([['catalogue-gz', city]]) }, builds: [gz] }));
    const state = f.at('machine');
    const wanted = ['app/1.json', 'catalogue/gz/7.json'];
    expect(await machine(dir, state, wanted)).toEqual({
      'app/1.json': one.build.sha256,
      'catalogue/gz/7.json': gz.build.sha256,
    });
    const targets = delegating({ ...roles, 'catalogue-gz': [['city-2'], 1] }, 2, nowMs);
    const alone = publish({ ...input, incoming: { ...nothing, targets }, builds: [] });
    expect(alone.ok ? [] : alone.error).toEqual([expect.stringMatching(/catalogue-gz\.json must be signed anew/)]);
    const again = naming('catalogue-gz', [gz], { keys: ['city-2'], version: 2, nowMs });
    must(
      publish({ ...input, incoming: { ...nothing, targets, roles: new Map([['catalogue-gz', again]]) }, builds: [] }),
    );
    expect(await machine(dir, state, wanted)).toEqual({
      'app/1.json': one.build.sha256,
      'catalogue/gz/7.json': gz.build.sha256,
    });
    const gone = delegating({ app: roles.app }, 3, nowMs);
    must(publish({ ...input, incoming: { ...nothing, targets: gone }, builds: [] }));
    expect(await machine(dir, state, wanted)).toEqual({ 'app/1.json': one.build.sha256, 'catalogue/gz/7.json': null });
  });
});

test('verify finds what is missing, changed or signed by nobody', () => {
  const { dir, one } = begun();
  const faults = () => {
    const repository = readRepository(dir);
    const targets = targetsOf(repository);
    return [...repository.faults, ...faultsOfTargets(dir, targets, []), ...faultsOfFiles(dir, targets)];
  };
  expect(faults()).toEqual([]);
  const file = join(dir, filePath(one.manifest.files[0]?.sha256 ?? ''));
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.alloc(bytes.byteLength, 'x'));
  expect(faults()).toEqual([expect.stringMatching(/other bytes than were signed/)]);
  renameSync(file, `${file}.away`);
  expect(faults()).toEqual([expect.stringMatching(/is not there, or not whole/)]);
  writeFileSync(file, bytes);
  const app = join(dir, 'metadata/1.app.json');
  writeFileSync(app, readFileSync(app, 'utf8').replace(/"version": 1/, '"version": 2'));
  expect(faults().length).toBeGreaterThan(0);
});
