import { expect, test } from 'vitest';
import { cupsRig, numberedPdf, threePages } from './cups-rig.test-data.ts';

const job = { actId: 'act-1', pdf: threePages };

test('three pages come out, are told one by one, and only then it is done', async () => {
  const rig = await cupsRig();
  const told: string[] = [];
  const onPage = (page: number, of: number) => told.push(`${page}/${of} after ${rig.out().length}`);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks, onPage }));
  expect(result).toMatchObject({ ok: true, value: { pages: 3, pagesOut: 3 } });
  expect(told).toEqual(['1/3 after 1', '2/3 after 2', '3/3 after 3']);
  expect(rig.trace).toEqual(['Create-Job', 'sent', 'Send-Document']);
  expect(rig.evidence[0]?.values).toMatchObject({ jobName: 'act-1', jobId: 1, pages: 3, queue: 'A4' });
  await rig.printer.close();
});

test('paper out after page 1, refilled in time: the same job goes on and is done', async () => {
  const rig = await cupsRig();
  rig.sim.world.setPaper(1);
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(30_000);
  expect(rig.printer.status()).toMatchObject({
    supplies: { paper: { level: 'out' } },
    faults: [{ code: 'E_SUPPLY_OUT' }],
  });
  rig.sim.world.setPaper(100);
  expect(await rig.until(printing)).toMatchObject({ ok: true, value: { pagesOut: 3 } });
  expect(rig.out()).toEqual([1, 2, 3]);
  expect(rig.printer.status().faults).toEqual([]);
  await rig.printer.close();
});

test('paper out after page 1, never refilled: partial 1 of 3, cancelled; refilled later nothing comes', async () => {
  const rig = await cupsRig();
  rig.sim.world.setPaper(1);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'E_SUPPLY_OUT', outcome: 'partial', pages: 3, pagesOut: 1, actId: 'act-1', action: 'replenish' },
  });
  rig.sim.world.setPaper(100);
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([1]);
  await rig.printer.close();
});

test('paper out before the first page: not done, and the next print may be tried as a new act', async () => {
  const rig = await cupsRig();
  // The tray empties between the look and the feed.
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(30);
  rig.sim.world.setPaper(0);
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_SUPPLY_OUT', outcome: 'notDone', pagesOut: 0 } });
  rig.sim.world.setPaper(100);
  const again = await rig.until(rig.printer.print({ ...job, actId: 'act-2' }, { hooks: rig.hooks }));
  expect(again).toMatchObject({ ok: true });
  expect(rig.sim.world.sheets.map(({ jobName }) => jobName)).toEqual(['act-2', 'act-2', 'act-2']);
  await rig.printer.close();
});

test.each([1, 2, 3])('jam at page %i, never cured: partial, jammed, cancelled', async (page) => {
  const rig = await cupsRig();
  rig.sim.world.jamAt(page);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({
    error: { code: 'E_MEDIA_JAM', outcome: 'partial', pagesOut: page - 1, mediaAt: 'jammed', action: 'clearMedia' },
  });
  expect(rig.printer.status()).toMatchObject({ paths: { paper: 'jammed' }, condition: 'faulted' });
  rig.sim.world.clearJam();
  await rig.clock.advance(600_000);
  expect(rig.out()).toHaveLength(page - 1);
  await rig.printer.close();
});

test('cover opened with a sheet in the path and closed again: done', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(3_000);
  rig.sim.world.setCover(true);
  await rig.clock.advance(20_000);
  expect(rig.printer.status()).toMatchObject({ paths: { paper: 'coverOpen' } });
  rig.sim.world.setCover(false);
  expect(await rig.until(printing)).toMatchObject({ ok: true });
  expect(rig.out()).toEqual([1, 2, 3]);
  await rig.printer.close();
});

test('the queue is stopped in the middle: cancelled at once, since it would begin again from page 1 when enabled', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(5_000);
  rig.sim.world.setQueueStopped(true);
  const result = await rig.until(printing);
  expect(result).toMatchObject({ ok: false, error: { code: 'E_DISABLED', outcome: 'partial', pagesOut: 1 } });
  rig.sim.world.setQueueStopped(false);
  await rig.clock.advance(600_000);
  expect(new Set(rig.out()).size).toBe(rig.out().length);
  await rig.printer.close();
});

test('the queue is stopped and enabled while the spooler cannot be reached: `yitiji-once` does not begin the job again', async () => {
  const rig = await cupsRig({ sim: { hasOnceBackend: true } });
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(5_000);
  rig.sim.setReach('absent');
  rig.sim.world.setQueueStopped(true);
  await rig.clock.advance(1_500);
  rig.sim.world.setQueueStopped(false);
  await rig.clock.advance(10_000);
  rig.sim.setReach('up');
  expect(await rig.until(printing)).toMatchObject({ error: { outcome: 'indeterminate' } });
  await rig.clock.advance(600_000);
  // Page 2 was in the path.
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});

test('the backend fails and the job is set aside: cancelled, so that no technician prints it later', async () => {
  const rig = await cupsRig();
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(5_000);
  rig.sim.world.failCurrent();
  expect(await rig.until(printing)).toMatchObject({ error: { outcome: 'partial', pagesOut: 1 } });
  rig.sim.world.setQueueStopped(false);
  await rig.clock.advance(600_000);
  // The sheet that was in the path came out.
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});

test('aborted in the middle: the sheet in the path comes out, the rest never, and the count says how many', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  const pdf = await numberedPdf(4);
  const printing = rig.printer.print({ ...job, pdf }, { hooks: rig.hooks, signal: controller.signal });
  await rig.clock.advance(5_000);
  controller.abort('user');
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'partial', pagesOut: 2 } });
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});

test('aborted with the last page perhaps on its way: nobody can say', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  const printing = rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal });
  await rig.clock.advance(5_000);
  controller.abort('user');
  expect(await rig.until(printing)).toMatchObject({ error: { outcome: 'indeterminate', pagesOut: 2 } });
  await rig.printer.close();
});

test('aborted while the last page falls out: it is done, whatever the abort wanted', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  const printing = rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal });
  await rig.clock.advance(9_000);
  controller.abort('deadline');
  expect(await rig.until(printing)).toMatchObject({ ok: true, value: { pagesOut: 3 } });
  await rig.printer.close();
});

test('the job hangs without a word: given up after the time for a page', async () => {
  const rig = await cupsRig({ sim: { pageMs: 10_000_000 } });
  const startedAt = rig.clock.monoMs();
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
  expect(rig.clock.monoMs() - startedAt).toBeLessThan(90_000);
  await rig.printer.close();
});

test('one job, one deadline: printMs ends a job that would go on', async () => {
  const rig = await cupsRig({ sim: { pageMs: 10_000 } });
  const pdf = await numberedPdf(4);
  const result = await rig.until(rig.printer.print({ ...job, pdf }, { hooks: rig.hooks, printMs: 15_000 }));
  expect(result).toMatchObject({ error: { code: 'E_IO_TIMEOUT', outcome: 'partial', pagesOut: 2 } });
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});
