import { describe, expect, it } from 'vitest';
import type { SimulatedExit } from '../../simulators/escpos-presenter.ts';
import type { EscposProfile } from './escpos-profile.ts';
import { numbered, type PrinterRig, printerRig } from './printer-rig.test-data.ts';

const job = { actId: 'a1', markup: numbered(5), copy: 0 };
const makers = ['custom-kpm', 'custom-tptcm'] as const;

function rigOf(exit: SimulatedExit, profile: Partial<EscposProfile> = {}) {
  return printerRig({ sim: { exit }, profile: { presenter: exit.presenter, exitSensor: exit.sensor, ...profile } });
}

function print(rig: PrinterRig) {
  return rig.until(rig.printer.print(job, { hooks: rig.hooks }));
}

describe.each(makers)('%s', (presenter) => {
  const exit = { presenter, sensor: 'custom-status' } as const;

  it('a slip that is stuck behind the knife is not called printed and gone, nor later taken', async () => {
    const rig = await rigOf(exit);
    rig.sim.setPresenterJam(true);
    expect(await print(rig)).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_JAM', outcome: 'partial', mediaAt: 'jammed', actId: 'a1' },
    });
    expect(rig.sim.exit).toMatchObject({ inside: 1, atExit: 0, taken: 0 });
    await rig.clock.advance(30_000);
    expect(rig.printer.status()).toMatchObject({
      media: 'jammed',
      condition: 'faulted',
      paths: { presenter: 'jammed' },
      faults: [{ code: 'E_MEDIA_JAM' }],
    });
    await rig.printer.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('nothing is printed into a jam that was seen, and all is well again when a person has freed it', async () => {
    const rig = await rigOf(exit);
    rig.sim.setPresenterJam(true);
    await print(rig);
    rig.trace.length = 0;
    expect(await print(rig)).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'notStarted' } });
    expect(rig.trace).not.toContain('sent');
    rig.sim.setPresenterJam(false);
    expect(await print(rig)).toMatchObject({ ok: true, value: { slip: 'atExit' } });
    expect(rig.printer.status()).toMatchObject({ condition: 'ok', faults: [], paths: { presenter: 'clear' } });
    await rig.printer.close();
  });

  it('a slip that disappears into a jam is not called taken', async () => {
    const rig = await rigOf(exit);
    await print(rig);
    const taken = rig.printer.awaitTaken({ userMs: 60_000 });
    await rig.clock.advance(5_000);
    rig.sim.swallowSlip();
    expect(await rig.until(taken)).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_JAM', outcome: 'indeterminate' },
    });
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks: rig.hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'notStarted' } });
    await rig.printer.close();
  });

  it('a slip that jams on its way back is not called retracted', async () => {
    const rig = await rigOf(exit);
    await print(rig);
    const hooks = { sent: () => rig.clock.after(1_000, () => rig.sim.swallowSlip()) };
    rig.sim.setPresenterJam(true);
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'partial', mediaAt: 'jammed' } });
    expect(rig.sim.exit).toMatchObject({ inside: 1, retracted: 0 });
    await rig.printer.close();
  });
});

describe('a presenter without a sensor', () => {
  const exit = { presenter: 'citizen-pmu', sensor: 'none' } as const;

  it('the tail of a damaged status report is no proof that the slip was taken back', async () => {
    const rig = await rigOf(exit);
    await print(rig);
    rig.sim.setSilence('in-order');
    const hooks = { sent: () => rig.clock.after(500, () => rig.line.send(Uint8Array.of(0x00, 0x03, 0x00))) };
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
    await rig.printer.close();
  });

  it('a fault behind the motion is no proof either', async () => {
    const rig = await rigOf(exit);
    await print(rig);
    const hooks = { sent: () => rig.clock.after(3_200, () => rig.sim.setFailed(true)) };
    const back = await rig.until(rig.printer.retract({ actId: 'a2', hooks }));
    expect(back).toMatchObject({ ok: false, error: { code: 'E_HARDWARE', outcome: 'indeterminate' } });
    await rig.printer.close();
  });
});
