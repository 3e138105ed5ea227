import { describe, expect, it } from 'vitest';
import type { SimulatedExit } from '../../simulators/escpos-presenter.ts';
import type { EscposProfile } from './escpos-profile.ts';
import { numbered, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(5), copy: 0 };

const models = [
  ['CUSTOM KPM', { presenter: 'custom-kpm', sensor: 'custom-status' }],
  ['CUSTOM TPTCM', { presenter: 'custom-tptcm', sensor: 'custom-status' }],
  ['a sensor without a presenter (Masung)', { presenter: 'none', sensor: 'dle-eot-5' }],
] as const satisfies readonly (readonly [string, SimulatedExit])[];

function rigOf(exit: SimulatedExit, profile: Partial<EscposProfile> = {}) {
  return printerRig({
    sim: { exit },
    profile: { presenter: exit.presenter, exitSensor: exit.sensor, ...profile },
  });
}

describe.each(models)('%s', (_name, exit) => {
  it('a slip at the exit is not called taken before a hand took it', async () => {
    const rig = await rigOf(exit);
    const printed = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    expect(printed).toMatchObject({ ok: true, value: { slip: 'atExit' } });
    expect(rig.printer.status().media).toBe('atExit');
    expect(rig.sim.exit).toMatchObject({ inside: 0, atExit: 1 });
    const taken = rig.printer.awaitTaken({ userMs: 60_000 });
    await rig.clock.advance(10_000);
    expect(rig.printer.status().media).toBe('atExit');
    rig.sim.takeSlip();
    expect(await rig.until(taken)).toEqual({ ok: true, value: 'taken' });
    expect(rig.printer.status().media).toBe('none');
    await rig.printer.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('nobody takes it: said after the time, and nothing moves by itself', async () => {
    const rig = await rigOf(exit);
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    expect(await rig.until(rig.printer.awaitTaken({ userMs: 60_000 }))).toEqual({ ok: true, value: 'notTaken' });
    expect(rig.sim.exit).toMatchObject({ atExit: 1, taken: 0, retracted: 0 });
    await rig.printer.close();
  });
});

describe.each(models.filter(([, exit]) => exit.presenter !== 'none'))('%s takes back', (_name, exit) => {
  it('what nobody took, once, after the journal', async () => {
    const rig = await rigOf(exit);
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    rig.trace.length = 0;
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: true, value: { after: { values: { proof: 'sensor' } } } });
    expect(rig.sim.exit).toMatchObject({ atExit: 0, retracted: 1 });
    expect(rig.trace.indexOf('sent')).toBeLessThan(rig.trace.lastIndexOf('bytes'));
    expect(rig.printer.status().media).toBe('none');
    await rig.printer.close();
  });

  it('not what a hand took first', async () => {
    const rig = await rigOf(exit);
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    rig.sim.takeSlip();
    rig.trace.length = 0;
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_NO_MEDIA', outcome: 'notDone' } });
    expect(rig.trace).not.toContain('sent');
    await rig.printer.close();
  });

  it('and says so when the presenter jams', async () => {
    const rig = await rigOf(exit);
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    rig.sim.setPresenterJam(true);
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'notDone' } });
    expect(rig.printer.status().paths).toMatchObject({ presenter: 'jammed' });
    await rig.printer.close();
  });

  it('nothing twice when the cable is pulled behind the command', async () => {
    const rig = await rigOf(exit);
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    const back = rig.printer.retract({ actId: 'a2', hooks: { sent: () => queueMicrotask(() => rig.line.unplug()) } });
    expect(await rig.until(back)).toMatchObject({
      ok: false,
      error: { code: 'E_LINK_LOST', outcome: 'indeterminate' },
    });
    rig.line.plug();
    await rig.clock.advance(5_000);
    expect(rig.sim.exit.retracted).toBeLessThanOrEqual(1);
    await rig.printer.close();
  });
});

describe('a printer whose exit cannot be seen', () => {
  it('does not say whether the slip was taken', async () => {
    const rig = await printerRig();
    const printed = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    expect(printed).toMatchObject({ ok: true, value: { slip: 'unknown' } });
    expect(rig.printer.status().media).toBeNull();
    expect(await rig.printer.awaitTaken({ userMs: 1 })).toMatchObject({ ok: false, error: { code: 'E_UNSUPPORTED' } });
    const back = await rig.until(rig.printer.retract({ actId: 'a', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_UNSUPPORTED', outcome: 'notStarted' } });
    await rig.printer.close();
  });

  it('a Citizen PMU takes back on the word of its answer in order', async () => {
    const rig = await rigOf({ presenter: 'citizen-pmu', sensor: 'none' });
    await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: true, value: { after: { values: { proof: 'echo' } } } });
    expect(rig.sim.exit).toMatchObject({ atExit: 0, retracted: 1 });
    await rig.printer.close();
  });

  it('a configured sensor that answers nothing does not stop receipts', async () => {
    const rig = await printerRig({ profile: { exitSensor: 'dle-eot-5' } });
    const printed = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
    expect(printed).toMatchObject({ ok: true, value: { slip: 'unknown' } });
    await rig.printer.close();
  });
});

describe('after a crash', () => {
  it('a slip that the presenter handed out proves the print; one that hangs at a plain exit proves nothing', async () => {
    for (const [presenter, sensor, outcome] of [
      ['custom-kpm', 'custom-status', 'done'],
      ['none', 'dle-eot-5', 'indeterminate'],
    ] as const) {
      const rig = await rigOf({ presenter, sensor });
      await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
      const [before] = rig.evidence;
      if (before === undefined) throw new Error('no evidence');
      expect(await rig.until(rig.printer.reconcile(before))).toMatchObject({ outcome });
      rig.sim.takeSlip();
      expect(await rig.until(rig.printer.reconcile(before))).toMatchObject({ outcome: 'indeterminate' });
      await rig.printer.close();
    }
  });
});
