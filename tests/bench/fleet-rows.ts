import { join } from 'node:path';
import type { RolloutDetail } from '../../contract/console/rollouts.ts';
import { approveRollout } from '../../hub/rollouts/acts.ts';
import { rolloutRound } from '../../hub/rollouts/round.ts';
import { proposeRollout } from '../../hub/rollouts/start.ts';
import { prove } from '../../hub/simulate/drain.ts';
import { type Defect, nothingWrong, type Scenario } from '../../hub/simulate/scenario.ts';
import { openVirtualFleet, type VirtualFleet } from '../../hub/simulate/testing/virtual-fleet.ts';
import { operatorToken } from '../../hub/testing/hub-fixture.ts';
import type { Row } from './row.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Monday, nine in the morning: halls are open. */
const startsMs = Date.parse('2026-12-07T09:00:00+08:00');

/** A fleet against a real hub: roll-outs of bad releases, in virtual days, and a city whose lines come back at one moment. */
export async function fleetRows({ isWhole }: { readonly isWhole: boolean }): Promise<readonly Row[]> {
  const kiosks = isWhole ? 5000 : 600;
  return [
    await badRelease('bricks', 0.9, kiosks),
    await badRelease('rollsBack', 0.1, kiosks),
    ...(await storm(isWhole ? 2000 : 300)),
  ];
}

async function badRelease(fate: Defect['fate'], part: number, kiosks: number): Promise<Row> {
  const version = `2026.12.${fate.toLowerCase()}`;
  const scenario: Scenario = { ...nothingWrong, seed: `bench ${fate}`, defects: [{ version, fate, part }] };
  const virtual = await openVirtualFleet({ kiosks, scenario, visitsPerDay: 60, isSending: false, lose: 0, startsMs });
  try {
    virtual.publish(version);
    const { exposed, machines, state, halt, rings, hours } = await rollOut(virtual, version);
    return {
      ...{ what: `bad release at a real hub (${part * 100} % ${fate}): exposed`, unit: '%' },
      value: (100 * exposed) / machines,
      // Ring 0 of a small fleet is more than a hundredth of it; what must not happen is a third ring.
      budget:
        fate === 'bricks'
          ? (100 * (rings[0] ?? 0)) / machines
          : (100 * (rings[0] ?? 0) + 100 * (rings[1] ?? 0)) / machines,
      baseline: `${exposed} of ${machines} machines, ${state} by ${halt} after ${hours} h; rings of ${rings.join('/')}`,
    };
  } finally {
    await virtual.close();
  }
}

/** Two persons start it; then time goes by until it stands still for good. */
async function rollOut(virtual: VirtualFleet, version: string) {
  const { f } = virtual;
  await virtual.live(hourMs, hourMs);
  const deps = { sql: f.sql, clock: f.clock, log: () => undefined, releasesDir: join(f.dataDir, 'releases') };
  const nowMs = Math.round(f.clock.wallMs());
  const person = (id: string) => ({ kind: 'account', id, name: id, roles: ['releaseManager'] }) as const;
  const request = { target: `app/${version}.json` };
  const started = await proposeRollout(f.sql, request, { releasesDir: deps.releasesDir, nowMs, actor: person('one') });
  if (!started.ok) throw new Error(started.error.detail);
  const { id } = started.value;
  const approved = await approveRollout(f.sql, id, { nowMs, actor: person('two'), reason: null, ring: null });
  if (!approved.ok) throw new Error(approved.error.detail);
  const read = async () => {
    const headers = { authorization: `Bearer ${operatorToken}` };
    return (await (await fetch(`${f.hub.url}/v1/console/rollouts/${id}`, { headers })).json()) as RolloutDetail;
  };
  const untilHalted = async () => {
    while (await rolloutRound(deps));
    return (await read()).state !== 'running';
  };
  await untilHalted();
  await virtual.live(60 * hourMs, hourMs, untilHalted);
  const { exposed, machines, state, halt, ringList } = await read();
  const rings = ringList.map((ring) => ring.machines);
  return { exposed, machines, state, halt: halt?.code ?? 'nothing', rings, hours: virtual.now().fleetMs / hourMs - 1 };
}

/** Every district loses its line for half an hour of the busiest time and comes back at one moment. */
async function storm(kiosks: number): Promise<readonly Row[]> {
  const toMs = 33 * minuteMs;
  const outages = (['LW', 'YX', 'HZ', 'TH', 'BY', 'HP', 'PY', 'HD', 'NS', 'CH', 'ZC'] as const).map((district) => ({
    ...{ district, fromMs: 2 * minuteMs, toMs },
  }));
  const scenario: Scenario = { ...nothingWrong, seed: 'storm', outages };
  const virtual = await openVirtualFleet({
    kiosks,
    scenario,
    visitsPerDay: 400,
    isSending: true,
    lose: 0.02,
    startsMs,
  });
  try {
    const { fleet, simulation } = virtual;
    await virtual.live(toMs - minuteMs, minuteMs);
    const queued = simulation.kiosks.reduce((sum, { seq }) => sum + seq, 0) - fleet.tally.batches.accepted;
    const startMs = performance.now();
    await virtual.live(2 * minuteMs, minuteMs);
    const seconds = (performance.now() - startMs) / 1000;
    await fleet.settle(virtual.now());
    const { expected, lost, doubled, behind } = await prove(simulation.sql, simulation.kiosks);
    return [
      {
        ...{
          what: 'storm of a whole city coming back: lost, doubled, behind',
          value: lost + doubled + behind,
          unit: '',
          budget: 0,
        },
        baseline: `${kiosks} machines, ${queued} messages queued of ${expected}, drained in ${seconds.toFixed(1)} s, ${fleet.tally.batches.duplicates} asked again`,
      },
    ];
  } finally {
    await virtual.close();
  }
}
