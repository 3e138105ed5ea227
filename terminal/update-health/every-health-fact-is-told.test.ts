import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceStatus } from '../../contract/device.ts';
import type { HealthNews } from '../../contract/update-health.ts';
import { type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { HealthDesk } from './health-desk.ts';
import type { HealthSources } from './health-facts.ts';
import { noHeartbeat } from './hub-fact.ts';

let temporary: TemporaryStore;
beforeEach(() => {
  temporary = temporaryStore(null);
});
afterEach(() => temporary[Symbol.dispose]());

const up = { link: 'up', condition: 'ok', activity: 'idle', supplies: {}, bins: {}, paths: {}, faults: [] };

function desk(change: Partial<HealthSources> = {}) {
  const { clock, store } = temporary;
  let status: object = up;
  let isListening = 0;
  let told: () => void = () => undefined;
  const state = {
    page: { isShellUp: true, state: 'drawn' as const, losses: 0 },
    hosts: [{ name: 'serial', pid: 7 as number | null, restarts: 0 }],
    hub: { isEnrolled: true, isOnline: false, heartbeats: noHeartbeat, isUplinkUp: true },
  };
  let probes = 0;
  const probe = () => {
    probes += 1;
    return store.probe();
  };
  const counted = { ...store, probe };
  // As a facade: its methods need their object.
  const device = new (class {
    readonly id = 'idReader';
    readonly #status = () => status as DeviceStatus;
    status() {
      return this.#status();
    }
    onStatus(listener: (status: DeviceStatus) => void) {
      isListening += 1;
      told = () => listener(this.#status());
      return () => {
        isListening -= 1;
      };
    }
  })();
  const made = new HealthDesk({
    ...{ clock, release: 'r', start: 's', store: counted },
    ...{ page: () => state.page, hosts: () => state.hosts, hub: () => state.hub },
    devices: [{ device, driver: 'sdt' }],
    ...change,
  });
  const heard: HealthNews[] = [];
  return {
    ...{ clock, state, heard, made },
    probes: () => probes,
    listeners: () => isListening,
    watch: () => made.watch({ id: 'c', tell: (news) => heard.push(news) }),
    setStatus: (next: object) => {
      status = { ...up, ...next };
      told();
    },
  };
}

const settled = () => Promise.resolve();

describe('facts', () => {
  test('a machine at rest', () => {
    expect(desk().made.look()).toEqual({
      ...{ release: 'r', start: 's', store: { fault: null, isDurable: true, probe: 'ok' } },
      page: { isShellUp: true, state: 'drawn', losses: 0 },
      hosts: [{ name: 'serial', state: 'up', deaths: 0 }],
      devices: [{ role: 'idReader', driver: 'sdt', availability: 'ready' }],
      hub: { isEnrolled: true, isAccepted: false, isOnline: false, last: 'waiting', awayMs: 0, isUplinkUp: true },
    });
  });

  test('a store that did not open says why; one that gave up later, or whose probe fails, says so', () => {
    const fault = { code: 'corrupt', detail: 'page 7' } as const;
    expect(desk({ store: fault }).made.look().store).toEqual({ fault: 'corrupt', isDurable: false, probe: 'waiting' });
    const { store } = temporary;
    const failing = {
      ...store,
      probe: () => ({ ok: false as const, error: fault }),
      durability: () => 'failed' as const,
    };
    expect(desk({ store: failing }).made.look().store).toEqual({
      fault: 'writeLost',
      isDurable: true,
      probe: 'failed',
    });
    const normal = { ...store, promises: () => ({ ok: true as const, value: { synchronous: 1, journalMode: 'wal' } }) };
    expect(desk({ store: normal }).made.look().store.isDurable).toBe(false);
  });

  test('a process that has died and is not back is down; one that nothing needs yet is idle', () => {
    const { state, made } = desk();
    state.hosts = [
      { name: 'serial', pid: null, restarts: 2 },
      { name: 'hid', pid: null, restarts: 0 },
      { name: 'pcsc', pid: 9, restarts: 1 },
    ];
    expect(made.look().hosts.map((host) => `${host.name} ${host.state} ${host.deaths}`)).toEqual([
      ...['serial down 2', 'hid idle 0', 'pcsc up 1'],
    ]);
  });

  test('full bins forbid cards and no slips', () => {
    const full = {
      ...up,
      bins: { retain: { kind: 'retain', health: 'ok', level: 'full', count: 9 } },
    } as unknown as DeviceStatus;
    const device = (id: string) => ({
      device: { id, status: () => full, onStatus: () => () => undefined },
      driver: 'd',
    });
    const { made } = desk({ devices: [device('cardDispenser'), device('receiptPrinter')] });
    expect(made.look().devices.map(({ availability }) => availability)).toEqual(['unavailable', 'ready']);
  });

  test('how long the hub has been away counts from its last yes, or from the start', async () => {
    const { clock, state, made } = desk();
    await clock.advance(5_000);
    expect(made.look().hub.awayMs).toBe(5_000);
    state.hub = { ...state.hub, heartbeats: { last: 'silent', acceptedAtMs: 4_000 } };
    expect(made.look().hub).toMatchObject({ isAccepted: true, awayMs: 1_000 });
    state.hub = { ...state.hub, isOnline: true };
    expect(made.look().hub.awayMs).toBeNull();
  });
});

describe('watching', () => {
  test('each change is pushed once, whole; what has not changed and passing time are no news', async () => {
    const { clock, heard, watch, setStatus, made, state } = desk();
    watch();
    setStatus({});
    await settled();
    await clock.advance(60_000);
    made.changed();
    await settled();
    expect(heard).toEqual([]);
    setStatus({ link: 'lost' });
    setStatus({ condition: 'degraded' });
    await settled();
    expect(heard.map(({ facts }) => facts.devices[0]?.availability)).toEqual(['limited']);
    state.hub = { ...state.hub, isOnline: true };
    made.changed();
    await settled();
    expect(heard).toHaveLength(2);
  });

  test('nobody is told after the connection or the service has ended, and no listener is left', async () => {
    const { heard, watch, setStatus, made, listeners } = desk();
    watch();
    made.gone('c');
    setStatus({ link: 'lost' });
    await settled();
    watch();
    setStatus({});
    made.stop();
    await settled();
    expect([heard, listeners()]).toEqual([[], 0]);
  });

  test('whoever asks in a loop does not write in a loop', async () => {
    const { clock, made, probes } = desk();
    for (let i = 0; i < 20; i += 1) made.look();
    expect(probes()).toBe(1);
    await clock.advance(5_000);
    made.look();
    expect(probes()).toBe(2);
  });
});
