import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { IoBoardSimulator } from '../simulators/io-board-simulator.ts';
import { PtyLine } from '../simulators/pty.ts';
import { openIoBoard } from './drivers.ts';
import type { IoBoard } from './io-board.ts';

let folder = '';
let line: PtyLine;
let simulator: IoBoardSimulator;
let board: IoBoard;

/** Resolves when the condition holds; the test's own time limit is the only one. */
function until(condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return;
      for (const leave of leaves) leave();
      resolve();
    };
    const leaves = [board.onStatus(check), board.onContact(check)];
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-pty-'));
  line = new PtyLine(join(folder, 'io-board'));
  simulator = new IoBoardSimulator({ clock: systemClock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  board = openIoBoard('io-board', { port: line.path, clock: systemClock, log: noLog });
  board.start();
  await until(() => board.status().link === 'up');
});

afterEach(async () => {
  await board.close();
  simulator.stop();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

it('lamps shine, a door is told, and after the cable was pulled both are right again', async () => {
  expect(await board.setLamp('card', { pattern: 'on', colour: 'green' })).toMatchObject({ ok: true });
  expect(simulator.lampsLit().card).toEqual({ pattern: 'on', colour: 'green' });
  simulator.setContact('door', 'open');
  await until(() => board.contact('door') === 'open');
  await line.unplug();
  await until(() => board.contact('door') === 'unknown');
  simulator.setContact('door', 'closed');
  simulator.reboot();
  await line.plug();
  await until(() => board.status().link === 'up' && board.contact('door') === 'closed');
  expect(simulator.lampsLit().card).toEqual({ pattern: 'on', colour: 'green' });
});
