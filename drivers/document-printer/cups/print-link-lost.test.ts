import { describe, expect, test } from 'vitest';
import type { ExchangeFault } from '../../simulators/ipp-simulator.ts';
import { cupsRig, threePages } from './cups-rig.test-data.ts';

const job = { actId: 'act-1', pdf: threePages };

describe('the reply to Send-Document is lost', () => {
  test.each<[string, ExchangeFault]>([
    ['connection ends', { kind: 'loseReply' }],
    ['silence', { kind: 'silence', isDone: true }],
    ['half a reply', { kind: 'half' }],
    ['the reply of another request', { kind: 'wrongId' }],
    ['garbage', { kind: 'garbage', bytes: Buffer.from('<html>') }],
    ['HTTP 500', { kind: 'http', status: 500 }],
  ])('%s: the document is never sent a second time, and the outcome is true', async (_, fault) => {
    const rig = await cupsRig();
    rig.sim.failNext(fault, 'Send-Document');
    const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    expect(rig.trace.filter((step) => step === 'Send-Document').length).toBeLessThanOrEqual(1);
    await rig.clock.advance(300_000);
    const outcome = result.ok ? 'done' : result.error.outcome;
    expect([outcome, rig.out().length]).toEqual(fault.kind === 'http' ? ['notDone', 0] : ['done', 3]);
    await rig.printer.close();
  });
});

test('the document never arrives: the empty job is cancelled, nothing comes, not done', async () => {
  const rig = await cupsRig();
  rig.sim.failNext({ kind: 'dropRequest' }, 'Send-Document');
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
  expect(rig.sim.world.jobs.map(({ state }) => state)).toEqual(['canceled']);
  await rig.printer.close();
});

test('the spooler refuses the document: not done, no job stays', async () => {
  const rig = await cupsRig();
  rig.sim.failNext({ kind: 'status', status: 0x040a }, 'Send-Document');
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_UNSUPPORTED', outcome: 'notDone' } });
  expect(rig.sim.world.jobs.map(({ state }) => state)).toEqual(['canceled']);
  await rig.printer.close();
});

test('gone between Create-Job and Send-Document: not one byte left', async () => {
  const rig = await cupsRig();
  const hooks = {
    sent: () => {
      rig.sim.setReach('refused');
    },
  };
  const result = await rig.until(rig.printer.print(job, { hooks }));
  expect(result).toMatchObject({ error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
  await rig.printer.close();
});

test('questions fail in the middle of the job: it goes on and is done, once', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(2_000);
  rig.sim.failNext({ kind: 'loseReply' }, 'Get-Job-Attributes');
  rig.sim.failNext({ kind: 'http', status: 503 }, 'Get-Job-Attributes');
  rig.sim.failNext({ kind: 'late', ms: 10_000 }, 'Get-Job-Attributes');
  rig.sim.failNext({ kind: 'wrongId' }, 'Get-Printer-Attributes');
  expect(await rig.until(printing)).toMatchObject({ ok: true });
  expect(rig.out()).toEqual([1, 2, 3]);
  await rig.printer.close();
});

test('the spooler stays away: indeterminate within the limit; found again by reconcile', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(2_000);
  rig.sim.setReach('refused');
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
  expect(rig.printer.status()).toMatchObject({ link: 'lost', faults: [{ code: 'E_NO_DEVICE' }] });
  rig.sim.setReach('up');
  const [before] = rig.evidence;
  if (before === undefined) throw new Error('no evidence');
  expect(await rig.until(rig.printer.reconcile(before))).toMatchObject({ outcome: 'done' });
  await rig.printer.close();
});

test('the spooler dies and begins the job again: it is cancelled at once and nobody says how many came', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(5_500);
  rig.sim.crash(1_000);
  expect(await rig.until(printing)).toMatchObject({ error: { outcome: 'indeterminate' } });
  await rig.clock.advance(600_000);
  // Page 2 was in the path; the second beginning was stopped before its first page.
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});

test('the driver is closed in the middle: the act settles as indeterminate, no timer is left', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(3_000);
  await rig.printer.close();
  expect(await printing).toMatchObject({ error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
  rig.sim.world.stop();
  expect(rig.clock.pending).toBe(0);
  expect(rig.sim.openExchanges).toBe(0);
});
