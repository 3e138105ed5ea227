import { describe, expect, it } from 'vitest';
import { code, serialRig } from './scanner-rig.test-data.ts';

const inits = (rig: ReturnType<typeof serialRig>) => rig.simulator.commands.filter((name) => name === 'init 1').length;

describe('a setting that was not taken is not held against the unit for ever', () => {
  it('refused while opening, taken a second later: in order without anybody pulling the cable', async () => {
    const rig = serialRig();
    rig.simulator.setMood('badValue');
    await rig.ready();
    expect(rig.scanner.status()).toMatchObject({ condition: 'degraded', faults: [{ code: 'E_UNSUPPORTED' }] });
    rig.simulator.setMood('ok');
    await rig.clock.advance(1_500);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', condition: 'ok', faults: [], epoch: 1 });
    const before = inits(rig);
    await rig.clock.advance(25_000);
    expect(inits(rig)).toBe(before);
    await rig.end();
    expect(rig.clock.pending).toBe(0);
  });

  it('silent from its identity on: set up when it answers again', async () => {
    const rig = serialRig();
    const stopListening = rig.line.onHostBytes(() => {
      if (rig.simulator.commands.includes('query')) rig.simulator.setMood('noReply');
    });
    await rig.ready();
    await rig.clock.advance(2_000);
    expect(rig.scanner.status()).toMatchObject({ condition: 'degraded', faults: [{ code: 'E_UNSUPPORTED' }] });
    stopListening();
    rig.simulator.setMood('ok');
    await rig.clock.advance(12_000);
    expect(rig.scanner.status()).toMatchObject({ condition: 'ok', faults: [] });
    await rig.end();
  });

  it('refused for good: asked every ten seconds, told once, and codes are read all the same', async () => {
    const rig = serialRig();
    rig.simulator.setMood('badValue');
    await rig.ready();
    await rig.clock.advance(60_000);
    const asked = inits(rig);
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(24);
    expect(rig.logged.filter(({ id }) => id === 'device.call.failed')).toHaveLength(1);
    rig.simulator.setMood('ok');
    const call = rig.scan();
    await rig.clock.advance(100);
    expect(rig.scanner.status().condition).toBe('degraded');
    rig.simulator.show({ text: code });
    await rig.clock.advance(1_000);
    expect(call.result).toMatchObject({ ok: true });
    await rig.end();
  });

  it('never while somebody waits for a code', async () => {
    const rig = serialRig();
    rig.simulator.setMood('badValue');
    await rig.ready();
    rig.simulator.setMood('ok');
    const call = rig.scan({ userMs: 30_000 });
    await rig.clock.advance(100);
    const before = inits(rig);
    await rig.clock.advance(29_000);
    expect(inits(rig)).toBe(before);
    await rig.clock.advance(13_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' } });
    expect(rig.scanner.status()).toMatchObject({ condition: 'ok', faults: [] });
    await rig.end();
  });

  it('a trigger that noise made unknown is asked for again before anybody is told', async () => {
    const rig = serialRig();
    await rig.ready();
    rig.simulator.setMood('unknownCommand');
    const call = rig.scan();
    await rig.clock.advance(1);
    rig.simulator.setMood('ok');
    await rig.clock.advance(100);
    expect(call.result).toBeNull();
    expect(rig.simulator.isLit).toBe(true);
    rig.simulator.show({ text: code });
    await rig.clock.advance(500);
    expect(call.result).toMatchObject({ ok: true });
    await rig.end();
  });
});
