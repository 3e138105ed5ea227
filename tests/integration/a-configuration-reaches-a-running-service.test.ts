import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundlePath, fleetFile } from '../../contract/bundle-link.ts';
import { unavailableBecause } from '../../terminal/session/availability.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { BundleMachine } from './bundle-machine.test-data.ts';

const fleet = (settings: object) => ({ [fleetFile]: JSON.stringify(settings) });
let machine: BundleMachine;
beforeEach(async () => {
  machine = await BundleMachine.make('config', {
    '1': fleet({ closedItems: ['ss.card.loss'], cityHotline: '12329' }),
    '2': fleet({ hub: { url: 'https://elsewhere.example' } }),
    '3': fleet({ cityHotline: '12333' }),
  });
});
afterEach(() => machine.end());

test('a configuration that its fleet signed closes one service on a machine that runs, also without a network; one that names another hub is refused by the machine, and the one before stays', async () => {
  const terminal = await machine.startService();
  const because = (of: Terminal, id: string) => {
    const item = of.context().items.find((one) => one.id === id);
    return item === undefined ? 'no such item' : unavailableBecause(of.context(), item);
  };
  const before = because(terminal, 'ss.card.loss');
  expect(before).not.toBe('tile.off');
  await machine.installed('1');
  expect(because(terminal, 'ss.card.loss')).toBe('tile.off');
  expect(because(terminal, 'ss.card.query')).not.toBe('tile.off');

  machine.assign('2');
  await machine.said('update.release.refused');
  expect(machine.lines.join()).toContain('"cause":"invalid"');
  expect(because(terminal, 'ss.card.loss')).toBe('tile.off');

  // Neither repository nor hub nor agent: what is installed counts from the start on.
  machine.stopAgent();
  await machine.stopService();
  await machine.stopNetwork();
  expect(because(await machine.startService(), 'ss.card.loss')).toBe('tile.off');
});

test('the next one opens it again, an older one closes it once more, and each is told', async () => {
  const terminal = await machine.startService();
  await machine.installed('1');
  await machine.installed('3');
  expect(terminal.context().closedItems).toEqual([]);
  expect(readFileSync(join(machine.root, bundlePath('config'), fleetFile), 'utf8')).toContain('12333');
  await machine.installed('1');
  expect(terminal.context().closedItems).toEqual(['ss.card.loss']);
  const [one, three] = [machine.idOf('1'), machine.idOf('3')];
  await machine.until(() => machine.told().length === 3);
  expect(machine.told()).toEqual([
    `${one} ${machine.application.id} succeeded`,
    `${three} ${one} succeeded`,
    `${one} ${three} succeeded`,
  ]);
});
