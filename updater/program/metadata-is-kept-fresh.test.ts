import { afterEach, describe, expect, test } from 'vitest';
import { AgentRig } from '../testing/agent-rig.ts';
import { testRelease } from '../testing/test-release.ts';
import { pauses } from './back-off.ts';
import { lookTimes } from './metadata-look.ts';

const one = testRelease(1);
const dayMs = 86_400_000;
let rig: AgentRig;
afterEach(() => rig.remove());

/** When the metadata was signed, as the terminal service was told last. */
const told = () => rig.terminal.standings.at(-1)?.metadataAt;
const textOf = (ms: number) => new Date(ms).toISOString();

describe('a machine to which nothing is assigned', () => {
  test('looks at the metadata by itself and says when it was signed: nobody hears otherwise that it gets none any more', async () => {
    rig = new AgentRig([one]);
    rig.start();
    await rig.clock.advance(0);
    expect(told()).toBeUndefined();
    const first = rig.clock.wallMs();
    rig.publishedAtMs = first;
    await rig.clock.advance(lookTimes.firstWithinMs);
    expect(told()).toBe(textOf(first));
    rig.publishedAtMs = first + dayMs;
    await rig.clock.advance(lookTimes.everyMs);
    expect(told()).toBe(textOf(first + dayMs));
  });

  test('goes on saying what it has when it gets nothing new, and has the new one within hours once it can', async () => {
    rig = new AgentRig([one]);
    const first = rig.clock.wallMs();
    rig.publishedAtMs = first;
    rig.start();
    await rig.clock.advance(lookTimes.firstWithinMs);
    rig.trustError = 'unreachable';
    rig.publishedAtMs = first + 8 * dayMs;
    await rig.clock.advance(8 * dayMs);
    expect(told()).toBe(textOf(first));
    rig.trustError = null;
    await rig.clock.advance(pauses.refusedCeilingMs);
    expect(told()).toBe(textOf(first + 8 * dayMs));
  });
});
