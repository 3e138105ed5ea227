import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

/**
 * Found by the conformance suite: paper ends, is replaced and the cover closed again while the driver waits for a reply that was lost. The status is
 * `ok` when it looks, the rest is printed on the new roll and answers for the whole: two halves, called one receipt.
 */
test('a fault that is over when the driver looks again: the receipt is not called whole', async () => {
  const rig = await printerRig({ sim: { bytesPerSecond: 2_000 } });
  const first = rig.sim.receivedBytes;
  rig.sim.atByte(first + 300, () => {
    rig.sim.setPaperLeft(0);
    rig.sim.loadPaper(10_000);
  });
  const result = await rig.until(
    rig.printer.print({ actId: 'a1', markup: numbered(60), copy: 0 }, { hooks: rig.hooks }),
  );
  expect(result).toMatchObject({ ok: false, error: { outcome: 'partial', code: 'E_SUPPLY_OUT' } });
  expect(rig.sim.slips.some((slip) => slipLines(slip).length >= 60)).toBe(false);
  await rig.printer.close();
});

test('the same fault before the job is no fault of the job', async () => {
  const rig = await printerRig();
  rig.sim.setPaperLeft(0);
  await rig.clock.advance(100);
  rig.sim.loadPaper(10_000);
  await rig.clock.advance(100);
  const result = await rig.until(
    rig.printer.print({ actId: 'a1', markup: numbered(6), copy: 0 }, { hooks: rig.hooks }),
  );
  expect(result).toMatchObject({ ok: true });
  await rig.printer.close();
});
