import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appName, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
let current: string;
beforeEach(async () => {
  machine = new TrustFixture();
  machine.repository.publish();
  await machine.refresh();
  current = join(machine.root, 'trust', 'current');
});
afterEach(() => machine[Symbol.dispose]());

const files = ['root.json', 'timestamp.json', 'snapshot.json', 'targets.json', 'roles/app.json'];
const damages: readonly (readonly [string, (path: string) => void])[] = [
  ['is empty', (path) => truncateSync(path)],
  ['is cut', (path) => truncateSync(path, 100)],
  ['is gone', (path) => rmSync(path)],
  ['is something else', (path) => writeFileSync(path, '{"signed":{},"signatures":[]}')],
  [
    'is a folder',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
];

describe.each(files)('%s', (file) => {
  test.each(damages)(
    '%s: the next refresh makes it whole, and until then nothing is believed by it',
    async (_, damage) => {
      damage(join(current, file));
      machine.open();
      // Without its root, what is kept counts as far as the root of the slot has signed it.
      if (file === 'root.json') expect(machine.target()).toBe('ok');
      else expect(machine.target()).not.toBe('ok');
      expect(await machine.refresh()).toBe('ok');
      expect(machine.target()).toBe('ok');
      machine.open();
      expect(machine.target()).toBe('ok');
    },
  );

  test('that a disk has changed by one letter is not believed', async () => {
    const path = join(current, file);
    const changed = JSON.parse(readFileSync(path, 'utf8'));
    changed.signed.expires = '2039-01-01T00:00:00Z';
    writeFileSync(path, JSON.stringify(changed));
    machine.open();
    if (file === 'root.json') expect(machine.target()).toBe('ok');
    else expect(['forged', 'mixed']).toContain(machine.target());
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });
});

describe('the pointer', () => {
  test.each(['generations/99', '../../etc', '/etc', 'generations/1/..', 'elsewhere'])('leads to %s', async (to) => {
    rmSync(current);
    symlinkSync(to, current);
    machine.open();
    expect(machine.target()).toBe('unknownTarget');
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
    expect(readlinkSync(current)).toMatch(/^generations\/[1-9]\d*$/);
  });

  test('is a file', async () => {
    rmSync(current);
    writeFileSync(current, 'x');
    machine.open();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });

  test('is gone with everything: the machine begins again with the root of its slot', async () => {
    rmSync(join(machine.root, 'trust'), { recursive: true });
    machine.open();
    expect(machine.target()).toBe('unknownTarget');
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });
});

test('a root that is spoilt does not make the machine forget what it has seen', async () => {
  writeFileSync(join(current, 'root.json'), '');
  machine.open();
  machine.repository.replace('timestamp', machine.repository.newest('timestamp', 2));
  expect(await machine.refresh()).toBe('rolledBack');
});

test('what a cut has left is taken away, and what is in use is not', async () => {
  const generations = join(machine.root, 'trust', 'generations');
  mkdirSync(join(generations, '77'));
  writeFileSync(join(generations, '77', 'root.json'), 'half');
  mkdirSync(join(generations, '2', 'roles'), { recursive: true });
  writeFileSync(join(machine.root, 'trust', 'current.new'), 'x');
  machine.repository.publish();
  expect(await machine.refresh()).toBe('ok');
  expect(readdirSync(generations)).toHaveLength(1);
  expect(existsSync(join(machine.root, 'trust', 'current.new'))).toBe(false);
  expect(machine.target(appName)).toBe('ok');
});
