import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromTerminal } from '../../contract/channel.ts';
import { noLog } from '../../contract/log.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { loadConfig } from '../../terminal/config/load-config.ts';
import { loadDeviceKey } from '../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import type { DeviceSet } from '../../terminal/devices/device-set.ts';
import { type LocalServer, startLocalServer } from '../../terminal/local-channel/local-server.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import { makeHubSide } from '../../terminal/store/testing/temporary-store.ts';
import { SigningHub } from '../../terminal/sync/testing/signing-hub.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';
import { watchHealth } from '../../updater/health/health-client.ts';
import { connectLocal, type LocalClient } from '../../updater/local-client.ts';
import { quiet } from '../cuts/rig/crypto-turns.ts';
import { SimulatedDevices } from '../cuts/rig/simulated-devices.ts';
import { root } from '../support/hub-rig.ts';

const shippedDir = join(root, 'kiosk-config');
/** More than a line over the socket takes, there and back. */
const turns = 3;

/** One machine whose release is exchanged: hardware as bytes, a store on disk, a hub that signs, the local channel as a real socket. The window and the time are the test's. */
export class ExchangedRelease {
  readonly clock = new VirtualClock(undefined, async () => {
    for (let turn = 0; turn < turns; turn += 1) await quiet();
  });
  readonly dir = mkdtempSync(join(tmpdir(), 'yitiji-health-'));
  readonly hub: SigningHub;
  /** What the window does with a snapshot. */
  window: 'closed' | 'draws' | 'blank' | 'dies' = 'closed';
  readonly #devices = new SimulatedDevices(this.clock);
  readonly #clients: LocalClient[] = [];
  readonly #key = loadDeviceKey(this.dir);
  #hubUrl = '';
  #run: { readonly terminal: Terminal; readonly server: LocalServer; readonly life: { isAlive: boolean } } | null =
    null;
  #calls = 0;

  constructor() {
    this.hub = new SigningHub(() => this.#key.publicKey);
    this.hub.nowMs = () => this.clock.wallMs();
    this.hub.answer = () => ({ status: 200, body: { hubTime: new Date(this.clock.wallMs()).toISOString() } });
  }

  /** An enrolled machine, as the release before has left it. */
  async prepare(): Promise<void> {
    this.#hubUrl = await this.hub.listen();
    const side = await makeHubSide();
    const opened = openStore({ dir: this.dir, clock: this.clock, log: noLog, random: systemRandom });
    if (!opened.ok) throw new Error(opened.error.detail);
    opened.value.setIdentity({ ...side.identity, replyKey: this.hub.replyKey });
    opened.value.close();
  }

  /** @param without a device that this release does not bring up */
  async start(release: string, without?: 'idReader'): Promise<void> {
    const config = loadConfig([join(shippedDir, 'default.json')]);
    if (!config.ok) throw new Error(config.error.reason);
    const { clock } = this;
    const life = { isAlive: true };
    const { devices, personaliser } = this.#devices.plugIn(clock, noLog, () => life.isAlive);
    const set: DeviceSet = without === undefined ? devices : { ...devices, [without]: null };
    const started = startTerminal(
      {
        ...{ dataDir: this.dir, shippedDir, clock, log: noLog, release },
        config: { ...config.value, store: { ballastMiB: 0 }, hub: { ...config.value.hub, url: this.#hubUrl } },
        post: (message) => this.#show(message),
      },
      { openStore, openDevices: () => set, openPersonaliser: () => personaliser, diskUsed: () => Promise.resolve(0.1) },
    );
    if (!started.ok) throw new Error(started.error.reason);
    const terminal = started.value;
    const server = await startLocalServer({ dataDir: this.dir, log: noLog, serve: (post) => terminal.connect(post) });
    if (!server.ok) throw new Error(server.error.detail);
    this.#run = { terminal, server: server.value, life };
  }

  /** The release before ends in order, as every activation has it. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    this.window = 'closed';
    await run.server.close();
    let isStopped = false;
    void run.terminal.stop('update').then(() => {
      isStopped = true;
    });
    while (!isStopped) await this.clock.advance(100);
    run.life.isAlive = false;
  }

  readonly connect = () => connectLocal(this.dir);

  /** The shell is up, with a window like this. */
  open(window: ExchangedRelease['window']): void {
    this.window = window;
    this.#call('shell.hello', {});
  }

  #show(message: FromTerminal): void {
    if (message.type !== 'snapshot' || this.window === 'closed') return;
    const { epoch, revision } = message.snapshot;
    // Behind what the service is doing now, as over a process border.
    queueMicrotask(() => {
      if (this.window === 'dies') this.#call('shell.windowLost', { reason: 'crashed' });
      else this.#call('shell.painted', { epoch, revision, ...(this.window === 'blank' ? { isBlank: true } : {}) });
    });
  }

  #call(method: string, input: unknown): void {
    this.#calls += 1;
    this.#run?.terminal.receive({ type: 'call', id: this.#calls, method, input });
  }

  /** Watches over the socket; `until` resolves with the first facts that fit, now or by push. */
  async watch() {
    const connected = await this.connect();
    if (!connected.ok) throw new Error(connected.error.code);
    this.#clients.push(connected.value);
    const heard: HealthFacts[] = [];
    let look: () => void = () => undefined;
    const first = await watchHealth(connected.value, (facts) => {
      heard.push(facts);
      look();
    });
    if (!first.ok) throw new Error(first.error.code);
    heard.unshift(first.value);
    const until = (fits: (facts: HealthFacts) => boolean): Promise<HealthFacts> =>
      new Promise((resolve) => {
        look = () => {
          const newest = heard.at(-1);
          if (newest !== undefined && fits(newest)) resolve(newest);
        };
        look();
      });
    return { heard, until };
  }

  async end(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.stop();
    this.#devices.stop();
    await this.hub.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
