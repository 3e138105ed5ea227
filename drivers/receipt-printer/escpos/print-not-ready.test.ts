import { expect, test } from 'vitest';
import type { EscposSimulator } from '../../simulators/escpos-simulator.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(5), copy: 0 };

test.each([
  ['paper out', (sim: EscposSimulator) => sim.setPaperLeft(0), 'E_SUPPLY_OUT'],
  ['cover open', (sim: EscposSimulator) => sim.setCover(true), 'E_COVER_OPEN'],
  ['head hot', (sim: EscposSimulator) => sim.overheat(60_000), 'E_OVERHEAT'],
  ['unrecoverable fault', (sim: EscposSimulator) => sim.setFailed(true), 'E_HARDWARE'],
  ['silence', (sim: EscposSimulator) => sim.setSilence('all'), 'E_IO_TIMEOUT'],
] as const)('%s before the job: not started, precise code, not one byte of the receipt', async (_name, fault, code) => {
  const rig = await printerRig();
  fault(rig.sim);
  const received = rig.sim.receivedBytes;
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code, outcome: 'notStarted', phase: 'preparing', actId: 'a1' } });
  expect(rig.trace).toEqual([]);
  expect(rig.sim.receivedBytes).toBe(received);
  await rig.printer.close();
});

test.each([
  ['paper out', (sim: EscposSimulator) => sim.setPaperLeft(0), 'E_SUPPLY_OUT'],
  ['cover open', (sim: EscposSimulator) => sim.setCover(true), 'E_COVER_OPEN'],
  ['head hot', (sim: EscposSimulator) => sim.overheat(60_000), 'E_OVERHEAT'],
] as const)('%s while idle shows in the status at once, by itself', async (_name, fault, code) => {
  const rig = await printerRig();
  const seen: string[][] = [];
  rig.printer.onStatus((status) => seen.push(status.faults.map((open) => open.code)));
  fault(rig.sim);
  await rig.clock.advance(1);
  expect(seen.at(-1)).toEqual([code]);
  await rig.printer.close();
});

test('a fault that is cured closes: the printer is ready again and prints', async () => {
  const rig = await printerRig();
  rig.sim.setPaperLeft(0);
  await rig.clock.advance(1);
  expect(rig.printer.status()).toMatchObject({ supplies: { paper: { level: 'out', source: 'sensor' } } });
  rig.sim.loadPaper(500);
  await rig.clock.advance(1);
  expect(rig.printer.status()).toMatchObject({ condition: 'ok', supplies: { paper: { level: 'ok' } }, faults: [] });
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  await rig.printer.close();
});

test('near end prints, with a low supply', async () => {
  const rig = await printerRig({ sim: { paperLines: 100, nearEndLines: 200 } });
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.printer.status()).toMatchObject({ condition: 'ok', supplies: { paper: { level: 'low' } }, faults: [] });
  await rig.printer.close();
});

test('markup that would lose a line is refused before the printer is touched', async () => {
  const rig = await printerRig();
  for (const markup of ['{command:abc}', 'a {b} c', '{colour:red}', '{border:line}']) {
    const result = await rig.until(rig.printer.print({ ...job, markup }, { hooks: rig.hooks }));
    expect(result).toMatchObject({ ok: false, error: { code: 'E_BAD_ARGUMENT', outcome: 'notStarted' } });
  }
  expect(rig.trace).toEqual([]);
  await rig.printer.close();
});

test('a silent printer is found by the poll, and found again when it is back', async () => {
  const rig = await printerRig();
  rig.sim.setSilence('all');
  await rig.clock.advance(10_000);
  expect(rig.printer.status().link).toBe('lost');
  rig.sim.setSilence('none');
  await rig.clock.advance(15_000);
  expect(rig.printer.status()).toMatchObject({ link: 'up', faults: [] });
  expect(rig.line.maxOpen).toBe(1);
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});

test('nothing at the port: no device, and the call says so', async () => {
  const rig = await printerRig();
  rig.line.unplug();
  await rig.clock.advance(1_000);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks, queueMs: 100 }));
  expect(result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
  expect(rig.printer.status().supplies).toMatchObject({ paper: { level: 'unknown' } });
  await rig.printer.close();
});
