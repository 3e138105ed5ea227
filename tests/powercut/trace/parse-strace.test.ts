import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrace } from './parse-strace.ts';
import { UnreadableTrace } from './strace-args.ts';

/** Text as `-xx` prints it. */
function hex(text: string | Uint8Array): string {
  return [...Buffer.from(text as never)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
const db = `21<${hex('/d/yitiji.db')}>`;
const wal = `22<${hex('/d/yitiji.db-wal')}>`;
const all = (...lines: readonly string[]) => [...parseStrace(lines)];

describe('a call that changes a file is not missed', () => {
  test.each([
    [
      `write(1<pipe:[7]>, "${hex('ACK x\n')}", 6) = 6`,
      { name: 'write', fd: 1, path: null, position: null, bytes: Buffer.from('ACK x\n') },
    ],
    [
      `pwrite64(${wal}, "${hex('abc')}", 3, 4120) = 3`,
      { name: 'write', fd: 22, path: '/d/yitiji.db-wal', position: 4120, bytes: Buffer.from('abc') },
    ],
    // A disk that is nearly full takes a part.
    [
      `pwrite64(${wal}, "${hex('abc')}", 3, 0) = 2`,
      { name: 'write', fd: 22, path: '/d/yitiji.db-wal', position: 0, bytes: Buffer.from('ab') },
    ],
    [
      `writev(${db}, [{iov_base="${hex('ab')}", iov_len=2}, {iov_base="${hex('c')}", iov_len=1}], 2) = 3`,
      { name: 'write', fd: 21, path: '/d/yitiji.db', position: null, bytes: Buffer.from('abc') },
    ],
    [
      `pwritev(${db}, [{iov_base="${hex('ab')}", iov_len=2}], 1, 512) = 2`,
      { name: 'write', fd: 21, path: '/d/yitiji.db', position: 512, bytes: Buffer.from('ab') },
    ],
    [`fsync(${db})     = 0`, { name: 'sync', path: '/d/yitiji.db' }],
    [`fdatasync(${db}) = 0`, { name: 'sync', path: '/d/yitiji.db' }],
    [`ftruncate(${wal}, 0) = 0`, { name: 'truncate', path: '/d/yitiji.db-wal', size: 0 }],
    [`lseek(${db}, 4096, SEEK_SET) = 4096`, { name: 'seek', fd: 21, position: 4096 }],
    [
      `openat(AT_FDCWD<${hex('/w')}>, "${hex('/d/x')}", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 5<${hex('/d/x')}>`,
      { name: 'open', path: '/d/x', flags: new Set(['O_RDWR', 'O_CREAT', 'O_CLOEXEC']), fd: 5 },
    ],
    [
      `rename("${hex('/d/x.new')}", "${hex('/d/x')}") = 0`,
      { name: 'rename', from: '/d/x.new', to: '/d/x', isExchange: false },
    ],
    [
      `renameat2(AT_FDCWD<${hex('/d')}>, "${hex('a')}", AT_FDCWD<${hex('/d')}>, "${hex('b')}", RENAME_EXCHANGE) = 0`,
      { name: 'rename', from: '/d/a', to: '/d/b', isExchange: true },
    ],
    [`unlink("${hex('/d/x')}") = 0`, { name: 'unlink', path: '/d/x' }],
    [`rmdir("${hex('/d/x')}") = 0`, { name: 'unlink', path: '/d/x' }],
    [`unlinkat(7<${hex('/d')}>, "${hex('x')}", 0) = 0`, { name: 'unlink', path: '/d/x' }],
    [
      `symlink("${hex('slots/2')}", "${hex('/d/current.new')}") = 0`,
      { name: 'symlink', target: 'slots/2', path: '/d/current.new' },
    ],
    [`mkdir("${hex('/d')}", 0700) = 0`, { name: 'mkdir', path: '/d' }],
    [
      `mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_SHARED, ${db}, 0) = 0x7f84cb455000`,
      { name: 'map', path: '/d/yitiji.db', isWritableShared: true },
    ],
    [
      `mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_PRIVATE, ${db}, 0) = 0x7f84cb455000`,
      { name: 'map', path: '/d/yitiji.db', isWritableShared: false },
    ],
    [
      `copy_file_range(${db}, NULL, ${wal}, NULL, 100, 0) = 100`,
      { name: 'unmodelled', call: 'copy_file_range', paths: ['/d/yitiji.db', '/d/yitiji.db-wal'] },
    ],
    [
      `copy_file_range(${db}, [4096] => [4196], ${wal}, NULL, 200, 0) = 100`,
      { name: 'copy', from: '/d/yitiji.db', at: 4096, length: 100, fd: 22, path: '/d/yitiji.db-wal' },
    ],
    [
      `sendfile(${wal}, ${db}, [0] => [100], 100) = 100`,
      { name: 'copy', from: '/d/yitiji.db', at: 0, length: 100, fd: 22, path: '/d/yitiji.db-wal' },
    ],
    [`fallocate(${db}, 0, 0, 100) = 0`, { name: 'unmodelled', call: 'fallocate', paths: ['/d/yitiji.db'] }],
  ])('%s', (line, expected) => {
    expect(all(`7637  ${line}`)).toEqual([expected]);
  });

  test('cut in two by another thread', () => {
    const lines = [
      `10 fsync(${db} <unfinished ...>`,
      `11 fsync(${wal} <unfinished ...>`,
      `[pid 10] <... fsync resumed>) = 0`,
      `11 <... fsync resumed>)        = 0`,
    ];
    expect(all(...lines)).toEqual([
      { name: 'sync', path: '/d/yitiji.db' },
      { name: 'sync', path: '/d/yitiji.db-wal' },
    ]);
  });
});

describe('what changed nothing is left out', () => {
  test.each([
    `fsync(${db}) = -1 EIO (Input/output error)`,
    `openat(AT_FDCWD<${hex('/w')}>, "${hex('/d/x')}", O_RDONLY) = -1 ENOENT (No such file or directory)`,
    `write(21<${hex('/d/x')}>, "${hex('a')}", 1) = ?`,
    `mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f84cb455000`,
    `ftruncate(21<${hex('/d/x')}>(deleted), 0) = 0`,
    '--- SIGCHLD {si_signo=SIGCHLD} ---',
    '+++ exited with 0 +++',
  ])('%s', (line) => {
    expect(all(`7637 ${line}`)).toEqual([]);
  });
});

describe('a recording that is half understood is refused', () => {
  test.each([
    [`write(21<${hex('/d/x')}>, "${hex('a')}"..., 300000) = 300000`],
    [`writev(21<${hex('/d/x')}>, [{iov_base="${hex('a')}"..., iov_len=300000}], 1) = 300000`],
    ['<... fsync resumed>) = 0'],
    ['strange words'],
  ])('%s', (line) => {
    expect(() => all(`7637 ${line}`)).toThrow(UnreadableTrace);
  });
});

test('whatever bytes are written, wherever another thread cuts in: the same bytes are read', () => {
  const write = fc.record({
    bytes: fc.uint8Array({ maxLength: 40 }),
    position: fc.nat(1_000_000),
    name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('/')),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(write, fc.boolean())), (writes) => {
      const lines = writes.flatMap(([{ bytes, position, name }, isCut], i) => {
        const call = `pwrite64(3<${hex(`/d/${name}`)}>, "${hex(bytes)}", ${bytes.length}, ${position}`;
        return isCut
          ? [`${i} ${call} <unfinished ...>`, `${i} <... pwrite64 resumed>) = ${bytes.length}`]
          : [`${i} ${call}) = ${bytes.length}`];
      });
      expect(all(...lines)).toEqual(
        writes.map(([{ bytes, position, name }]) => ({
          name: 'write',
          fd: 3,
          path: `/d/${name}`,
          bytes: Buffer.from(bytes),
          position,
        })),
      );
    }),
  );
});
