import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../contract/device.ts';
import type { IppSimulator } from '../../simulators/ipp-simulator.ts';
import { cupsRig, numberedPdf, threePages } from './cups-rig.test-data.ts';

const job = { actId: 'act-1', pdf: threePages };

test.each<[string, (sim: IppSimulator) => void, ErrorCode]>([
  ['no paper', (sim) => sim.world.setPaper(0), 'E_SUPPLY_OUT'],
  ['cover open', (sim) => sim.world.setCover(true), 'E_COVER_OPEN'],
  ['toner empty', (sim) => sim.world.setToner('out'), 'E_SUPPLY_OUT'],
  ['printer off', (sim) => sim.world.setOffline(true), 'E_NO_DEVICE'],
  ['queue stopped', (sim) => sim.world.setQueueStopped(true), 'E_DISABLED'],
  ['queue refuses jobs', (sim) => sim.world.setAccepting(false), 'E_DISABLED'],
  ['spooler gone', (sim) => sim.setReach('absent'), 'E_NO_DEVICE'],
  ['spooler refuses', (sim) => sim.setReach('refused'), 'E_NO_DEVICE'],
  ['spooler deaf', (sim) => sim.setDeaf(true), 'E_IO_TIMEOUT'],
  ['HTTP 503', (sim) => sim.failNext({ kind: 'http', status: 503 }), 'E_PROTOCOL'],
  [
    'a queue that repeats jobs by itself',
    (sim) => sim.setQueueKind({ errorPolicy: 'retry-current-job' }),
    'E_WRONG_DEVICE',
  ],
  ['a class of printers', (sim) => sim.setQueueKind({ isClass: true }), 'E_WRONG_DEVICE'],
])('%s: refused before anything is sent', async (_, apply, code) => {
  const rig = await cupsRig();
  apply(rig.sim);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: false, error: { code, outcome: 'notStarted', actId: 'act-1' } });
  expect(rig.trace).toEqual([]);
  expect(rig.sim.world.jobs).toEqual([]);
  await rig.printer.close();
  expect(rig.clock.pending).toBe(0);
});

test.each([
  ['not a PDF', { ...job, pdf: Buffer.from('hello') }, 'not a PDF'],
  ['other number of pages', { ...job, pages: 2 }, 'the document has 3 pages, not 2'],
  ['a name that could be a person', { ...job, actId: '黎云' }, 'act id'],
  ['two-sided on a one-sided unit', { ...job, sides: 'two-sided-long-edge' as const }, 'sides'],
  ['page count unknown', { ...job, pdf: Buffer.from('%PDF-1.7\nnothing') }, 'pages unknown'],
])('bad job refused: %s', async (_, bad, why) => {
  const rig = await cupsRig();
  const result = await rig.until(rig.printer.print(bad, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_BAD_ARGUMENT', outcome: 'notStarted', vendor: { code: why } } });
  expect(rig.trace).toEqual([]);
  await rig.printer.close();
});

test('not started and closed drivers say so', async () => {
  const rig = await cupsRig({ isStarted: false });
  expect(await rig.printer.print(job, { hooks: rig.hooks })).toMatchObject({
    error: { code: 'E_NOT_READY', pages: 3 },
  });
  await rig.printer.close();
  expect(await rig.printer.print(job, { hooks: rig.hooks })).toMatchObject({ error: { code: 'E_DISABLED' } });
});

test('the job of another program is not touched, and ours does not queue behind it', async () => {
  const rig = await cupsRig();
  rig.sim.world.setPaper(0);
  const other = rig.sim.world.addJob({ name: 'report', user: 'somebody', pages: 1 });
  rig.sim.world.setPaper(100);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
  await rig.clock.advance(10_000);
  expect(other.state).toBe('completed');
  await rig.printer.close();
});

test('what an earlier life left waiting is cancelled and never comes out; then the new act prints', async () => {
  const rig = await cupsRig();
  rig.sim.world.setQueueStopped(true);
  rig.sim.world.addJob({ name: 'act-0', user: 'yitiji', pages: 2 });
  rig.sim.world.setQueueStopped(false);
  rig.sim.world.setQueueStopped(true);
  await rig.clock.advance(10);
  const before = rig.sim.world.sheets.length;
  rig.sim.world.setQueueStopped(false);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: true });
  expect(before).toBe(0);
  expect(rig.out()).toEqual([1, 2, 3]);
  expect(rig.out('act-0').length).toBeLessThanOrEqual(1);
  await rig.printer.close();
});

test('two prints: the second waits for the first, its queue time is its own', async () => {
  const rig = await cupsRig();
  const two = await numberedPdf(2);
  const first = rig.printer.print(job, { hooks: rig.hooks });
  const second = rig.printer.print({ actId: 'act-2', pdf: two }, { hooks: rig.hooks, queueMs: 60_000 });
  const third = rig.printer.print({ actId: 'act-3', pdf: two }, { hooks: rig.hooks, queueMs: 100 });
  expect(await rig.until(third)).toMatchObject({ error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
  expect(await rig.until(first)).toMatchObject({ ok: true });
  expect(await rig.until(second)).toMatchObject({ ok: true });
  expect(rig.sim.world.sheets.map(({ jobName }) => jobName)).toEqual(['act-1', 'act-1', 'act-1', 'act-2', 'act-2']);
  await rig.printer.close();
});

test('aborted before the first byte: nothing is sent, and no empty job stays', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  rig.sim.onOperation((operation) => {
    if (operation === 'Create-Job') controller.abort('deadline');
  });
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal }));
  expect(result).toMatchObject({ error: { code: 'E_TIMEOUT', outcome: 'notStarted' } });
  expect(rig.trace).toEqual(['Create-Job', 'Cancel-Job']);
  expect(rig.sim.world.jobs.map(({ state }) => state)).toEqual(['canceled']);
  await rig.printer.close();
});
