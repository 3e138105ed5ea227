import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { sampleMarkup } from '../render/receipt-samples.test-data.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(20), copy: 0 };

test.each([1, 300, 900])('cable pulled at byte %i of the job: indeterminate, never repeated', async (byte) => {
  const rig = await printerRig();
  rig.sim.atByte(rig.sim.receivedBytes + byte, () => rig.line.unplug());
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate', actId: 'a1' } });
  const sent = rig.trace.length;
  rig.line.plug();
  await rig.clock.advance(30_000);
  expect(rig.printer.status()).toMatchObject({ link: 'up', epoch: 2 });
  // Only the switch for automatic status went out after the reconnect.
  expect(rig.trace.slice(sent)).toEqual(['bytes']);
  expect(rig.trace.filter((step) => step === 'sent')).toHaveLength(1);
  await rig.printer.close();
});

test('a picture cut short does not swallow the next receipt, and the old piece is cut off', async () => {
  const rig = await printerRig();
  // Inside the raster data of the QR code.
  rig.sim.atByte(rig.sim.receivedBytes + 4_000, () => rig.line.unplug());
  const markup = sampleMarkup();
  expect(await rig.until(rig.printer.print({ ...job, markup }, { hooks: rig.hooks }))).toMatchObject({
    error: { outcome: 'indeterminate' },
  });
  rig.line.plug();
  await rig.clock.advance(30_000);
  expect(await rig.until(rig.printer.print({ ...job, copy: 1 }, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(slipLines(rig.sim.slips.at(-1) ?? { items: [], cut: null })).toHaveLength(20);
  expect(rig.sim.slips).toHaveLength(2);
  expect(rig.sim.problems).toEqual([]);
  await rig.printer.close();
});

test('a write that fails: indeterminate', async () => {
  const rig = await printerRig();
  rig.sim.atByte(rig.sim.receivedBytes + 300, () => rig.line.failWrites(new Error('EIO')));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});

test('closed in the middle of a job: the call settles, indeterminate, and no timer is left', async () => {
  const rig = await printerRig();
  rig.sim.atByte(rig.sim.receivedBytes + 300, () => void rig.printer.close());
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { outcome: 'indeterminate' } });
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});

test('reconciling reads and prints nothing', async () => {
  const rig = await printerRig();
  const bytes = rig.sim.receivedBytes;
  const { outcome, evidence } = await rig.until(rig.printer.reconcile({ at: '', values: {} }));
  expect(outcome).toBe('indeterminate');
  expect(evidence.values).toMatchObject({ printer: 'ok', link: 'up' });
  expect(rig.sim.receivedBytes).toBe(bytes);
  await rig.printer.close();
});

test('a thousand reconnects leave nothing behind', async () => {
  const rig = await printerRig();
  const before = rig.clock.pending;
  for (let i = 0; i < 1000; i += 1) {
    rig.line.unplug();
    rig.line.plug();
    await rig.clock.advance(600);
  }
  expect(rig.printer.status().link).toBe('up');
  expect(rig.clock.pending).toBe(before);
  expect(rig.line.maxOpen).toBe(1);
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});
