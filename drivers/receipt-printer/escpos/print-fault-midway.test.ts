import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(20), copy: 0 };

test('paper out in the middle: partial, once; nothing comes after refilling; the next receipt stands alone', async () => {
  const rig = await printerRig();
  rig.sim.setPaperLeft(8);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_SUPPLY_OUT', outcome: 'partial', phase: 'moving' } });
  expect(slipLines(rig.sim.hanging)).toHaveLength(8);
  rig.sim.loadPaper(1000);
  await rig.clock.advance(60_000);
  expect(rig.sim.slips.map((slip) => [slip.cut, slipLines(slip).length])).toEqual([['torn', 8]]);
  expect(slipLines(rig.sim.hanging)).toEqual([]);
  const again = await rig.until(rig.printer.print({ ...job, copy: 1 }, { hooks: rig.hooks }));
  expect(again).toMatchObject({ ok: true });
  const whole = rig.sim.slips.filter((slip) => slipLines(slip).length === 20);
  expect(whole).toHaveLength(1);
  expect(rig.sim.slips.flatMap(slipLines)).toHaveLength(28);
  expect(rig.sim.problems).toEqual([]);
  await rig.printer.close();
});

test('the half slip that an earlier start left hanging is cut off before the next one, also by a program that was started anew', async () => {
  const rig = await printerRig();
  rig.sim.atByte(600, () => rig.sim.setCover(true));
  await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  rig.sim.setCover(false);
  await rig.printer.close();
  const half = slipLines(rig.sim.hanging).length;
  expect(half).toBeGreaterThan(0);
  const printer = await rig.startedAnew();
  printer.recallUnfinished();
  expect(await rig.until(printer.print({ ...job, markup: '|完整' }, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.sim.slips.map((slip) => slipLines(slip).length)).toEqual([half, 1]);
  await printer.close();
});

test('a printer that keeps its buffer at paper end: still partial, and the rest never hangs on the next receipt', async () => {
  const rig = await printerRig({ sim: { clearsAtPaperEnd: false } });
  rig.sim.setPaperLeft(8);
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({
    error: { outcome: 'partial' },
  });
  rig.sim.loadPaper(1000);
  await rig.clock.advance(60_000);
  expect(await rig.until(rig.printer.print({ ...job, markup: '|完整' }, { hooks: rig.hooks }))).toMatchObject({
    ok: true,
  });
  expect(rig.sim.slips.at(-1)?.items).toHaveLength(1);
  await rig.printer.close();
});

test('cover opened in the middle: partial, nothing comes after closing', async () => {
  const rig = await printerRig();
  rig.sim.atByte(600, () => rig.sim.setCover(true));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_COVER_OPEN', outcome: 'partial' } });
  const printed = slipLines(rig.sim.hanging).length;
  expect(printed).toBeLessThan(20);
  rig.sim.setCover(false);
  await rig.clock.advance(60_000);
  expect(slipLines(rig.sim.hanging)).toHaveLength(printed);
  expect(rig.sim.slips).toEqual([]);
  await rig.printer.close();
});

test('knife jams at the cut: partial; freed by the one recovery; the uncut receipt is cut off before the next', async () => {
  const rig = await printerRig();
  rig.sim.setCutterFault('clears');
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_CUTTER', outcome: 'partial' } });
  expect(rig.printer.status().faults).toEqual([]);
  expect(await rig.until(rig.printer.print({ ...job, copy: 1 }, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.sim.slips.map((slip) => slipLines(slip).length)).toEqual([20, 20]);
  await rig.printer.close();
});

test('knife stays jammed: the next job is not started', async () => {
  const rig = await printerRig();
  rig.sim.setCutterFault('stays');
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({
    error: { outcome: 'partial' },
  });
  const next = await rig.until(rig.printer.print({ ...job, copy: 1 }, { hooks: rig.hooks }));
  expect(next).toMatchObject({ ok: false, error: { code: 'E_CUTTER', outcome: 'notStarted' } });
  expect(rig.printer.status()).toMatchObject({ condition: 'faulted', faults: [{ code: 'E_CUTTER' }] });
  expect(rig.trace.filter((step) => step === 'sent')).toHaveLength(1);
  await rig.printer.close();
});

test('head hot in the middle cools down and the receipt is done, once', async () => {
  const rig = await printerRig();
  rig.sim.atByte(600, () => rig.sim.overheat(20_000));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: true });
  expect(rig.sim.slips.map((slip) => slipLines(slip).length)).toEqual([20]);
  await rig.printer.close();
});

test('head hot without end: given up, cleared, and nothing comes when it has cooled down', async () => {
  const rig = await printerRig();
  rig.sim.atByte(600, () => rig.sim.overheat(300_000));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_OVERHEAT', outcome: 'partial' } });
  const printed = slipLines(rig.sim.hanging).length;
  await rig.clock.advance(300_000);
  expect(slipLines(rig.sim.hanging)).toHaveLength(printed);
  await rig.printer.close();
});

test('a printer that never answers in order: nobody knows, nobody says "printed"', async () => {
  const rig = await printerRig();
  rig.sim.setSilence('in-order');
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
  expect(rig.sim.slips).toHaveLength(1);
  await rig.printer.close();
});

test('silent from the middle on: indeterminate', async () => {
  const rig = await printerRig();
  rig.sim.atByte(600, () => rig.sim.setSilence('all'));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});

test('a slow printer with a small buffer loses nothing when XON/XOFF is honoured', async () => {
  const slow = { bytesPerSecond: 1_000, bufferBytes: 2_048, flowControl: 'xon-xoff' as const };
  const rig = await printerRig({ sim: slow, profile: { flowControl: 'xon-xoff' } });
  const result = await rig.until(rig.printer.print({ ...job, markup: numbered(60) }, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: true });
  expect(rig.sim.slips.map((slip) => slipLines(slip).length)).toEqual([60]);
  expect(rig.sim.problems).toEqual([]);
  await rig.printer.close();
});

test('the same printer with the wrong DIP switch is caught by the simulator: this test would see lost data', async () => {
  const slow = { bytesPerSecond: 1_000, bufferBytes: 2_048, flowControl: 'xon-xoff' as const };
  const rig = await printerRig({ sim: slow, profile: { flowControl: 'none' } });
  await rig.until(rig.printer.print({ ...job, markup: numbered(60) }, { hooks: rig.hooks }));
  expect(rig.sim.problems).toContainEqual(expect.stringContaining('buffer overrun'));
  await rig.printer.close();
});
