import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { makeClockTrust } from './clock-trust.ts';

const hubTime = '2026-11-23T06:10:00.000Z';

test('untrusted before the first contact, then trusted or drifting', () => {
  const clock = new VirtualClock(Date.parse(hubTime));
  const trust = makeClockTrust(clock);
  expect([trust.trust(), trust.offsetMs(), trust.nowMs()]).toEqual(['untrusted', null, clock.wallMs()]);
  trust.observe(hubTime, 400);
  expect([trust.trust(), trust.offsetMs()]).toEqual(['trusted', 200]);
  clock.jumpWall(-3_600_000);
  expect([trust.trust(), trust.offsetMs()]).toEqual(['drifting', 3_600_200]);
});

test('a jump of the wall clock does not move the time that requests are signed with', async () => {
  const clock = new VirtualClock(0);
  const trust = makeClockTrust(clock);
  trust.observe(hubTime, 0);
  clock.jumpWall(86_400_000);
  await clock.advance(5_000);
  expect(trust.nowMs()).toBe(Date.parse(hubTime) + 5_000);
});

test('a time that is none is ignored', () => {
  const trust = makeClockTrust(new VirtualClock(0));
  trust.observe('yesterday', 0);
  expect(trust.offsetMs()).toBeNull();
});
