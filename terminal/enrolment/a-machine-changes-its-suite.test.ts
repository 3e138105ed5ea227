import { expect, test } from 'vitest';
import type { Suite } from '../../contract/envelope.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { KeySuite } from './key-suite.ts';

const minuteMs = 60_000;

function rig() {
  const clock = new VirtualClock();
  const r = { clock, has: 'intl-1' as Suite, wants: 'intl-1' as Suite, asked: 0, isRefused: false };
  const waiting: (() => void)[] = [];
  const keeper = new KeySuite({
    ...{
      clock,
      log: noLog,
      key: {
        get suite() {
          return r.has;
        },
      },
    },
    wanted: () => r.wants,
    rotate: async () => {
      r.asked += 1;
      await new Promise<void>((settle) => waiting.push(settle));
      if (r.isRefused) return err({ code: 'http', detail: 'badRequest' });
      r.has = r.wants;
      return ok({ publicKey: 'k', oldUntil: null });
    },
  });
  const look = async () => {
    const looked = keeper.look();
    for (const settle of waiting.splice(0)) settle();
    await looked;
  };
  return Object.assign(r, { keeper, look });
}

test('nothing is asked while the key is of the suite that is configured; once it is not, it is changed once, forth and back', async () => {
  const r = rig();
  await r.look();
  expect(r.asked).toBe(0);
  r.wants = 'gm-1';
  // Two answers of the hub in one moment.
  const first = r.keeper.look();
  await r.keeper.look();
  await r.look();
  await first;
  expect([r.asked, r.has]).toEqual([1, 'gm-1']);
  await r.look();
  expect(r.asked).toBe(1);
  r.wants = 'intl-1';
  await r.look();
  expect([r.asked, r.has]).toEqual([2, 'intl-1']);
});

test('a hub that does not take the key is not asked at each heartbeat, but less and less often, and still asked', async () => {
  const r = rig();
  r.wants = 'gm-1';
  r.isRefused = true;
  await r.look();
  await r.look();
  expect(r.asked).toBe(1);
  const times: number[] = [];
  for (let minute = 1; minute <= 2000; minute += 1) {
    await r.clock.advance(minuteMs);
    const before = r.asked;
    await r.look();
    if (r.asked > before) times.push(minute);
  }
  expect(times).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 871, 1231, 1591, 1951]);
  r.isRefused = false;
  await r.clock.advance(360 * minuteMs);
  await r.look();
  expect(r.has).toBe('gm-1');
});
