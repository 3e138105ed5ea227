import { visitsAtMost } from '../../contract/heartbeat-facts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { SimLife } from './life.ts';
import { faultAt, type Scenario, type Traits } from './scenario.ts';
import type { SimKiosk } from './sim-kiosks.ts';

const roles = ['idReader', 'receiptPrinter', 'documentPrinter', 'cardDispenser', 'scanner', 'touchPanel'] as const;
/** Sheets below which a keeper is asked to come. */
const lowPaper = 50;
/** Beyond this a machine says that its clock drifts. */
const driftMs = 5 * 60_000;

export interface BeatFacts {
  readonly scenario: Scenario;
  readonly traits: Traits;
  readonly life: SimLife;
  /** Which assignment it has; null = none. */
  readonly mark: { readonly counter: number; readonly kid: string } | null;
  readonly outbox: HeartbeatRequest['outbox'];
  readonly commands: NonNullable<HeartbeatRequest['commands']>;
  /** Right time. */
  readonly wallMs: number;
  /** Milliseconds of the fleet since its start. */
  readonly fleetMs: number;
}

/** What a machine with six devices says of itself, all of it that a real one of this release says. */
export function heartbeatOf(kiosk: SimKiosk, facts: BeatFacts): HeartbeatRequest {
  const { scenario, traits, life, fleetMs, wallMs } = facts;
  const { counts, paper, update } = life;
  const fault = faultAt(scenario, kiosk.n, fleetMs);
  const isOut = paper === 0;
  const drawn = Math.round((fleetMs - life.bootMs) / 16.7) % 2_000_000_000;
  return {
    ...{ version: life.version, bootId: `${kiosk.bootId}-${life.boots}` },
    ...{ wallMs: Math.round(wallMs + traits.clockMs), monoMs: Math.round(fleetMs - life.bootMs) },
    outbox: facts.outbox,
    devices: roles.map((id) =>
      deviceOf(id, fault?.device === id ? fault.fault : null, id === 'receiptPrinter' ? paper : null),
    ),
    ...{ durability: 'ok', intake: 'open', notice: null, work: '', update: facts.mark, bundles: [] },
    clock: { trust: Math.abs(traits.clockMs) > driftMs ? 'drifting' : 'trusted', offsetMs: -traits.clockMs },
    storage: { usedPercent: 20 + (kiosk.n % 30), ballast: 'kept' },
    ...{ release: life.release, standing: update?.phase === 'probation' ? 'tried' : 'proven' },
    updating: update === null ? null : { counter: update.counter, phase: update.phase },
    startedMs: Math.max(0, Math.round(wallMs - (fleetMs - life.bootMs))),
    sessions: { started: counts.started, completed: counts.completed, abandoned: counts.abandoned },
    ...{
      touches: counts.touches,
      prints: { done: counts.printed, failed: counts.misprinted },
      crashes: counts.crashes,
    },
    renderer: { frames: Math.max(0, drawn), isSoftware: false, restarts: counts.crashes },
    memory: { rssMiB: 140 + (kiosk.n % 40) },
    supplies: [
      { id: 'paper', device: 'receiptPrinter', count: paper, state: isOut ? 'out' : paper < lowPaper ? 'low' : 'ok' },
      { id: 'hopper', device: 'cardDispenser', count: 40 + (kiosk.n % 60), state: 'ok' },
      { id: 'retain', device: 'cardDispenser', count: kiosk.n % 7, state: 'ok' },
    ],
    ...{
      isBusy: false,
      temperature: 38 + (kiosk.n % 14),
      metadataAgeMs: Math.round(fleetMs % 86_400_000),
      door: 'closed',
    },
    ...{ visits: life.untold.slice(0, visitsAtMost), commands: [...facts.commands] },
  };
}

/** @param paper sheets; null = this device has none */
function deviceOf(id: string, fault: string | null, paper: number | null): HeartbeatRequest['devices'][number] {
  const isOut = paper === 0;
  const faults = [...(fault === null ? [] : [fault]), ...(isOut ? ['E_SUPPLY_OUT'] : [])];
  return {
    ...{
      id,
      link: fault === 'E_NO_DEVICE' || fault === 'E_LINK_LOST' ? 'lost' : 'up',
      condition: faults.length > 0 ? 'faulted' : 'ok',
      faults,
    },
    ...(paper !== null && paper < lowPaper ? { low: ['paper'] } : {}),
  };
}
