import { describe, expect, it } from 'vitest';
import { boardRig } from './board-rig.test-data.ts';
import type { LampWish } from './io-board.ts';

const blink: LampWish = { pattern: 'blink', onMs: 500, offMs: 500, colour: 'green' };

describe('lamps', () => {
  it('a lamp does what it is told, once; telling the same again sends nothing', async () => {
    const rig = boardRig();
    await rig.ready();
    const call = rig.call(() => rig.board.setLamp('card', blink));
    await rig.clock.advance(50);
    expect(call.result).toEqual({ ok: true, value: undefined });
    expect(rig.simulator.lampsLit().card).toEqual(blink);
    const again = rig.call(() => rig.board.setLamp('card', { ...blink }));
    await rig.clock.advance(50);
    expect(again.result).toMatchObject({ ok: true });
    expect(rig.simulator.commands.filter((body) => body.startsWith('SET card blink'))).toHaveLength(1);
    expect(rig.board.lamp('card')).toEqual(blink);
    await rig.end();
    expect(rig.clock.pending).toBe(0);
  });

  it('all are set after opening, dark ones too: the program before may have died with a light on', async () => {
    const rig = boardRig();
    rig.simulator.receive(new Uint8Array(0));
    await rig.ready();
    expect(rig.simulator.commands.filter((body) => body.endsWith(' off'))).toHaveLength(6);
    await rig.end();
  });

  it('are wished while the board is away, and shine when it comes', async () => {
    const rig = boardRig();
    rig.line.unplug();
    rig.board.start();
    await rig.clock.advance(10);
    const call = rig.call(() => rig.board.setLamp('scanner', { pattern: 'on', colour: 'blue' }));
    await rig.clock.advance(10);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    rig.line.plug();
    await rig.clock.advance(4_000);
    expect(rig.simulator.lampsLit().scanner).toEqual({ pattern: 'on', colour: 'blue' });
    await rig.end();
  });

  it.each([
    { name: 'the board starts anew', break: (rig: ReturnType<typeof boardRig>) => rig.simulator.reboot() },
    {
      name: 'the board starts anew and its BOOT is lost',
      break: (rig: ReturnType<typeof boardRig>) => {
        rig.simulator.loseEvents(1);
        rig.simulator.reboot();
      },
    },
    {
      name: 'the cable is pulled for a minute',
      break: async (rig: ReturnType<typeof boardRig>) => {
        rig.line.unplug();
        await rig.clock.advance(60_000);
        expect(rig.simulator.lampsLit().card).toEqual({ pattern: 'off' });
        rig.line.plug();
      },
    },
    {
      name: 'the board has no power for a moment while the port stays open',
      break: async (rig: ReturnType<typeof boardRig>) => {
        rig.simulator.setSilent(true);
        await rig.clock.advance(200);
        rig.simulator.setSilent(false);
      },
    },
  ])('come back as wished when $name', async ({ break: breakIt }) => {
    const rig = boardRig();
    await rig.ready();
    rig.call(() => rig.board.setLamp('card', blink));
    rig.call(() => rig.board.setLamp('receipt', { pattern: 'on' }));
    await rig.clock.advance(100);
    await breakIt(rig);
    await rig.clock.advance(12_000);
    expect(rig.simulator.lampsLit()).toMatchObject({
      card: blink,
      receipt: { pattern: 'on' },
      scanner: { pattern: 'off' },
    });
    expect(rig.board.status()).toMatchObject({ link: 'up', faults: [] });
    await rig.end();
    expect(rig.clock.pending).toBe(0);
  });

  it('go out by themselves ten seconds after the host has gone', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.call(() => rig.board.setLamp('card', blink));
    await rig.clock.advance(100);
    await rig.board.close();
    await rig.clock.advance(9_000);
    expect(rig.simulator.lampsLit().card).toEqual(blink);
    await rig.clock.advance(2_000);
    expect(rig.simulator.lampsLit().card).toEqual({ pattern: 'off' });
    rig.simulator.stop();
  });

  it('stay on while the host is there, without a word to them', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.call(() => rig.board.setLamp('card', blink));
    await rig.clock.advance(120_000);
    expect(rig.simulator.lampsLit().card).toEqual(blink);
    await rig.end();
  });

  it('a lamp that the board refuses keeps neither the board nor the other lamps from working', async () => {
    const rig = boardRig();
    rig.line.unplug();
    rig.board.start();
    for (const lamp of ['card', 'receipt'] as const) rig.call(() => rig.board.setLamp(lamp, { pattern: 'on' }));
    rig.line.onHostWrite((bytes) => {
      if (Buffer.from(bytes).includes('SET card on')) rig.simulator.inject({ type: 'refuse', word: 'argument' });
    });
    rig.line.plug();
    await rig.clock.advance(5_000);
    expect(rig.board.status()).toMatchObject({ link: 'up', faults: [] });
    expect(rig.simulator.lampsLit().receipt).toEqual({ pattern: 'on' });
    await rig.end();
  });

  it('a broken lamp is told as a fault, and a lamp that is well again as none', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.setLampHealth('card', 'open');
    await rig.clock.advance(10);
    expect(rig.board.brokenLamps()).toEqual(['card']);
    expect(rig.board.status()).toMatchObject({ condition: 'degraded', faults: [{ code: 'E_HARDWARE' }] });
    rig.simulator.loseEvents(1);
    rig.simulator.setLampHealth('card', 'well');
    await rig.clock.advance(1_500);
    expect(rig.board.brokenLamps()).toEqual([]);
    expect(rig.board.status()).toMatchObject({ condition: 'ok', faults: [] });
    await rig.end();
  });

  it('wishes that cannot be are refused before a byte leaves', async () => {
    const rig = boardRig({
      simulator: { channels: [{ kind: 'lamp', name: 'card', isColoured: true, hasSense: false }] },
    });
    await rig.ready();
    const before = rig.simulator.commands.length;
    const calls = [
      rig.call(() => rig.board.setLamp('receipt', { pattern: 'on' })),
      rig.call(() => rig.board.setLamp('card', { pattern: 'blink', onMs: 100, offMs: 100 })),
      rig.call(() => rig.board.setLamp('card', { pattern: 'blink', onMs: 500.5, offMs: 500 })),
      rig.call(() => rig.board.beep({ ms: 5, times: 1, pauseMs: 100 })),
      rig.call(() => rig.board.beep({ ms: 100, times: 1, pauseMs: 100 })),
      rig.call(() => rig.board.clearTamper()),
    ];
    await rig.clock.advance(20);
    expect(calls.map(({ result }) => (result?.ok === false ? result.error.code : result))).toEqual([
      'E_UNSUPPORTED',
      'E_BAD_ARGUMENT',
      'E_BAD_ARGUMENT',
      'E_BAD_ARGUMENT',
      'E_UNSUPPORTED',
      'E_UNSUPPORTED',
    ]);
    expect(rig.simulator.commands.length).toBe(before);
    await rig.end();
  });
});

describe('beeper', () => {
  it('sounds once, however often the reply is damaged or missing (B2)', async () => {
    for (const type of ['checksum', 'silence', 'half', 'twice'] as const) {
      const rig = boardRig();
      await rig.ready();
      rig.simulator.inject({ type });
      rig.simulator.inject({ type });
      const call = rig.call(() => rig.board.beep({ ms: 200, times: 2, pauseMs: 100 }));
      await rig.clock.advance(900);
      expect(call.result).toMatchObject({ ok: true });
      expect(rig.simulator.beeps).toBe(1);
      await rig.end();
    }
  });

  it('no answer at all: nobody knows whether it has sounded, and it is not repeated', async () => {
    const rig = boardRig();
    await rig.ready();
    for (let i = 0; i < 3; i += 1) rig.simulator.inject({ type: 'silence' });
    const call = rig.call(() => rig.board.beep({ ms: 200, times: 1, pauseMs: 100 }));
    await rig.clock.advance(1_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
    await rig.clock.advance(10_000);
    expect(rig.board.status().link).toBe('up');
    expect(rig.simulator.beeps).toBe(1);
    await rig.end();
  });

  it('a late reply is not the reply to the next command (C12)', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.inject({ type: 'late', ms: 400 });
    const first = rig.call(() => rig.board.beep({ ms: 200, times: 1, pauseMs: 100 }));
    await rig.clock.advance(350);
    rig.simulator.inject({ type: 'refuse', word: 'argument' });
    const second = rig.call(() => rig.board.beep({ ms: 201, times: 1, pauseMs: 100 }));
    await rig.clock.advance(600);
    expect(first.result).toMatchObject({ ok: true });
    expect(second.result).toMatchObject({
      ok: false,
      error: { code: 'E_BAD_ARGUMENT', outcome: 'notDone', vendor: { code: 'argument' } },
    });
    await rig.end();
  });
});
