import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../../../contract/accounts.ts';
import type { RolloutDetail, RolloutRequest } from '../../../contract/console/rollouts.ts';
import type { HeartbeatRequest } from '../../../contract/hub-api.ts';
import { releaseIdOf } from '../../../contract/release/release-id.ts';
import type { UpdateOutcome } from '../../../contract/release/update-outcome.ts';
import { transaction } from '../../database/pool.ts';
import { storeBeats } from '../../fleet/beats.ts';
import { silentHubLog } from '../../log.ts';
import { takeOutcome } from '../../releases/outcomes.ts';
import type { HubFixture } from '../../testing/hub-fixture.ts';
import { approveRollout } from '../acts.ts';
import { rolloutDetail } from '../read.ts';
import { rolloutRound } from '../round.ts';
import { proposeRollout } from '../start.ts';

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
/** A Monday, when halls open. */
export const mondayMorning = Date.parse('2026-11-30T09:00:00+08:00');

export const li: Actor = { kind: 'account', id: 'li', name: '李经理', roles: ['releaseManager'] };
export const wu: Actor = { kind: 'account', id: 'wu', name: '吴工', roles: ['releaseManager'] };

/** Kiosk codes count up over all fleets of a file: the hub itself may have something to say of machines of an earlier test, so they stay. */
let played = 0;

/** What a machine does with a release. */
export type Behaviour = 'takes' | 'rollsBack' | 'bricks' | 'refuses' | 'isOff' | 'worksSlowly';

interface PlayedMachine {
  readonly id: string;
  readonly kiosk: string;
  release: string;
  told: number;
  behaviour: Behaviour;
  isSilent: boolean;
  completed: number;
}

/** Machines that tell by heartbeats and reports what they would tell; everything else is the hub itself. Time is the fixture's clock, moved by hand. */
export class PlayedFleet {
  readonly machines: PlayedMachine[] = [];
  readonly #f: HubFixture;
  readonly #old: string;

  constructor(f: HubFixture, old: string) {
    this.#f = f;
    this.#old = old;
  }

  nowMs(): number {
    return Math.round(this.#f.clock.wallMs());
  }

  setTime(wallMs: number): void {
    this.#f.clock.shiftMs = wallMs - Date.now();
  }

  /** Adds enrolled machines of two models in three districts. */
  async add(count: number): Promise<void> {
    const from = played;
    played += count;
    const made = Array.from({ length: count }, (_, n) => {
      const number = from + n;
      const letters = ['TH', 'YX', 'BY'][number % 3] ?? '';
      return {
        id: `played-${number}`,
        kiosk: `${letters}${String(5000 + number)}`,
        model: number % 5 === 0 ? 'wall' : 'stand',
      };
    });
    await this.#f.sql`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
      select id, kiosk, '示例站', '', model, 0 from unnest(${made.map(({ id }) => id)}::text[], ${made.map(({ kiosk }) => kiosk)}::text[], ${made.map(({ model }) => model)}::text[]) as d(id, kiosk, model)`;
    await this.#f
      .sql`insert into device_key (public_key, device_id, created_ms) select 'key of ' || id, id, 0 from unnest(${made.map(({ id }) => id)}::text[]) as d(id)`;
    for (const { id, kiosk } of made)
      this.machines.push({ id, kiosk, release: this.#old, told: 0, behaviour: 'takes', isSilent: false, completed: 0 });
    await this.beat();
  }

  /** One heartbeat of everybody who is not silent. */
  async beat(): Promise<void> {
    const now = this.nowMs();
    const beats = this.machines
      .filter(({ isSilent, behaviour }) => !isSilent && behaviour !== 'isOff')
      .map((machine) => ({ deviceId: machine.id, beat: beatOf(machine, now) }));
    await storeBeats(this.#f.sql, beats, now);
  }

  /** Machines take up what the hub has assigned to them, each in its way; then time passes, visits come, and everybody tells. */
  async step(ms: number, release: string): Promise<void> {
    const rows = await this.#f.sql<{ device_id: string; counter: string; target: string; sha256: string }[]>`
      select distinct on (device_id) device_id, counter, target, sha256 from assignment where expires_ms > ${this.nowMs()} order by device_id, counter desc`;
    const assigned = new Map(rows.map((row) => [row.device_id, row]));
    const taking = this.machines.flatMap((machine) => {
      const row = assigned.get(machine.id);
      const isOff = machine.isSilent || machine.behaviour === 'isOff';
      if (row === undefined || isOff || Number(row.counter) === machine.told) return [];
      machine.told = Number(row.counter);
      return [{ machine, wanted: releaseIdOf(/([^/]+)\.json$/.exec(row.target)?.[1] ?? '', row.sha256) }];
    });
    // Told before it begins, as a machine does.
    if (taking.length > 0) await this.beat();
    for (const { machine, wanted } of taking) await this.#take(machine, wanted, release);
    const openMs = ms / hourMs;
    for (const machine of this.machines) {
      const isSlow = machine.behaviour === 'worksSlowly' && machine.release === release;
      machine.completed += isSlow ? 0 : Math.round(4 * openMs) + (machine.kiosk.charCodeAt(5) % 2);
    }
    // Every machine speaks just before the hub looks.
    this.#f.clock.shiftMs += ms;
    await this.beat();
  }

  async #take(machine: PlayedMachine, wanted: string, release: string): Promise<void> {
    if (wanted === machine.release) return;
    if (wanted !== release || machine.behaviour === 'takes' || machine.behaviour === 'worksSlowly') {
      const from = machine.release;
      machine.release = wanted;
      return await this.tell(machine, { release: wanted, from, outcome: 'succeeded', cause: null });
    }
    if (machine.behaviour === 'bricks') machine.isSilent = true;
    else if (machine.behaviour === 'rollsBack')
      await this.tell(machine, { release: wanted, from: machine.release, outcome: 'rolledBack', cause: 'unhealthy' });
    else if (machine.behaviour === 'refuses')
      await this.tell(machine, { release: wanted, from: machine.release, outcome: 'refused', cause: 'full' });
  }

  /** A report of an update, as the worker takes it. */
  async tell(machine: Pick<PlayedMachine, 'id'>, outcome: Omit<UpdateOutcome, 'at'>): Promise<void> {
    const nowMs = this.nowMs();
    await transaction(this.#f.sql, (tx) =>
      takeOutcome(tx, { deviceId: machine.id, nowMs }, { ...outcome, at: new Date(nowMs).toISOString() }),
    );
  }

  /** A round of the hub, as often as there is more to offer. */
  async round(): Promise<void> {
    const { sql, clock, dataDir } = this.#f;
    while (await rolloutRound({ sql, clock, log: silentHubLog, releasesDir: join(dataDir, 'releases') }));
  }

  async propose(request: RolloutRequest): Promise<number> {
    const given = { releasesDir: join(this.#f.dataDir, 'releases'), nowMs: this.nowMs(), actor: li };
    const done = await proposeRollout(this.#f.sql, request, given);
    if (!done.ok) throw new Error(done.error.detail);
    return done.value.id;
  }

  async start(request: RolloutRequest): Promise<number> {
    const id = await this.propose(request);
    await this.approve(id);
    await this.round();
    return id;
  }

  /** @param ring null = the start */
  async approve(id: number, ring: number | null = null): Promise<void> {
    const done = await approveRollout(this.#f.sql, id, { actor: wu, reason: null, nowMs: this.nowMs(), ring });
    if (!done.ok) throw new Error(done.error.detail);
  }

  async detail(id: number): Promise<RolloutDetail> {
    const detail = await rolloutDetail(this.#f.sql, id);
    if (detail === null) throw new Error('no such roll-out');
    return detail;
  }
}

function beatOf({ release, told, completed }: PlayedMachine, nowMs: number): HeartbeatRequest {
  return {
    ...{ version: '1', bootId: 'boot', wallMs: nowMs, monoMs: 0, durability: 'ok', devices: [] },
    outbox: { pending: 0, dead: 0, oldestAgeMs: null },
    update: told === 0 ? null : { counter: told, kid: 'reply-1' },
    ...{ release, startedMs: 0, sessions: { started: completed, completed, abandoned: 0 } },
    ...{ prints: { done: completed, failed: 0 }, crashes: 0 },
  };
}

/** Puts a manifest where a repository has it. @returns its hash and the name that machines tell */
export function publish(
  f: HubFixture,
  version: string,
): { readonly target: string; readonly sha256: string; readonly release: string } {
  const content = `manifest of ${version}`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const folder = join(f.dataDir, 'releases/targets/app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${sha256}.${version}.json`), content);
  return { target: `app/${version}.json`, sha256, release: releaseIdOf(version, sha256) };
}
