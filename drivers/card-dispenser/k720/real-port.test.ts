import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { UsageError } from '../../../contract/command.ts';
import { noLog } from '../../../contract/log.ts';
import { simulateK720 } from '../../simulators/cli/simulate-k720.ts';
import { startSimulator } from '../../simulators/cli/start-simulator.test-data.ts';
import type { CardDispenser } from '../card-dispenser.ts';
import { openCardDispenser } from '../drivers.ts';

const act = { actId: 'act-1', hooks: { sent: () => undefined } };
const defaults = Object.fromEntries(
  Object.entries(simulateK720.options).map(([name, option]) => [name, option.default] as const),
);

/** Resolves when the condition holds after a change of the status; the test's own time limit is the only one. */
function until(dispenser: CardDispenser, condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const leave = dispenser.onStatus(() => {
      if (!condition()) return;
      leave();
      resolve();
    });
  });
}

it('on a real port: fed, read, presented, taken; a damaged status on the way; nothing is left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-k720-'));
  const link = join(folder, 'dispenser');
  const fault = 'garbledReply@AP,noAck@FC7';
  const simulator = await startSimulator(simulateK720, { link, 'take-after': '1.2', fault, 'motor-speed': '3' });
  const dispenser = openCardDispenser('k720', {
    port: link,
    clock: systemClock,
    log: noLog,
    profile: { k720: { holdParam: '4', releaseParam: '0', feedBy: 'FC7', pollMs: 100, statusGapMs: 50, replyMs: 300 } },
  });
  try {
    dispenser.start();
    await until(dispenser, () => dispenser.status().link === 'up');
    expect(await dispenser.feed(act)).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(await dispenser.readChip()).toMatchObject({ ok: true, value: { id: '5A030001' } });
    expect(await dispenser.present(act)).toMatchObject({ ok: true, value: { position: 'exit' } });
    expect(await dispenser.awaitTaken({ userMs: 10_000 })).toEqual({ ok: true, value: 'taken' });
  } finally {
    await dispenser.close();
    await simulator.stop();
  }
  expect(await simulator.stop()).toMatchObject({ exit: 0, json: { fed: 1, taken: 1, captured: 0 } });
  expect(simulator.lines).toEqual([
    `READY ${link}`,
    'COMMAND FC7',
    'CARD 1 fed',
    'COMMAND FC4',
    'CARD 1 atExit',
    'CARD 1 taken',
  ]);
  expect(existsSync(link)).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  [{ fault: 'meteor' }, /--fault: meteor is not/],
  [{ fault: 'nak@XX' }, /--fault: nak@XX is not/],
  [{ fault: 'overlap@DC' }, /--fault: overlap@DC is not/],
  [{ model: 'k999' }, /--model: k999 is not one of k720 k750 d1801/],
  [{ cards: '500' }, /--cards must be a whole number from 0 to 200/],
  [{ 'motor-speed': '0' }, /--motor-speed must be a number from 1 to 10/],
  [{ framing: 'new' }, /--framing must be length or old/],
] as const)('wrong words are told before anything is started: %j', async (options, message) => {
  const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
  const link = join(tmpdir(), 'yitiji-k720-none');
  const run = simulateK720.run({ options: { ...defaults, link, ...options }, positionals: [] }, io);
  await expect(run).rejects.toThrow(UsageError);
  await expect(run).rejects.toThrow(message);
});
