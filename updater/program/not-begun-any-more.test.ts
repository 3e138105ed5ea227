import { afterEach, describe, expect, test } from 'vitest';
import { AgentRig } from '../testing/agent-rig.ts';
import { type TestRelease, testRelease } from '../testing/test-release.ts';
import { pauses } from './back-off.ts';

const [one, two] = [testRelease(1), testRelease(2)];
let rig: AgentRig;
afterEach(() => rig.remove());

function machine(...releases: readonly TestRelease[]): AgentRig {
  rig = new AgentRig(releases);
  rig.start();
  return rig;
}
const step = (name: string) => `"step":"${name}"`;

describe('an update that waits for its turn, and is not wanted any more', () => {
  test('an update that is taken back while its switch is prepared, and fails to be, is not begun again', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.terminal.comesUp = ['door.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.terminal.stands([]);
    await rig.said(step('switching'));
    rig.assign(one);
    await rig.said('"code":"inUse"');
    rig.terminal.comesUp = [];
    await rig.clock.advance(0);
    expect(rig.lines.at(-1)).toContain(step('idle'));
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id });
    expect(rig.exits).toBe(0);
  });

  test('one that is taken back while its switch is prepared is not switched to', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.terminal.stands([]);
    await rig.said(step('switching'));
    rig.assign(one);
    await rig.said('"code":"overtaken"');
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.lines.at(-1)).toContain(step('idle'));
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id });
  });

  test('a newer assignment that had run out when it came ends the older one: the hub has taken that back, and nobody begins it', async () => {
    const three = testRelease(3);
    machine(one, two, three);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.assign(three, { lifeMs: -1 });
    await rig.said('"code":"expired"');
    rig.terminal.stands([]);
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.lines.at(-1)).toContain(step('idle'));
    expect([rig.record.phase, rig.record.current, rig.exits]).toEqual(['committed', one.id, 0]);
    // The older one is not believed any more either, by whoever brings it once more.
    rig.assign(two, { counter: 1 });
    await rig.said('"code":"older"');
  });

  test('one that had run out when it came while the older one is switched to is found before the record', async () => {
    const three = testRelease(3);
    machine(one, two, three);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.terminal.stands([]);
    await rig.said(step('switching'));
    rig.assign(three, { lifeMs: -1 });
    await rig.said('"code":"overtaken"');
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.lines.at(-1)).toContain(step('idle'));
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id });
  });

  test('a release that is no longer named when its turn comes, days after it was checked, is not begun', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.known = [one];
    rig.terminal.stands([]);
    await rig.said('update.release.refused');
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id });
    expect(rig.lines.join()).toContain('"cause":"unknownTarget"');
  });

  test('a machine that was off for a year, with a clock that stood still, does not begin what has run out by the time of the hub', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    rig.terminal.assign({ hubNowMs: rig.clock.wallMs() + 365 * 86_400_000 });
    await rig.said('"code":"expired"');
    rig.terminal.stands([]);
    await rig.said('"code":"lapsed"');
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.record.phase).toBe('committed');
    expect(rig.exits).toBe(0);
  });
});
