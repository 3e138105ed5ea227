import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(12), copy: 0 };

test('a late reply is not taken for the answer to the next question', async () => {
  const rig = await printerRig({ line: { delayMs: 50 } });
  rig.sim.setPaperLeft(0);
  await rig.clock.advance(100);
  const seen = new Set<string>();
  rig.printer.onStatus((status) => {
    for (const fault of status.faults) seen.add(fault.code);
    seen.add(status.paths.paper ?? '');
  });
  // The first reply comes after its question was given up and asked again: from here on every answer is one question late.
  rig.line.dropNext(1);
  const refreshed = rig.printer.refresh({});
  await rig.clock.advance(690);
  rig.line.send(Uint8Array.of(0x1e));
  await rig.until(refreshed);
  expect(rig.printer.status()).toMatchObject({ paths: { paper: 'clear' }, supplies: { paper: { level: 'out' } } });
  expect(rig.printer.status().faults.map((fault) => fault.code)).toEqual(['E_SUPPLY_OUT']);
  expect([...seen]).not.toContain('E_COVER_OPEN');
  await rig.printer.close();
});

test('the tail of a damaged status report is no proof of printing', async () => {
  const rig = await printerRig({ sim: { bytesPerSecond: 200 } });
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(400);
  // All bytes are out, the printer still works; a report arrives without its first byte.
  for (let i = 0; i < 3; i += 1) {
    rig.line.send(Uint8Array.of(0x00));
    await rig.clock.advance(10);
  }
  await rig.clock.advance(500);
  expect(rig.sim.slips).toEqual([]);
  const result = await rig.until(printing);
  expect(result).toMatchObject({ ok: true });
  expect(rig.sim.slips.map((slip) => slipLines(slip).length)).toEqual([12]);
  await rig.printer.close();
});

test('the same, and the paper runs out afterwards: not "printed"', async () => {
  const rig = await printerRig({ sim: { bytesPerSecond: 200 } });
  rig.sim.setPaperLeft(6);
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(400);
  for (let i = 0; i < 3; i += 1) {
    rig.line.send(Uint8Array.of(0x00));
    await rig.clock.advance(10);
  }
  expect(await rig.until(printing)).toMatchObject({ ok: false, error: { outcome: 'partial', code: 'E_SUPPLY_OUT' } });
  await rig.printer.close();
});

test('a device that talks nonsense is no printer', async () => {
  const rig = await printerRig();
  rig.sim.setSilence('all');
  rig.line.onHostBytes(() => rig.line.send(Uint8Array.of(0xff, 0xfe, 0x81)));
  await rig.clock.advance(30_000);
  expect(rig.printer.status()).toMatchObject({ link: 'garbled' });
  expect(rig.printer.status().faults.map((fault) => fault.code)).toContain('E_PROTOCOL');
  await rig.printer.close();
});
