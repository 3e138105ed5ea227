import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(12), copy: 0 };

test('the journal has committed before the first byte leaves', async () => {
  const rig = await printerRig();
  await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(rig.trace[0]).toBe('sent');
  expect(rig.trace.filter((step) => step === 'sent')).toHaveLength(1);
  expect(rig.evidence).toMatchObject([{ values: { printer: 'ok', copy: 0 } }]);
  await rig.printer.close();
});

test('a journal that cannot commit: no byte leaves, and the printer can be used again', async () => {
  const rig = await printerRig();
  const broken = {
    sent: () => {
      throw new Error('disk full');
    },
  };
  await expect(rig.until(rig.printer.print(job, { hooks: broken }))).rejects.toThrow('disk full');
  expect(rig.trace).toEqual([]);
  expect(await rig.until(rig.printer.print(job, { hooks: rig.hooks }))).toMatchObject({ ok: true });
  expect(rig.sim.slips).toHaveLength(1);
  await rig.printer.close();
});

test('aborted before the first byte: not started', async () => {
  const rig = await printerRig();
  const abort = new AbortController();
  const early = rig.printer.print(job, { hooks: rig.hooks, signal: abort.signal });
  abort.abort('user');
  expect(await rig.until(early)).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notStarted' } });
  const late = await rig.until(rig.printer.print(job, { hooks: rig.hooks, signal: AbortSignal.abort('deadline') }));
  expect(late).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', outcome: 'notStarted' } });
  expect(rig.trace).toEqual([]);
  await rig.printer.close();
});

test('aborted after the first byte: it finishes by itself', async () => {
  const rig = await printerRig();
  const abort = new AbortController();
  rig.sim.atByte(rig.sim.receivedBytes + 1, () => abort.abort('sessionEnd'));
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks, signal: abort.signal }));
  expect(result).toMatchObject({ ok: true });
  expect(rig.sim.slips).toHaveLength(1);
  await rig.printer.close();
});

test('two callers at once: two receipts one after the other, not mixed', async () => {
  const rig = await printerRig();
  const both = Promise.all([
    rig.printer.print({ ...job, markup: '|甲\n|甲' }, { hooks: rig.hooks }),
    rig.printer.print({ ...job, markup: '|乙\n|乙' }, { hooks: rig.hooks }),
  ]);
  expect((await rig.until(both)).map((result) => result.ok)).toEqual([true, true]);
  expect(rig.sim.slips.map(slipLines)).toEqual([
    ['甲', '甲'],
    ['乙', '乙'],
  ]);
  await rig.printer.close();
});

test('a busy printer is refused within the queue budget', async () => {
  const rig = await printerRig({ sim: { bytesPerSecond: 500 } });
  const first = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(1_000);
  expect(await rig.until(rig.printer.refresh({ queueMs: 500 }))).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
  expect(await rig.until(first)).toMatchObject({ ok: true });
  await rig.printer.close();
});

test('under any line damage no receipt is printed twice and none is called printed that is not whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ after: fc.nat(40), xor: fc.integer({ min: 1, max: 255 }) }), { maxLength: 6 }),
      fc.nat(20),
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('none' as const, 'paper' as const, 'cover' as const, 'unplug' as const),
      fc.integer({ min: 1, max: 900 }),
      async (damage, dropped, chunks, fault, at) => {
        const rig = await printerRig({ line: { chunks, delayMs: 3 } });
        for (const { after, xor } of damage) rig.line.corruptNext(after, xor);
        if (dropped > 10) rig.line.dropNext(dropped - 10);
        if (fault !== 'none') {
          rig.sim.atByte(rig.sim.receivedBytes + at, () => {
            if (fault === 'paper') rig.sim.setPaperLeft(0);
            else if (fault === 'cover') rig.sim.setCover(true);
            else rig.line.unplug();
          });
        }
        const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
        const whole = rig.sim.slips.filter((slip) => slipLines(slip).length === 12);
        expect(whole.length).toBeLessThanOrEqual(1);
        expect(rig.trace.filter((step) => step === 'sent').length).toBeLessThanOrEqual(1);
        if (result.ok) expect(whole).toHaveLength(1);
        else if (result.error.outcome === 'notStarted') expect(rig.sim.slips).toEqual([]);
        await rig.printer.close();
        expect(rig.clock.pending).toBe(0);
      },
    ),
    { numRuns: 80 },
  );
});
