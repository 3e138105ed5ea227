import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HubKeyOffer } from '../../contract/hub-api.ts';
import { readAssignment } from '../../contract/release/assignment.ts';
import type { AssignmentRow, AssignReply } from '../../contract/release/fleet.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import type { UpdateBody, UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { hubAssign, hubAssignments } from '../cli/hub-assign.ts';
import { rotateHubKey } from '../keys/hub-keys.ts';
import type { MachineState } from '../machines/machine-state.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

const dayMs = 86_400_000;
const beat = {
  ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, durability: 'ok' },
  ...{ outbox: { pending: 0, dead: 0, oldestAgeMs: null }, devices: [] },
};

let f: HubFixture;
let machine: TestMachine;
const hashes = new Map<string, string>();
/** Puts a manifest where a repository has it. */
function published(target: string, content = target): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const parts = target.split('/');
  const folder = join(f.dataDir, 'releases/targets', ...parts.slice(0, -1));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${sha256}.${parts.at(-1)}`), content);
  hashes.set(target, sha256);
  return sha256;
}
beforeAll(async () => {
  f = await openHubFixture();
  for (const target of ['app/1.json', 'app/2.json', 'config/gz/1.json', 'config/gz/2.json']) published(target);
});
afterAll(() => f.close());
beforeEach(async () => {
  f.clock.shiftMs = 0;
  machine = await f.machine();
});

const assign = (body: object, url = f.hub.url) => operator(url, 'assignments', { days: 30, ...body });
const assigned = async (target: string, of: TestMachine = machine, more: object = {}) => {
  const answer = await assign({ kiosks: [of.claimed.kiosk], target, ...more });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as unknown as AssignReply;
};
const beatWith = async (update: object | null | undefined, of: TestMachine = machine, more: object = {}) => {
  const body = update === undefined ? beat : { ...beat, update, ...more };
  const created = Math.floor((Date.now() + f.clock.shiftMs) / 1000);
  const answer = await of.send('POST', of.path('heartbeats'), body, { created });
  expect([answer.status, answer.isSigned]).toEqual([200, true]);
  return answer.body as { update?: string; bundles?: readonly string[]; hubVersion?: string; keys?: HubKeyOffer };
};
const read = (text: string | undefined, of: TestMachine = machine, lastCounter = 0) =>
  readAssignment(text ?? '', [of.claimed.replyKey], {
    ...{ device: of.claimed.deviceId, nowMs: Date.now() + f.clock.shiftMs, lastCounter },
  });

describe('an assignment', () => {
  test('comes with the heartbeat, signed for this machine, once; a later one replaces it', async () => {
    await assigned('app/1.json');
    const first = await beatWith(null);
    const sha256 = hashes.get('app/1.json');
    expect(read(first.update)).toMatchObject({ ok: true, value: { target: 'app/1.json', sha256, counter: 1 } });
    const { kid } = machine.claimed.replyKey;
    expect((await beatWith({ counter: 1, kid })).update).toBeUndefined();
    await assigned('app/2.json');
    const second = await beatWith({ counter: 1, kid });
    expect(read(second.update, machine, 1)).toMatchObject({ ok: true, value: { target: 'app/2.json', counter: 2 } });
    // The first one, kept by somebody and played again.
    expect(read(first.update, machine, 2)).toEqual({ ok: false, error: 'older' });
  });

  test('is told to no machine that did not ask for it, and a machine of an earlier release hears nothing new at all', async () => {
    const other = await f.machine();
    await assigned('app/1.json');
    expect((await beatWith(null, other)).update).toBeUndefined();
    expect(await beatWith(undefined)).toEqual({ hubTime: expect.any(String) });
    expect((await beatWith(null)).hubVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('of another machine is not believed, though the hub has signed it', async () => {
    const other = await f.machine();
    await assigned('app/1.json', other);
    expect(read((await beatWith(null, other)).update, machine)).toEqual({ ok: false, error: 'otherDevice' });
  });

  test('that has run out is not handed out, and none before it comes back', async () => {
    await assigned('app/1.json', machine, { days: 60 });
    await assigned('app/2.json', machine, { days: 1 });
    const last = await beatWith(null);
    f.clock.shiftMs = dayMs + 1000;
    expect((await beatWith(null)).update).toBeUndefined();
    expect(read(last.update)).toEqual({ ok: false, error: 'expired' });
    // A machine whose clock was turned back knows the time from before.
    f.clock.shiftMs = 0;
    expect(read(last.update)).toMatchObject({ ok: true });
  });

  test('is handed out anew when the hub has another key, which the machine has taken over', async () => {
    await assigned('app/1.json');
    const before = machine.claimed.replyKey;
    expect(read((await beatWith(null)).update)).toMatchObject({ ok: true });
    await rotateHubKey(f, 'reply', Date.now());
    const another = await f.another();
    machine.url = another.url;
    const offered = await beatWith({ counter: 1, kid: before.kid });
    expect(offered.update).toBeUndefined();
    if (offered.keys === undefined) throw new Error('no keys were offered');
    machine.takeOver(offered.keys);
    const again = await beatWith({ counter: 1, kid: before.kid });
    expect(read(again.update, machine, 1)).toMatchObject({ ok: true, value: { counter: 1 } });
    expect(
      readAssignment(again.update ?? '', [before], {
        device: machine.claimed.deviceId,
        nowMs: Date.now(),
        lastCounter: 0,
      }),
    ).toEqual({
      ...{ ok: false, error: 'unknownKey' },
    });
  });

  test('of a hub that was restored from an older backup is numbered after what the machine has', async () => {
    for (const counter of [41, 3]) await beatWith({ counter, kid: machine.claimed.replyKey.kid });
    await beatWith(undefined);
    expect((await assigned('app/1.json')).machines[0]?.counter).toBe(42);
    await beatWith({ counter: Number.MAX_SAFE_INTEGER, kid: 'reply-x' });
    expect((await assigned('app/1.json')).machines[0]?.counter).toBe(43);
    await beatWith(null, machine, { bundles: [{ kind: 'config', counter: 77, kid: 'reply-x' }] });
    expect((await assigned('app/1.json')).machines[0]?.counter).toBe(78);
  });

  test('of a configuration stands beside that of the application, and only machines that know of it hear it', async () => {
    await assigned('app/1.json');
    await assigned('config/gz/1.json');
    await assigned('config/gz/2.json');
    const { kid } = machine.claimed.replyKey;
    expect(read((await beatWith(null)).update)).toMatchObject({ value: { target: 'app/1.json', counter: 1 } });
    expect((await beatWith(null)).bundles).toBeUndefined();
    const { bundles, update } = await beatWith({ counter: 1, kid }, machine, { bundles: [] });
    expect([update, bundles?.map((text) => read(text))]).toEqual([
      undefined,
      [
        expect.objectContaining({
          ok: true,
          value: expect.objectContaining({ target: 'config/gz/2.json', counter: 3 }),
        }),
      ],
    ]);
    const has = [{ kind: 'config', counter: 3, kid }];
    expect(await beatWith({ counter: 1, kid }, machine, { bundles: has })).not.toHaveProperty('bundles');
    // One of an application that comes after it does not hide it.
    await assigned('app/2.json');
    const again = await beatWith({ counter: 1, kid }, machine, { bundles: [] });
    expect([read(again.update), read(again.bundles?.[0])]).toMatchObject([
      { value: { target: 'app/2.json', counter: 4 } },
      { value: { target: 'config/gz/2.json', counter: 3 } },
    ]);
  });

  test('has a number of its own, however many operators assign at once', async () => {
    const other = await f.machine();
    const kiosks = [machine.claimed.kiosk, other.claimed.kiosk];
    const done = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        assign({ kiosks: n % 2 === 0 ? kiosks : [...kiosks].reverse(), target: 'app/1.json' }),
      ),
    );
    const counters = done.flatMap(({ body }) =>
      (body as unknown as AssignReply).machines.map(({ kiosk, counter }) => `${kiosk} ${counter}`),
    );
    expect(new Set(counters).size).toBe(16);
    expect((await beatWith(null)).update).toContain('"counter":8');
  });
});

describe('is not assigned, to nobody of the list', () => {
  test('what the repository does not hold, what has no name of ours, and to machines that nobody knows', async () => {
    const { kiosk } = machine.claimed;
    published('app/3.json', 'one');
    published('app/3.json', 'other');
    const wrong = [
      [{ kiosks: [kiosk], target: 'app/9.json' }, 404, /repository of this hub does not hold it/],
      [{ kiosks: [kiosk], target: 'app/1.json', sha256: 'a'.repeat(64) }, 404, /does not hold it/],
      [{ kiosks: [kiosk], target: 'app/3.json' }, 404, /several of this name/],
      [{ kiosks: [kiosk], target: '../../etc/passwd' }, 400, /no name of a release/],
      [{ kiosks: [kiosk, 'ZZ9999'], target: 'app/1.json' }, 404, /no machine ZZ9999/],
      [{ kiosks: [kiosk], target: 'app/1.json', days: 0 }, 400, /days/],
      [{ kiosks: [], target: 'app/1.json' }, 400, /kiosks/],
    ] as const;
    for (const [body, status, detail] of wrong) {
      const answer = await assign(body);
      expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
    }
    expect((await beatWith(null)).update).toBeUndefined();
    const sha256 = hashes.get('app/3.json');
    expect((await assigned('app/3.json', machine, { sha256 })).sha256).toBe(sha256);
  });

  test('by anybody without the token', async () => {
    const response = await fetch(`${f.hub.url}/v1/operator/assignments`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ kiosks: [machine.claimed.kiosk], target: 'app/1.json', days: 1 }),
    });
    expect(response.status).toBe(401);
  });
});

describe('what became of it', () => {
  const outcomeOf = (target: string, change: Partial<UpdateOutcome> = {}): UpdateOutcome => ({
    release: releaseIdOf(target.replace(/^.*\/(.*)\.json$/, '$1'), hashes.get(target) ?? ''),
    ...{ from: `0-${'0'.repeat(16)}`, outcome: 'succeeded', cause: null, at: '2026-11-28T12:00:00.000Z', ...change },
  });
  const bodyOf = (outcome: UpdateOutcome): UpdateBody => ({ format: 'yitiji-update/1', ...outcome });
  const report = async (outcome: UpdateOutcome) =>
    machine.batch([await machine.message(bodyOf(outcome), {}, 'tech.update')]);
  const rows = async () =>
    (await operator(f.hub.url, `assignments?kiosk=${machine.claimed.kiosk}`)).body as unknown as AssignmentRow[];
  const countOf = async () =>
    Number((await f.sql`select count(*) as n from update_outcome where device_id = ${machine.claimed.deviceId}`)[0]?.n);

  test('the same outcome twice, also under another message, is one row', async () => {
    await assigned('app/1.json');
    const body = outcomeOf('app/1.json');
    const message = await machine.message(bodyOf(body), {}, 'tech.update');
    await machine.batch([message]);
    await machine.batch([message]);
    await report(body);
    await report(
      outcomeOf('app/1.json', {
        at: '2026-11-28T13:00:00.000Z',
        outcome: 'rolledBack',
        cause: 'unhealthy',
        what: 'device cardDispenser/f2',
      }),
    );
    await vi.waitFor(async () => expect(await countOf()).toBe(2), { timeout: 10_000 });
    // None of them is tried again and again.
    const open = () => f.sql`select 1 from work where device_id = ${machine.claimed.deviceId}`;
    await vi.waitFor(async () => expect(await open()).toHaveLength(0), { timeout: 10_000 });
  });

  test('stands at the assignment, at the machine, and ends the command with 1 when something went wrong', async () => {
    await assigned('app/1.json');
    await assigned('app/2.json');
    expect((await rows()).map(({ counter, state }) => [counter, state])).toEqual([
      [2, 'open'],
      [1, 'replaced'],
    ]);
    await report(outcomeOf('app/2.json', { outcome: 'rolledBack', cause: 'crashLoop' }));
    await vi.waitFor(async () => expect((await rows())[0]?.state).toBe('rolledBack'), { timeout: 10_000 });
    expect((await rows())[0]?.outcome).toMatchObject({ cause: 'crashLoop', release: expect.stringMatching(/^2-/) });
    const machines = (await operator(f.hub.url, 'machines')).body as unknown as MachineState[];
    const state = machines.find(({ kiosk }) => kiosk === machine.claimed.kiosk);
    expect(state).toMatchObject({ assigned: { target: 'app/2.json', counter: 2 }, update: { outcome: 'rolledBack' } });
    const options = { hub: f.hub.url, 'operator-token': operatorToken };
    const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
    const listed = await hubAssignments.run(
      { options: { ...options, kiosk: machine.claimed.kiosk }, positionals: [] },
      io,
    );
    expect([listed.exit, listed.text.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/app\/2\.json .* rolledBack crashLoop/),
    ]);
    const given = { ...options, kiosk: machine.claimed.kiosk, release: 'config/gz/1', days: '30' };
    const again = await hubAssign.run({ options: given, positionals: [] }, io);
    expect([again.exit, again.json]).toEqual([0, expect.objectContaining({ target: 'config/gz/1.json' })]);
  });

  test('what became of an update is kept, and told as it is, though a newer machine gives a cause that this hub does not know', async () => {
    await assigned('app/1.json');
    await report(outcomeOf('app/1.json', { cause: 'solarFlare' as never, outcome: 'rolledBack' }));
    await vi.waitFor(async () => expect((await rows())[0]?.state).toBe('rolledBack'), { timeout: 10_000 });
    expect((await rows())[0]?.outcome?.cause).toBe('solarFlare');
    const machines = (await operator(f.hub.url, 'machines')).body as unknown as MachineState[];
    expect(machines.find(({ kiosk }) => kiosk === machine.claimed.kiosk)?.update?.cause).toBe('solarFlare');
    const listed = await hubAssignments.run(
      {
        options: { hub: f.hub.url, 'operator-token': operatorToken, kiosk: machine.claimed.kiosk },
        positionals: [],
      },
      { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
    );
    expect(listed.text.split('\n')[0]).toMatch(/rolledBack unknown cause solarFlare/);
  });

  test('a report that is none is not kept', async () => {
    await report({ ...outcomeOf('app/1.json'), release: 'x; drop' });
    await report(outcomeOf('app/1.json', { cause: 'no; cause' as never, outcome: 'refused' }));
    await report(outcomeOf('app/2.json'));
    await vi.waitFor(async () => expect(await countOf()).toBe(1), { timeout: 10_000 });
  });
});
