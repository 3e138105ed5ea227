import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CommandResult } from '../../contract/command.ts';
import type { RolloutDetail, RolloutMachinePage } from '../../contract/console/rollouts.ts';
import {
  hubRolloutApprove,
  hubRolloutList,
  hubRolloutShow,
  hubRolloutStart,
  hubRolloutWithdraw,
} from '../cli/hub-rollout.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { actOnRollout } from './acts.ts';
import { li, PlayedFleet, publish } from './testing/played-fleet.ts';

let f: HubFixture;
let fleet: PlayedFleet;
let next: ReturnType<typeof publish>;

beforeAll(async () => {
  // This hub drives its roll-outs by itself.
  f = await openHubFixture();
  const old = publish(f, '1');
  next = publish(f, '2');
  fleet = new PlayedFleet(f, old.release);
  await fleet.add(40);
});
afterAll(() => f.close());

const run = async (
  command: { run: typeof hubRolloutStart.run },
  options: Readonly<Record<string, string | boolean>>,
  positionals: readonly string[] = [],
): Promise<CommandResult> =>
  await command.run(
    { options: { hub: f.hub.url, 'operator-token': operatorToken, days: '30', ...options }, positionals },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );
const get = async <T>(path: string): Promise<T> => {
  const answer = await fetch(`${f.hub.url}/v1/console/${path}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};

describe('on the command line', () => {
  test('a preview stores nothing and says the rings', async () => {
    const preview = await run(hubRolloutStart, { release: 'app/2', preview: true });
    expect([preview.exit, preview.text.split('\n').slice(0, 2)]).toEqual([
      0,
      [`${next.release}: 40 machines, 0 have it`, expect.stringMatching(/^ring 0 {2}2 machines {2}2 models/)],
    ]);
    expect((await run(hubRolloutList, {})).text).toBe('no roll-out yet');
    expect(await run(hubRolloutStart, { release: 'app/9', preview: true })).toMatchObject({
      ...{ exit: 1, text: expect.stringContaining('publish it first') },
    });
    await expect(run(hubRolloutStart, { release: 'app/2', window: '25:00-26:00' })).rejects.toThrow(/--window is like/);
    await expect(run(hubRolloutShow, {}, ['x'])).rejects.toThrow(/ID is the number/);
  });

  test('whoever holds the operator token starts, and approves nothing that was started with it', async () => {
    const started = await run(hubRolloutStart, { release: 'app/2' });
    const id = String(started.json.id);
    expect([started.exit, started.json.state]).toEqual([0, 'proposed']);
    expect(await run(hubRolloutApprove, {}, [id])).toMatchObject({
      ...{ exit: 1, text: expect.stringMatching(/403 samePerson: whoever started it cannot approve it/) },
    });
    const shown = await run(hubRolloutShow, {}, [id]);
    expect(shown.text).toMatch(/approved by nobody yet/);
    expect((await run(hubRolloutWithdraw, { reason: 'a drill' }, [id])).text).toBe(`roll-out ${id} is superseded`);
    expect((await run(hubRolloutWithdraw, { reason: 'again' }, [id])).exit).toBe(1);
  });
});

test('an approval and a report move it at once, not at the next minute', async () => {
  const id = await fleet.propose({ target: next.target, onHalt: 'revert' });
  await fleet.approve(id);
  const detail = () => get<RolloutDetail>(`rollouts/${id}`);
  await vi.waitFor(async () => expect((await detail()).counts.offered).toBe(2), { timeout: 20_000 });
  const page = await get<RolloutMachinePage>(`rollouts/${id}/machines?ring=0&limit=1`);
  expect([page.rows.length, page.rows[0]?.state, page.next]).toEqual([1, 'offered', page.rows[0]?.kiosk]);
  const rest = await get<RolloutMachinePage>(`rollouts/${id}/machines?ring=0&after=${page.next}`);
  expect([rest.rows.length, rest.next]).toEqual([1, null]);
  // Both of ring 0 go back: two failures of two.
  for (const { kiosk } of [...page.rows, ...rest.rows]) {
    const machine = fleet.machines.find((one) => one.kiosk === kiosk);
    if (machine === undefined) throw new Error('no such machine');
    await fleet.tell(machine, {
      release: next.release,
      from: machine.release,
      outcome: 'rolledBack',
      cause: 'unhealthy',
    });
  }
  await vi.waitFor(async () => expect((await detail()).state).toBe('reverted'), { timeout: 20_000 });
  expect((await detail()).halt?.words.en).toBe('Stopped: 2 of 2 machines failed, lower bound 34.2 % > 1 %');
});

test('one is resumed at the moment at which another of its kind is started: one of a kind is on its way at a time', async () => {
  const [held, other] = [publish(f, '3'), publish(f, '4')];
  const id = await fleet.propose({ target: held.target });
  await fleet.approve(id);
  const act = (what: 'halt' | 'resume') =>
    actOnRollout(f.sql, id, what, { actor: li, reason: 'a drill', nowMs: fleet.nowMs() });
  expect(await act('halt')).toMatchObject({ ok: true });
  const waiting = async () =>
    (await f.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
      .length;
  const both: Promise<unknown>[] = [];
  await f.sql.begin(async (tx) => {
    // Whoever starts stands just before the end.
    await tx`select 1 from audit_head for update`;
    both.push(fleet.propose({ target: other.target }));
    await vi.waitFor(async () => expect(await waiting()).toBe(1), 5000);
    both.push(act('resume'));
    await vi.waitFor(async () => expect(await waiting()).toBe(2), 5000);
  });
  const [proposed, resumed] = await Promise.all(both);
  expect(resumed).toMatchObject({ ok: false, error: { detail: expect.stringContaining('otherUnderWay') } });
  expect(await f.sql`select id from rollout where state in ('proposed', 'running')`).toEqual([
    { id: String(proposed) },
  ]);
});
