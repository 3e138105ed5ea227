import { describe, expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

describe('abort', () => {
  test('while another caller has the device: at once, nothing written', async () => {
    const rig = f2Rig();
    await rig.ready();
    const first = rig.device.feed(rig.act());
    const controller = new AbortController();
    const second = rig.device.present(rig.act({ signal: controller.signal }));
    await rig.clock.advance(500);
    controller.abort('user');
    expect(await second).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'notStarted' } });
    expect(await rig.until(first)).toMatchObject({ ok: true });
    await rig.device.close();
  });

  test.each([
    ['user', 'E_CANCELLED'],
    ['deadline', 'E_TIMEOUT'],
  ] as const)('%s during the look before: notStarted, nothing journalled, nothing moved', async (reason, code) => {
    const rig = f2Rig();
    await rig.ready();
    const controller = new AbortController();
    const feed = rig.device.feed(rig.act({ signal: controller.signal }));
    controller.abort(reason);
    expect(await rig.until(feed)).toMatchObject({ error: { code, outcome: 'notStarted' } });
    expect(rig.journal).toEqual([]);
    expect(rig.world.fed).toBe(0);
    await rig.device.close();
  });

  test('while it moves: the motion ends by itself and says what it came to', async () => {
    const rig = f2Rig();
    await rig.ready();
    const controller = new AbortController();
    const feed = rig.device.feed(rig.act({ signal: controller.signal }));
    await rig.clock.advance(700);
    expect(rig.device.status().activity).toBe('moving');
    controller.abort('sessionEnd');
    expect(await rig.until(feed)).toMatchObject({ ok: true, value: { position: 'inside' } });
    await rig.device.close();
  });

  test('while a hand is waited for: at once, and the card stays reported at the exit', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    const controller = new AbortController();
    const taken = rig.device.awaitTaken({ userMs: 0, signal: controller.signal });
    await rig.clock.advance(2_000);
    expect(await rig.device.awaitTaken({ userMs: 0 })).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    controller.abort('deadline');
    expect(await taken).toMatchObject({ error: { code: 'E_TIMEOUT', outcome: 'notDone', mediaAt: 'atExit' } });
    expect(rig.device.status()).toMatchObject({ activity: 'idle', media: 'atExit' });
    await rig.device.close();
    expect(rig.clock.pending).toBe(0);
  });

  test('closed in the middle of everything: every call settles, nothing is left', async () => {
    for (const ms of [0, 3, 40, 700, 1_500]) {
      const rig = f2Rig();
      await rig.ready();
      const calls = [rig.device.feed(rig.act()), rig.device.present(rig.act()), rig.device.readChip()];
      await rig.clock.advance(ms);
      const closing = rig.device.close();
      for (const call of calls) expect(await rig.until<{ readonly ok: boolean }>(call)).toHaveProperty('ok', false);
      await rig.until(closing);
      rig.sim.stop();
      expect(rig.clock.pending).toBe(0);
      expect(await rig.device.feed(rig.act())).toMatchObject({ error: { code: 'E_DISABLED', outcome: 'notStarted' } });
    }
  });
});

describe('two callers', () => {
  test('feed at once: one card, the other finds the channel occupied', async () => {
    const rig = f2Rig();
    await rig.ready();
    const [first, second] = await rig.until(Promise.all([rig.device.feed(rig.act()), rig.device.feed(rig.act())]));
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ error: { code: 'E_OCCUPIED', outcome: 'notStarted' } });
    expect(rig.world.fed).toBe(1);
    await rig.device.close();
  });

  test('the second does not wait longer than it said', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.sim.inject({ type: 'silence' }, { on: 'moveRf' });
    const first = rig.device.feed(rig.act());
    const second = rig.device.refresh({ queueMs: 1_000 });
    await rig.clock.advance(1_000);
    expect(await second).toMatchObject({ error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    await rig.until(first);
    await rig.device.close();
  });
});

describe('the journal (C6)', () => {
  test('a journal that cannot write stops the motion before its first byte, and the device stays usable (C13)', async () => {
    const rig = f2Rig();
    await rig.ready();
    const full = {
      sent: () => {
        throw new Error('disk full');
      },
    };
    await expect(
      rig.until(rig.device.feed(rig.act({ hooks: full })).catch((error: unknown) => error)),
    ).resolves.toMatchObject({
      message: 'disk full',
    });
    await rig.clock.advance(20_000);
    expect(rig.world.fed).toBe(0);
    expect(rig.sim.commands).not.toContain('moveRf');
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    await rig.device.close();
  });

  test('hears of each motion once, before its first byte, with the position and the counts', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.device.setCount('hopper', 9);
    rig.sim.inject({ type: 'noAck' }, { on: 'moveRf', times: 2 });
    const moves: number[] = [];
    const hooks = { sent: () => void moves.push(rig.sim.commands.filter((command) => command === 'moveRf').length) };
    await rig.until(rig.device.feed(rig.act({ hooks })));
    expect(moves).toEqual([0]);
    await rig.until(rig.device.present(rig.act()));
    expect(rig.journal.at(-1)?.values).toEqual({
      ...{ position: 'inside', raw: 'ST=220', hopper: 'ok', bin: 'ok', binCount: null },
      ...{ hopperCount: 8, retainCount: null, fed: 1, restarts: 0, life: expect.any(String) },
    });
    await rig.device.close();
  });
});
