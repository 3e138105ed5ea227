import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { paced } from './pace.ts';

function rig() {
  const clock = new VirtualClock();
  const calls: number[] = [];
  const pace = paced(1000, () => calls.push(clock.monoMs()), {
    now: () => clock.monoMs(),
    after: clock.after.bind(clock),
  });
  const start = clock.monoMs();
  return { clock, pace, at: () => calls.map((ms) => ms - start) };
}

test('a storm of hints asks once a pause, and the last one is not forgotten', async () => {
  const { clock, pace, at } = rig();
  for (let i = 0; i < 50; i += 1) {
    pace.call();
    await clock.advance(50);
  }
  await clock.advance(5000);
  expect(at()).toEqual([0, 1000, 2000, 3000]);
});

test('a hint after a quiet time is followed at once', async () => {
  const { clock, pace, at } = rig();
  pace.call();
  await clock.advance(60_000);
  pace.call();
  expect(at()).toEqual([0, 60_000]);
});

test('what was cancelled does not come later', async () => {
  const { clock, pace, at } = rig();
  pace.call();
  pace.call();
  pace.cancel();
  await clock.advance(10_000);
  expect(at()).toEqual([0]);
});
