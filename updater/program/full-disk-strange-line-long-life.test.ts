import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { healthPolicy } from '../health/judge.ts';
import { AgentRig } from '../testing/agent-rig.ts';
import { storeOf, type TestRelease, testRelease } from '../testing/test-release.ts';
import { readMemory } from './agent-memory.ts';
import { pauses } from './back-off.ts';

const [one, two] = [testRelease(1), testRelease(2)];
let rig: AgentRig;
afterEach(() => rig.remove());

function machine(...releases: readonly TestRelease[]): AgentRig {
  rig = new AgentRig(releases);
  rig.start();
  return rig;
}
function machineWithoutAgent(): AgentRig {
  rig = new AgentRig([one, two]);
  return rig;
}
const step = (name: string) => `"step":"${name}"`;

describe('a line that answers something else for a file', () => {
  /** The log-in page of a line, to the first `times` asks for files. */
  const pages = (times: number) => {
    const { fetch } = rig;
    let left = times;
    rig.fetch = (url, init) => {
      const isFile = String(url).includes('/files/');
      if (!isFile || left === 0) return fetch(url, init);
      left -= 1;
      return Promise.resolve(new Response('<html>'.repeat(100_000)));
    };
  };

  /** Time goes on until this stands in the log: the disk says when a pause begins. */
  const passes = async (text: string) => {
    let isSaid = false;
    void rig.said(text).then(() => {
      isSaid = true;
    });
    while (!isSaid) await rig.clock.advance(100);
  };

  test('once: it is fetched again from its beginning, and nobody is told of a forgery', async () => {
    machine(one, two);
    pages(1);
    rig.assign(two);
    await passes('update.files.fetched');
    expect(rig.lines.join()).not.toContain('update.release.refused');
    await rig.said('update.release.switching');
    expect(rig.record.reports).toEqual([]);
  });

  test('and again: the hub hears that it is not what was promised', async () => {
    machine(one, two);
    pages(1_000);
    rig.assign(two);
    await passes('update.release.refused');
    expect(rig.lines.join()).toContain('"cause":"tooLarge"');
  });
});

describe('a disk that takes nothing', () => {
  /** As a full disk: nothing can be written there. */
  const blocked = (name: string) => join(rig.root, 'state', `${name}.new`);

  test('ends no agent: an assignment that cannot be remembered waits for room', async () => {
    machine(one, two);
    mkdirSync(blocked('agent.json'));
    rig.assign(two);
    await rig.said('update.state.unwritable');
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.asked).toEqual([]);
    rmSync(blocked('agent.json'), { recursive: true });
    await rig.clock.advance(pauses.ceilingMs);
    await rig.said('update.release.switching');
  });

  test('or has gone read-only: the time of the hub that cannot be kept ends no agent, and updates go on once it can', async () => {
    machine(one, two);
    rig.onTime = () => {
      throw Object.assign(new Error('EROFS'), { code: 'EROFS', syscall: 'open' });
    };
    await rig.clock.advance(1);
    rig.terminal.assign({ hubNowMs: rig.clock.wallMs() });
    expect(rig.lines.join()).toContain('update.state.unwritable');
    rig.onTime = () => undefined;
    rig.assign(two);
    await rig.said('update.release.switching');
  });

  test('of what it remembers of bundles a sector cannot be read: what is linked stays in force, and the agent runs', async () => {
    mkdirSync(join(machineWithoutAgent().root, 'state', 'bundles.json'));
    rig.start();
    rig.assign(two);
    await rig.said('update.release.switching');
  });

  test('what must stay free for citizens is filled neither from the line nor out of the slot that runs', async () => {
    machineWithoutAgent();
    rig.keepFreeBytes = Number.MAX_SAFE_INTEGER;
    rmSync(join(rig.root, 'cas'), { recursive: true });
    rig.start();
    rig.assign(two);
    await rig.said('update.release.refused');
    expect(rig.lines.join()).toContain('"cause":"full"');
    expect(rig.asked).toEqual([]);
    expect(storeOf(rig.root).list()).toEqual([]);
  });

  test('a refusal that cannot be kept is told as soon as it can, once', async () => {
    machine(one, two);
    rig.trustError = 'full';
    mkdirSync(blocked('boot.json'));
    rig.assign(two);
    await rig.said('update.state.unwritable');
    rmSync(blocked('boot.json'), { recursive: true });
    for (let n = 0; n < 3; n += 1) {
      await rig.clock.advance(pauses.refusedCeilingMs);
      await rig.said(step('pausing'));
    }
    expect(rig.terminal.reported).toMatchObject([{ outcome: 'refused', cause: 'full' }]);
  });
});

describe('a machine on which one release after the other fails', () => {
  const three = testRelease(3);
  const slots = () => readdirSync(join(rig.root, 'slots')).sort();

  test('keeps the room for the next: slot and files of what has failed go before anything is fetched', async () => {
    machine(one, two, three);
    rig.assign(two);
    await rig.said('update.release.switching');
    rig.start();
    await rig.clock.advance(1);
    rig.terminal.healthIs({ store: { fault: 'corrupt', isDurable: true, probe: 'ok' } });
    await rig.said(`"to":"${one.id}"`);
    rig.start();
    await rig.clock.advance(1);
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id, quarantined: [{ release: two.id }] });
    rig.assign(three);
    await rig.said(`switching {"from":"${one.id}","to":"${three.id}"}`);
    expect(slots()).toEqual([one.id, three.id].sort());
    expect([...storeOf(rig.root).list()].sort()).toEqual(
      [...new Set([...one.bytes.keys(), ...three.bytes.keys()])].sort(),
    );
  });

  test('that a cut has kept from tidying up does so with the next', async () => {
    machine(one, two, three);
    rig.assign(two);
    await rig.said('update.release.switching');
    rig.start();
    await rig.clock.advance(1);
    await rig.clock.advance(healthPolicy.steadyMs);
    await rig.said('update.release.committed');
    // As if it had been cut before that.
    mkdirSync(join(rig.root, 'slots', '0.9-0000000000000000'));
    rig.cut();
    rig.start();
    rig.assign(three);
    await rig.said(`"to":"${three.id}"`);
    expect(slots()).toEqual([one.id, two.id, three.id].sort());
  });
});

describe('assignments over a long time', () => {
  test('one that has run out on a connection that stands for long is not begun', async () => {
    machine(one, two);
    rig.terminal.assigned = { ...rig.terminal.assigned, hubNowMs: rig.clock.wallMs() };
    rig.trustError = 'unreachable';
    rig.known = [];
    rig.assign(two, { lifeMs: 2 * pauses.ceilingMs });
    await rig.said('"code":"unreachable"');
    await rig.clock.advance(2 * pauses.ceilingMs);
    rig.trustError = null;
    rig.known = [one, two];
    const from = rig.lines.length;
    await rig.clock.advance(pauses.ceilingMs);
    await rig.said('"code":"lapsed"', from);
    expect(rig.record.phase).toBe('committed');
  });

  test('a machine that is enrolled anew follows the hub that counts from one again', async () => {
    machine(one, two);
    rig.assign(one, { counter: 7 });
    await rig.clock.advance(0);
    rig.assign(two, { counter: 1 });
    await rig.said('"code":"older"');
    rig.terminal.assigned = { ...rig.terminal.assigned, device: 'device-2' };
    rig.assign(two, { counter: 1, device: 'device-2' });
    await rig.said('update.release.switching');
    expect(readMemory(rig.root)).toMatchObject({ device: 'device-2', lastCounter: 1 });
  });
});
