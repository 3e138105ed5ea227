import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { UsageError } from '../../../contract/command.ts';
import { noLog } from '../../../contract/log.ts';
import { openCardDispenser } from '../../card-dispenser/drivers.ts';
import { simulateF2 } from './simulate-f2.ts';
import { startSimulator } from './start-simulator.test-data.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-f2-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const act = { actId: 'a1', hooks: { sent: () => undefined } };

it('plays one card with a lost ACK and a citizen who takes it, and tells each step', async () => {
  const link = join(folder, 'dispenser');
  const simulator = await startSimulator(simulateF2, {
    link,
    cards: '3',
    'take-after': '0.2',
    fault: 'ackLost@moveRf',
  });
  const device = openCardDispenser('f2', { port: link, clock: systemClock, log: noLog });
  device.start();
  expect(await device.feed(act)).toMatchObject({ ok: true });
  expect(await device.present(act)).toMatchObject({ ok: true });
  expect(await device.awaitTaken({ userMs: 10_000 })).toEqual({ ok: true, value: 'taken' });
  await device.close();
  expect(await simulator.stop()).toMatchObject({ exit: 0, json: { fed: 1, taken: 1, captured: 0, hopper: 2 } });
  expect(simulator.lines).toEqual([`READY ${link}`, 'CARD 1 fed', 'CARD 1 at exit', 'CARD 1 taken']);
});

it.each([
  [{ cards: '-1' }, '--cards'],
  [{ fault: 'quake' }, '--fault'],
  [{ fault: 'silence@dance' }, '--fault'],
  [{ mechanics: 'fire' }, '--mechanics'],
  [{ 'take-after': 'soon' }, '--take-after'],
])('refuses %j', async (options, text) => {
  const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
  const call = simulateF2.run({ options: { link: join(folder, 'x'), ...options }, positionals: [] }, io);
  await expect(call).rejects.toThrow(UsageError);
  await expect(call).rejects.toThrow(text);
});
