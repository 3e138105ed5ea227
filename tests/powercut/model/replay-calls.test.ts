import { expect, test } from 'vitest';
import { keptState } from './crash-states.ts';
import { NotModelled } from './file-system.ts';
import { ReplayedCalls } from './replay-calls.ts';

const flags = (...names: readonly string[]) => new Set(names);
const content = (replay: ReplayedCalls, path: string) => String(keptState(replay.files).tree.get(path));

test('writes without a position go where the file stands: from its start, behind a seek, at its end with O_APPEND', () => {
  const replay = new ReplayedCalls('/d');
  const write = (fd: number, path: string, text: string) =>
    replay.apply({ name: 'write', fd, path, bytes: Buffer.from(text), position: null });
  replay.apply({ name: 'open', path: '/d/a', flags: flags('O_CREAT'), fd: 3 });
  write(3, '/d/a', 'abc');
  write(3, '/d/a', 'def');
  replay.apply({ name: 'seek', fd: 3, position: 1 });
  write(3, '/d/a', 'X');
  expect(content(replay, '/d/a')).toBe('aXcdef');
  replay.apply({ name: 'open', path: '/d/a', flags: flags('O_APPEND'), fd: 3 });
  write(3, '/d/a', 'g');
  expect(content(replay, '/d/a')).toBe('aXcdefg');
  replay.apply({ name: 'open', path: '/d/a', flags: flags('O_TRUNC'), fd: 4 });
  write(4, '/d/a', 'new');
  expect(content(replay, '/d/a')).toBe('new');
});

test('a file that is written under one name and renamed goes on being the same file', () => {
  const replay = new ReplayedCalls('/d');
  replay.apply({ name: 'open', path: '/d/a.new', flags: flags('O_CREAT'), fd: 3 });
  replay.apply({ name: 'write', fd: 3, path: '/d/a.new', bytes: Buffer.from('abc'), position: null });
  replay.apply({ name: 'rename', from: '/d/a.new', to: '/d/a', isExchange: false });
  replay.apply({ name: 'write', fd: 3, path: '/d/a', bytes: Buffer.from('def'), position: null });
  expect(content(replay, '/d/a')).toBe('abcdef');
});

test('a copy by the kernel has the bytes of its source at that moment', () => {
  const replay = new ReplayedCalls('/d', new Map([['/d/a', Buffer.from('abcdef')]]));
  replay.apply({ name: 'open', path: '/d/b', flags: flags('O_CREAT'), fd: 4 });
  replay.apply({ name: 'copy', from: '/d/a', at: 0, length: 4, fd: 4, path: '/d/b' });
  replay.apply({ name: 'open', path: '/d/a', flags: flags('O_RDWR'), fd: 3 });
  replay.apply({ name: 'write', fd: 3, path: '/d/a', bytes: Buffer.from('XXXXXX'), position: 0 });
  replay.apply({ name: 'copy', from: '/d/a', at: 4, length: 2, fd: 4, path: '/d/b' });
  expect(content(replay, '/d/b')).toBe('abcdXX');
});

test('lines are heard whole, also when they come in pieces', () => {
  const replay = new ReplayedCalls('/d');
  const say = (text: string) =>
    replay.apply({ name: 'write', fd: 1, path: null, bytes: Buffer.from(text), position: null });
  expect(say('ACK co')).toEqual({ kind: 'nothing' });
  expect(say('mmit\nSENT a\nAC')).toEqual({ kind: 'said', lines: ['ACK commit', 'SENT a'] });
});

test.each([
  ['a writable shared mapping of the database', { name: 'map', path: '/d/yitiji.db', isWritableShared: true }],
  ['a writable shared mapping of any other file', { name: 'map', path: '/elsewhere/x', isWritableShared: true }],
  ['a copy of which nobody knows the source', { name: 'unmodelled', call: 'splice', paths: ['/d/x'] }],
  ['a copy from elsewhere', { name: 'copy', from: '/tmp/a', at: 0, length: 1, fd: 3, path: '/d/x' }],
  ['a file that was there and is not known', { name: 'open', path: '/d/old', flags: flags('O_RDWR'), fd: 3 }],
  ['two names exchanged', { name: 'rename', from: '/d/a', to: '/d/b', isExchange: true }],
  ['a file that comes from elsewhere', { name: 'rename', from: '/tmp/a', to: '/d/b', isExchange: false }],
] as const)('a recording is refused for %s', (_, call) => {
  expect(() => new ReplayedCalls('/d').apply(call)).toThrow(NotModelled);
});

test('the index of the WAL is none of our business, nor is what lies elsewhere', () => {
  const replay = new ReplayedCalls('/d');
  const nothing = { kind: 'nothing' };
  expect(replay.apply({ name: 'map', path: '/d/yitiji.db-shm', isWritableShared: true })).toEqual(nothing);
  expect(replay.apply({ name: 'open', path: '/d/yitiji.db-shm', flags: flags('O_CREAT'), fd: 3 })).toEqual(nothing);
  expect(replay.apply({ name: 'unlink', path: '/dx/a' })).toEqual(nothing);
  expect(replay.apply({ name: 'unmodelled', call: 'sendfile', paths: ['/elsewhere'] })).toEqual(nothing);
});
