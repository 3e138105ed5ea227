import { expect, test } from 'vitest';
import type { Evidence } from '../../../contract/device.ts';
import { cupsRig, threePages } from './cups-rig.test-data.ts';

const job = { actId: 'act-1', pdf: threePages };

/** The program dies right after the document has left; the journal has only the evidence before. */
async function killed(o: Parameters<typeof cupsRig>[0] = {}, afterMs = 100) {
  const rig = await cupsRig(o);
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(afterMs);
  await rig.printer.close();
  await printing;
  const [before] = rig.evidence;
  if (before === undefined) throw new Error('no evidence');
  return { ...rig, before };
}

test('a job that runs is watched to its end and counted: done, printed once', async () => {
  const rig = await killed();
  const next = rig.reborn();
  expect(await rig.until(next.reconcile(rig.before))).toMatchObject({
    outcome: 'done',
    evidence: { values: { pagesOut: 3, jobState: 'completed' } },
  });
  expect(rig.out()).toEqual([1, 2, 3]);
  expect(rig.trace.filter((step) => step === 'Send-Document')).toHaveLength(1);
  await next.close();
});

test('a job that ended while nobody looked: done', async () => {
  const rig = await killed();
  await rig.clock.advance(60_000);
  const next = rig.reborn();
  expect(await rig.until(next.reconcile(rig.before))).toMatchObject({ outcome: 'done' });
  await next.close();
});

test('a job held by a jam is cancelled: partial, and it never comes out later', async () => {
  const rig = await killed({}, 5_000);
  rig.sim.world.jamAt(3);
  await rig.clock.advance(20_000);
  const next = rig.reborn();
  expect(await rig.until(next.reconcile(rig.before))).toMatchObject({
    outcome: 'partial',
    evidence: { values: { pagesOut: 2 } },
  });
  rig.sim.world.clearJam();
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([1, 2]);
  await next.close();
});

test.each([
  [true, 'notDone'],
  [false, 'indeterminate'],
])(
  'a job that waits is cancelled; "never began" counts only where the spooler saves at once (%s)',
  async (saves, outcome) => {
    const rig = await cupsRig();
    const waiting = rig.sim.world;
    waiting.setQueueStopped(true);
    const old = waiting.addJob({ name: 'act-1', user: 'yitiji', pages: 3 });
    const before: Evidence = {
      at: '2026-11-23T06:03:12.000Z',
      values: { queue: 'A4', jobId: old.id, jobName: 'act-1', pages: 3, isOneSided: true },
    };
    await rig.printer.close();
    const next = rig.reborn({ savesJobsAtOnce: saves });
    expect(await rig.until(next.reconcile(before))).toMatchObject({ outcome });
    waiting.setQueueStopped(false);
    await rig.clock.advance(600_000);
    expect(waiting.sheets).toEqual([]);
    await next.close();
  },
);

test('begun again by a restarted spooler while nobody looked: a perfect count is not believed', async () => {
  const rig = await killed({ sim: { hasOnceBackend: false } }, 5_000);
  rig.sim.crash(1_000);
  await rig.clock.advance(60_000);
  expect(rig.out()).toEqual([1, 2, 1, 2, 3]);
  const next = rig.reborn();
  expect(await rig.until(next.reconcile(rig.before))).toMatchObject({ outcome: 'indeterminate' });
  await next.close();
});

test('the number was given to another job after the spool folder was lost: not ours, so nobody knows', async () => {
  const rig = await cupsRig();
  rig.sim.world.addJob({ name: 'act-9', user: 'yitiji', pages: 1 });
  const before: Evidence = { at: '', values: { queue: 'A4', jobId: 1, jobName: 'act-1', pages: 3, isOneSided: true } };
  expect(await rig.until(rig.printer.reconcile(before))).toMatchObject({ outcome: 'indeterminate' });
  expect(rig.trace).toEqual([]);
  await rig.printer.close();
});

test('found by its name when the number is another', async () => {
  const rig = await cupsRig();
  const old = rig.sim.world.addJob({ name: 'act-1', user: 'yitiji', pages: 3 });
  await rig.clock.advance(30_000);
  const before: Evidence = { at: '', values: { queue: 'A4', jobId: old.id + 7, jobName: 'act-1', pages: 3 } };
  expect(await rig.until(rig.printer.reconcile(before))).toMatchObject({ outcome: 'done' });
  await rig.printer.close();
});

test.each([
  ['another queue', { queue: 'B5', jobId: 1, jobName: 'act-1', pages: 3 }],
  ['nothing named', { queue: 'A4' }],
])('evidence of something else (%s): indeterminate, nothing touched', async (_, values) => {
  const rig = await cupsRig();
  expect(await rig.until(rig.printer.reconcile({ at: '', values }))).toMatchObject({ outcome: 'indeterminate' });
  expect(rig.trace).toEqual([]);
  await rig.printer.close();
});

test('settled jobs leave the spooler after ten minutes, documents with them', async () => {
  const rig = await cupsRig();
  await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  await rig.clock.advance(590_000);
  expect(rig.sim.world.jobs).toHaveLength(1);
  await rig.clock.advance(30_000);
  expect(rig.sim.world.jobs).toEqual([]);
  await rig.printer.close();
});
