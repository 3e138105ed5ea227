import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(20), copy: 0 };

test('a printed receipt is done, whole, cut, and there once', async () => {
  const rig = await printerRig();
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: true, value: { unprintable: [] } });
  expect(rig.sim.slips.map((slip) => [slip.cut, slipLines(slip).length])).toEqual([['partial', 20]]);
  expect(rig.sim.problems).toEqual([]);
  expect(rig.printer.status()).toMatchObject({ link: 'up', condition: 'ok', activity: 'idle' });
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});
