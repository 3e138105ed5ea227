import { expect, test } from 'vitest';
import { numbered, printerRig } from './printer-rig.test-data.ts';

/** Found by the conformance suite: a driver that believed a lost XON for ever served nobody until the link was opened anew. */
const job = { actId: 'a1', markup: numbered(6), copy: 0 };
const xonXoff = { profile: { flowControl: 'xon-xoff' }, sim: { flowControl: 'xon-xoff' } } as const;

test('noise that looks like XOFF: the next receipt is printed all the same', async () => {
  const rig = await printerRig(xonXoff);
  rig.line.send(Uint8Array.of(0x13));
  await rig.clock.advance(10);
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.sim.slips).toHaveLength(1);
  await rig.printer.close();
});

test('the XON after a closed cover is lost: the next receipt is printed all the same', async () => {
  const rig = await printerRig(xonXoff);
  rig.sim.setCover(true);
  await rig.clock.advance(10);
  // Four bytes of automatic status and the XON.
  rig.line.dropNext(5);
  rig.sim.setCover(false);
  await rig.clock.advance(10);
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.sim.slips).toHaveLength(1);
  await rig.printer.close();
});

test('half a status report before it does not swallow the answer that ends the XOFF', async () => {
  const rig = await printerRig(xonXoff);
  rig.line.send(Uint8Array.of(0x13, 0x10, 0x00));
  await rig.clock.advance(10);
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  await rig.printer.close();
});

test('an XOFF that is meant is honoured: a silent buffer gets no byte', async () => {
  const rig = await printerRig(xonXoff);
  rig.sim.setSilence('in-order');
  rig.line.send(Uint8Array.of(0x13));
  await rig.clock.advance(10);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'notStarted' } });
  expect(rig.sim.slips).toHaveLength(0);
  expect(rig.sim.hanging.items).toHaveLength(0);
  await rig.printer.close();
});
