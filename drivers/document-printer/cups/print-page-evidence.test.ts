import { expect, test } from 'vitest';
import { cupsRig, threePages } from './cups-rig.test-data.ts';

const job = { actId: 'act-1', pdf: threePages };

test('a printer that nobody counts: "completed" is not "printed"', async () => {
  const rig = await cupsRig({ sim: { counts: 'none' }, profile: { pageEvidence: 'none' } });
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { outcome: 'indeterminate', pagesOut: null } });
  expect(rig.out()).toEqual([1, 2, 3]);
  await rig.printer.close();
});

test('the same printer, trusted by its profile: done, and nobody claims to have counted', async () => {
  const rig = await cupsRig({ sim: { counts: 'none' }, profile: { pageEvidence: 'none', trustsCompletion: true } });
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ ok: true, value: { pages: 3, pagesOut: null } });
  await rig.printer.close();
});

test('pages counted by a filter prove rendering, not paper', async () => {
  const untrusting = await cupsRig({ sim: { counts: 'filter' }, profile: { pageEvidence: 'filter' } });
  const first = await untrusting.until(untrusting.printer.print(job, { hooks: untrusting.hooks }));
  expect(first).toMatchObject({ error: { outcome: 'indeterminate', pagesOut: null } });
  await untrusting.printer.close();
  const trusting = await cupsRig({
    sim: { counts: 'filter' },
    profile: { pageEvidence: 'filter', trustsCompletion: true },
  });
  expect(await trusting.until(trusting.printer.print(job, { hooks: trusting.hooks }))).toMatchObject({ ok: true });
  await trusting.printer.close();
});

test('a filter counted three pages, then the printer jammed at the first: nobody says "three"', async () => {
  const rig = await cupsRig({ sim: { counts: 'filter' }, profile: { pageEvidence: 'filter', trustsCompletion: true } });
  rig.sim.world.jamAt(1);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_MEDIA_JAM', outcome: 'indeterminate', pagesOut: null } });
  await rig.printer.close();
});

test('printer and filter both count: six of three pages is an alarm, not a success', async () => {
  const rig = await cupsRig({ sim: { counts: 'double' } });
  const told: number[] = [];
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks, onPage: (page) => told.push(page) }));
  expect(result).toMatchObject({ error: { code: 'E_PROTOCOL', outcome: 'indeterminate' } });
  expect(told).toEqual([1, 2, 3]);
  await rig.printer.close();
});

test('a printer that says it counts and does not: completed with no page is not done', async () => {
  const rig = await cupsRig({ sim: { counts: 'none' } });
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_PROTOCOL', outcome: 'indeterminate' } });
  await rig.printer.close();
});
