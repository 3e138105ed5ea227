import { expect, test } from 'vitest';
import { commandOf, readStartFile } from './start-file.ts';

const start = {
  format: 'yitiji-start/1',
  kiosk: ['bin/kiosk'],
  updater: ['node/bin/node', '--no-warnings', '{slot}/updater/program/main.ts'],
} as const;

test('words become the command of the slot, whatever stands in them', () => {
  const read = readStartFile(JSON.stringify(start));
  if (!read.ok) throw new Error(read.error);
  expect(commandOf(read.value, 'updater', '/opt/yitiji/slots/r')).toEqual([
    ...['/opt/yitiji/slots/r/node/bin/node', '--no-warnings', '/opt/yitiji/slots/r/updater/program/main.ts'],
  ]);
});

test.each([
  ['no JSON', '{'],
  ['a program that is missing', JSON.stringify({ ...start, updater: undefined })],
  ['no words', JSON.stringify({ ...start, kiosk: [] })],
  ['something more', JSON.stringify({ ...start, shell: true })],
  ['a program of the system', JSON.stringify({ ...start, kiosk: ['/bin/sh', '-c', 'x'] })],
  ['a program outside of the slot', JSON.stringify({ ...start, updater: ['../other/bin/node'] })],
  ['another format', JSON.stringify({ ...start, format: 'yitiji-start/2' })],
])('%s is refused before anything is started', (_, text) => {
  expect(readStartFile(text).ok).toBe(false);
});
