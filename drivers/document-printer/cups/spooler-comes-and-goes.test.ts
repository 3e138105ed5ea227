import { expect, test } from 'vitest';
import { cupsRig, threePages } from './cups-rig.test-data.ts';

test('a thousand restarts of the spooler: one status each way, the epoch rises, no timer stays', async () => {
  const rig = await cupsRig();
  const timers = rig.clock.pending;
  let { epoch } = rig.printer.status();
  for (let times = 0; times < 1_000; times += 1) {
    rig.sim.setReach('refused');
    await rig.clock.advance(6_000);
    expect(rig.printer.status()).toMatchObject({ link: 'lost', faults: [{ code: 'E_NO_DEVICE' }] });
    rig.sim.setReach('up');
    await rig.clock.advance(6_000);
    expect(rig.printer.status()).toMatchObject({ link: 'up', faults: [] });
    expect(rig.printer.status().epoch).toBeGreaterThan(epoch);
    epoch = rig.printer.status().epoch;
  }
  expect(rig.clock.pending).toBeLessThanOrEqual(timers + 1);
  await rig.printer.close();
  expect([rig.clock.pending, rig.sim.openExchanges]).toEqual([0, 0]);
});

test('gone for an hour and back: the next citizen is served; asked seldom meanwhile', async () => {
  const rig = await cupsRig();
  rig.sim.setReach('absent');
  await rig.clock.advance(3_600_000);
  expect(rig.printer.status().link).toBe('lost');
  rig.sim.setReach('up');
  await rig.clock.advance(6_000);
  const before = rig.sim.operations.length;
  expect(await rig.until(rig.printer.print({ actId: 'act-1', pdf: threePages }, { hooks: rig.hooks }))).toMatchObject({
    ok: true,
  });
  // Ten seconds of printing: two questions for each look, two looks a second.
  expect(rig.sim.operations.length - before).toBeLessThan(60);
  await rig.printer.close();
});

test('never there: absent, not lost; the queue missing on a spooler that is there is told apart by its code', async () => {
  const rig = await cupsRig({ isStarted: false });
  rig.sim.setReach('absent');
  rig.printer.start();
  await rig.clock.advance(10_000);
  expect(rig.printer.status()).toMatchObject({ link: 'absent', epoch: 0, faults: [{ code: 'E_NO_DEVICE' }] });
  await rig.printer.close();
  const wrong = await cupsRig({ sim: { queue: 'OTHER' } });
  const result = await wrong.until(wrong.printer.print({ actId: 'act-1', pdf: threePages }, { hooks: wrong.hooks }));
  expect(result).toMatchObject({
    error: { code: 'E_NO_DEVICE', outcome: 'notStarted', vendor: { code: 'ipp-0406 notFound' } },
  });
  await wrong.printer.close();
});

test('the journal cannot be written: nothing is sent, the empty job is taken back, the throw goes to the caller', async () => {
  const rig = await cupsRig();
  const hooks = {
    sent: () => {
      throw new Error('disk full');
    },
  };
  const printing = rig.printer.print({ actId: 'act-1', pdf: threePages }, { hooks });
  const failed = expect(printing).rejects.toThrow('disk full');
  await rig.clock.advance(1_000);
  await failed;
  expect(rig.trace).toEqual(['Create-Job', 'Cancel-Job']);
  expect(await rig.until(rig.printer.print({ actId: 'act-2', pdf: threePages }, { hooks: rig.hooks }))).toMatchObject({
    ok: true,
  });
  await rig.printer.close();
});
