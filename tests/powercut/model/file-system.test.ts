import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../hub/city/random.ts';
import { type CrashState, keptState, lostState, sectorBytes, tornState } from './crash-states.ts';
import { FileSystem, NotModelled } from './file-system.ts';

const text = (state: CrashState) =>
  Object.fromEntries(
    [...state.tree].map(([path, content]) => [path, Buffer.isBuffer(content) ? content.toString() : content]),
  );
const put = (files: FileSystem, path: string, content: string, at = 0) =>
  files.changeFile(files.file(path), { kind: 'write', at, bytes: Buffer.from(content) });

describe('what POSIX promises, and no better', () => {
  test('bytes are durable after fsync of the file, its name after fsync of the folder', () => {
    const files = new FileSystem('/d');
    files.create('/d/a');
    put(files, '/d/a', 'one');
    files.sync('/d/a');
    expect(text(lostState(files))).toEqual({ '/d': 'folder' });
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/a': 'one' });
    put(files, '/d/a', 'TWO', 1);
    expect(text(lostState(files))).toMatchObject({ '/d/a': 'one' });
    expect(text(keptState(files))).toMatchObject({ '/d/a': 'oTWO' });
    files.sync('/d');
    expect(text(lostState(files))).toMatchObject({ '/d/a': 'one' });
    files.sync('/d/a');
    expect(text(lostState(files))).toMatchObject({ '/d/a': 'oTWO' });
  });

  test('a name whose bytes were never synced is an empty file', () => {
    const files = new FileSystem('/d');
    files.create('/d/a');
    put(files, '/d/a', 'one');
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/a': '' });
  });

  test('a rename and a removal come back until the folder is synced', () => {
    const files = new FileSystem(
      '/d',
      new Map([
        ['/d/a', Buffer.from('old')],
        ['/d/b', Buffer.from('gone')],
      ]),
    );
    files.create('/d/a.new');
    put(files, '/d/a.new', 'new');
    files.sync('/d/a.new');
    files.rename('/d/a.new', '/d/a');
    files.remove('/d/b');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/a': 'old', '/d/b': 'gone' });
    expect(text(keptState(files))).toEqual({ '/d': 'folder', '/d/a': 'new' });
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/a': 'new' });
  });

  test('a file in a folder that is not durable is gone, however well it was synced', () => {
    const files = new FileSystem('/d');
    files.makeFolder('/d/data');
    files.create('/d/data/a');
    put(files, '/d/data/a', 'one');
    files.sync('/d/data/a');
    files.sync('/d/data');
    expect(text(lostState(files))).toEqual({ '/d': 'folder' });
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/data': 'folder', '/d/data/a': 'one' });
  });

  test('a file cut short has its length back until it is synced', () => {
    const files = new FileSystem('/d', new Map([['/d/a', Buffer.from('whole')]]));
    files.changeFile(files.file('/d/a'), { kind: 'size', size: 0 });
    put(files, '/d/a', 'n', 2);
    expect(text(lostState(files))).toMatchObject({ '/d/a': 'whole' });
    expect(text(keptState(files))).toMatchObject({ '/d/a': '\0\0n' });
  });

  test('what is not understood is refused', () => {
    const files = new FileSystem('/d', new Map([['/d/x', 'folder']]));
    expect(() => files.file('/d/a')).toThrow(NotModelled);
    expect(() => files.sync('/d/a')).toThrow(NotModelled);
  });

  test('a folder that gets its name before what stands in it is durable is refused, and afterwards comes with all of it or not at all', () => {
    const files = new FileSystem('/d');
    files.makeFolder('/d/new');
    files.create('/d/new/a');
    put(files, '/d/new/a', 'one');
    expect(() => files.rename('/d/new', '/d/slot')).toThrow(NotModelled);
    files.sync('/d/new/a');
    expect(() => files.rename('/d/new', '/d/slot')).toThrow(NotModelled);
    files.sync('/d/new');
    files.sync('/d');
    files.rename('/d/new', '/d/slot');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/new': 'folder', '/d/new/a': 'one' });
    expect(text(keptState(files))).toEqual({ '/d': 'folder', '/d/slot': 'folder', '/d/slot/a': 'one' });
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/slot': 'folder', '/d/slot/a': 'one' });
  });

  test('a file that moves into another folder may stand in both or in none until both are synced', () => {
    const files = new FileSystem(
      '/d',
      new Map<string, Buffer | 'folder'>([
        ['/d/x', 'folder'],
        ['/d/a', Buffer.from('one')],
      ]),
    );
    files.rename('/d/a', '/d/x/a');
    files.sync('/d/x');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/a': 'one', '/d/x': 'folder', '/d/x/a': 'one' });
    files.sync('/d');
    expect(text(lostState(files))).toEqual({ '/d': 'folder', '/d/x': 'folder', '/d/x/a': 'one' });
  });
});

/** Calls on three files. */
const call = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    file: fc.nat(2),
    at: fc.nat(3000),
    length: fc.integer({ min: 1, max: 1500 }),
  }),
  fc.record({ kind: fc.constant('size' as const), file: fc.nat(2), size: fc.nat(3000) }),
  fc.record({ kind: fc.constant('sync' as const), file: fc.nat(2) }),
  fc.record({ kind: fc.constant('create' as const), file: fc.nat(2) }),
  fc.record({ kind: fc.constant('remove' as const), file: fc.nat(2) }),
  fc.record({ kind: fc.constant('rename' as const), file: fc.nat(2), to: fc.nat(2) }),
  fc.record({ kind: fc.constant('syncFolder' as const) }),
);

/** Makes the calls; those on a file that is not there are left out. The n-th call writes bytes of value n. */
function make(calls: readonly (typeof call extends fc.Arbitrary<infer C> ? C : never)[]): FileSystem {
  const files = new FileSystem('/d');
  for (const [n, one] of calls.entries()) {
    if (one.kind === 'syncFolder') {
      files.sync('/d');
      continue;
    }
    const path = `/d/${one.file}`;
    if (one.kind === 'create') {
      if (files.node(path) === undefined) files.create(path);
      continue;
    }
    if (files.node(path) === undefined) continue;
    if (one.kind === 'sync') files.sync(path);
    else if (one.kind === 'remove') files.remove(path);
    else if (one.kind === 'rename') files.rename(path, `/d/${one.to}`);
    else if (one.kind === 'size') files.changeFile(files.file(path), { kind: 'size', size: one.size });
    else
      files.changeFile(files.file(path), { kind: 'write', at: one.at, bytes: Buffer.alloc(one.length, (n % 255) + 1) });
  }
  return files;
}

describe('whatever a process does', () => {
  test('when everything is synced there is one state only', () => {
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const files = make(calls);
        for (const n of [0, 1, 2]) if (files.node(`/d/${n}`) !== undefined) files.sync(`/d/${n}`);
        files.sync('/d');
        expect(text(lostState(files))).toEqual(text(keptState(files)));
      }),
    );
  });

  test('a torn file is made of sectors that it had at some time; a torn folder of names that it had', () => {
    fc.assert(
      fc.property(fc.array(call), fc.nat(), (calls, seed) => {
        const files = make(calls);
        const torn = tornState(files, createRandom(seed).next);
        if (torn === null) return;
        for (const [path, content] of torn.tree) {
          expect(path).toMatch(/^\/d(\/[012])?$/);
          if (!Buffer.isBuffer(content)) continue;
          for (let at = 0; at < content.length; at += sectorBytes) {
            // One write is one value: a sector holds a run of at most a few, never bytes that nobody wrote.
            for (const byte of new Set(content.subarray(at, at + sectorBytes))) {
              expect(byte === 0 || byte <= (calls.length % 255) + 255).toBe(true);
              if (byte !== 0) expect(calls.some((one, n) => one.kind === 'write' && (n % 255) + 1 === byte)).toBe(true);
            }
          }
        }
      }),
    );
  });

  test('a torn state is never taken for what is durable: the same seed gives the same state, and nothing is used up', () => {
    fc.assert(
      fc.property(fc.array(call), fc.nat(), (calls, seed) => {
        const files = make(calls);
        const [lost, kept] = [text(lostState(files)), text(keptState(files))];
        const torn = tornState(files, createRandom(seed).next);
        expect(tornState(files, createRandom(seed).next)).toEqual(torn);
        expect([text(lostState(files)), text(keptState(files))]).toEqual([lost, kept]);
      }),
    );
  });
});

test('a write is torn between sectors of the disk, not of the write', () => {
  const files = new FileSystem('/d', new Map([['/d/a', Buffer.alloc(2048, 1)]]));
  files.changeFile(files.file('/d/a'), { kind: 'write', at: 500, bytes: Buffer.alloc(1024, 2) });
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed += 1) {
    const content = tornState(files, createRandom(seed).next)?.tree.get('/d/a');
    if (!Buffer.isBuffer(content)) throw new Error('no file');
    const parts = [content.subarray(500, 512), content.subarray(512, 1024), content.subarray(1024, 1524)];
    for (const part of parts) expect(new Set(part).size).toBe(1);
    expect(content.subarray(0, 500)).toEqual(Buffer.alloc(500, 1));
    expect(content.subarray(1524)).toEqual(Buffer.alloc(524, 1));
    seen.add(parts.map((part) => part[0]).join(''));
  }
  expect([...seen].sort()).toEqual(['111', '112', '121', '122', '211', '212', '221', '222']);
});
