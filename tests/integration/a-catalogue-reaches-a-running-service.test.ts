import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundlePath } from '../../contract/bundle-link.ts';
import { readBundles } from '../../updater/bundles/bundle-record.ts';
import { BundleMachine, shippedDir } from './bundle-machine.test-data.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(join(shippedDir, 'catalogue', `${name}.json`), 'utf8')) as object;
const catalogue = (version: number, change: object = {}) => ({
  'catalogue/u.help.json': JSON.stringify({ ...read('u.help'), version, ...change }),
  'texts/region.json': JSON.stringify({
    'hotline.city': { 'zh-CN': `热线${version}`, 'zh-HK': `熱線${version}`, en: `Line ${version}` },
  }),
});
let machine: BundleMachine;
beforeEach(async () => {
  machine = await BundleMachine.make('catalogue', {
    '2': catalogue(2),
    '3': catalogue(3, { next: [{ label: 'hotline.city', item: 'no.such.item' }] }),
    '4': catalogue(4),
  });
});
afterEach(() => machine.end());

const items = () => machine.terminal.context().items.map(({ id, version }) => `${id} ${version}`);

test('a catalogue that its region signed is in force after one start that nobody sees, and each start after that, also without a network', async () => {
  await machine.startService();
  const delivered = items();
  expect(delivered.length).toBeGreaterThan(20);
  await machine.installed('2');
  expect([items(), machine.restarts]).toEqual([['u.help 2'], 1]);
  await machine.until(() => machine.told().length === 1);
  expect(machine.told()).toEqual([`${machine.idOf('2')} ${machine.application.id} succeeded`]);

  machine.stopAgent();
  await machine.stopService();
  await machine.stopNetwork();
  await machine.startService();
  expect(items()).toEqual(['u.help 2']);

  // As after a step back to an application that cannot read it.
  machine.lines = [];
  await machine.stopService();
  writeFileSync(join(machine.root, bundlePath('catalogue'), 'catalogue/u.help.json'), '{ "ofALaterRelease": 1 }');
  await machine.startService();
  expect(items()).toEqual(delivered);
  expect(machine.lines.join()).toContain('terminal.catalogue.refused');
});

test('a catalogue with a mistake never counts and starts nothing anew: place and rule are told, the one before stays', async () => {
  await machine.startService();
  await machine.installed('2');
  machine.assign('3');
  await machine.until(() => machine.told().length === 2);
  expect(machine.reported.at(-1)).toMatchObject({
    ...{ release: machine.idOf('3'), outcome: 'refused', cause: 'invalid' },
    what: expect.stringMatching(/^catalogue\/u\.help\.json:\d+ link \/next\/0/) as string,
  });
  expect([items(), machine.restarts]).toEqual([['u.help 2'], 1]);
});

test('while something stands against it the service goes on with the catalogue that it has, and nothing is told; then it starts anew by itself', async () => {
  machine.freeze(true);
  await machine.startService();
  const delivered = items();
  machine.assign('2');
  await machine.said('update.bundle.announced');
  // Asked again on a new connection it says the same: an agent that starts anew waits on.
  machine.assign('2');
  const { terminal } = machine;
  const waits = () => readBundles(readFileSync(join(machine.root, 'state/bundles.json'), 'utf8'))?.kinds.catalogue;
  await machine.until(() => waits()?.lastCounter === 2);
  expect([items(), machine.restarts, machine.reported, waits()?.candidate]).toEqual([
    ...[delivered, 0, [], machine.idOf('2')],
  ]);
  machine.freeze(false);
  await machine.said('update.bundle.proven');
  expect([items(), machine.restarts, machine.terminal === terminal]).toEqual([['u.help 2'], 1, false]);
});
