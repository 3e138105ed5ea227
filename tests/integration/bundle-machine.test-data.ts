import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePath, fleetFile } from '../../contract/bundle-link.ts';
import { systemClock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import type { BundleKind } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { ok } from '../../contract/result.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { type Assigned, updateLinkMethods } from '../../contract/update-link.ts';
import { parse } from '../../contract/validate.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { publish } from '../../release/repository/publish.ts';
import { delegating, firstRoot, must, naming, onlineKeys, TestFolder } from '../../release/testing/ceremony.ts';
import { ConfigDesk } from '../../terminal/config/config-desk.ts';
import { ConfigService } from '../../terminal/config/config-service.ts';
import { type LocalServer, startLocalServer } from '../../terminal/local-channel/local-server.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';
import { usualLimits } from '../../updater/files/fetch-file.ts';
import { healthPolicy } from '../../updater/health/judge.ts';
import { type Answer, connectLocal, type LocalClient } from '../../updater/local-client.ts';
import { openTrust } from '../../updater/metadata/trust.ts';
import { UpdateAgent } from '../../updater/program/agent.ts';
import { installMachine, storeOf, testRelease } from '../../updater/testing/test-release.ts';
import { root as project } from '../support/hub-rig.ts';

export const shippedDir = join(project, 'kiosk-config');
const hubKey = newSigningKey();

/** Files of each bundle, by its version. */
type Bundles = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A machine with a real terminal service and its socket, without devices and a window, a real agent, and a repository over HTTP whose bundles were signed as a city signs them. What the hub assigns
 * to it is put in.
 */
export class BundleMachine {
  readonly application = testRelease(1);
  readonly root = mkdtempSync(join(tmpdir(), 'yitiji-bundle-run-'));
  readonly reported: UpdateOutcome[] = [];
  /** Of agent and terminal service, since the last assignment. */
  lines: string[] = [];
  restarts = 0;
  readonly #nowMs = Date.now();
  readonly #made = new TestFolder();
  readonly #builds: readonly OpenedBuild[];
  readonly #server: Server;
  #running: { readonly terminal: Terminal; readonly local: LocalServer } | null = null;
  #agent: UpdateAgent | null = null;
  #baseUrl = '';
  #assigned: Assigned | null = null;
  #counter = 0;
  #look: () => void = () => undefined;

  private constructor(kind: BundleKind, bundles: Bundles) {
    this.#builds = Object.entries(bundles).map(([version, files]) =>
      this.#made.build(this.#made.write(`b${version}`, files), `build-${version}`, { kind, scope: 'gz', version }),
    );
    const repository = this.#made.at('repository');
    const role = `${kind}-gz`;
    const signed = naming(role, this.#builds, { keys: ['ops-1'], version: 1, nowMs: this.#nowMs });
    must(
      publish({
        ...{ dir: repository, builds: this.#builds, keys: onlineKeys(), nowMs: this.#nowMs },
        incoming: {
          root: firstRoot(this.#nowMs),
          targets: delegating({ app: [['app-1', 'app-2', 'app-3'], 2], [role]: [['ops-1'], 1] }, 1, this.#nowMs),
          roles: new Map([[role, signed]]),
        },
      }),
    );
    this.#server = createServer((request, reply) => {
      const path = join(repository, (request.url ?? '').replace(/^\/releases\//, ''));
      if (!existsSync(path) || !statSync(path).isFile()) reply.writeHead(404).end('none');
      else reply.end(readFileSync(path));
    });
    mkdirSync(this.#dataDir);
    this.freeze(false);
    installMachine(this.root, this.application);
  }

  static async make(kind: BundleKind, bundles: Bundles): Promise<BundleMachine> {
    const machine = new BundleMachine(kind, bundles);
    await new Promise<void>((resolve) => machine.#server.listen(0, '127.0.0.1', resolve));
    machine.#baseUrl = `http://127.0.0.1:${(machine.#server.address() as AddressInfo).port}/releases/`;
    return machine;
  }

  get #dataDir(): string {
    return join(this.root, 'data');
  }

  get terminal(): Terminal {
    if (this.#running === null) throw new Error('the terminal service is away');
    return this.#running.terminal;
  }

  idOf(version: string): string {
    const { build } = this.#build(version);
    return releaseIdOf(version, build.sha256);
  }

  #build(version: string): OpenedBuild {
    const build = this.#builds.find((one) => one.manifest.version === version);
    if (build === undefined) throw new Error(version);
    return build;
  }

  async startService(): Promise<Terminal> {
    const dataDir = this.#dataDir;
    const places = { shippedDir, dataDir, machineFile: null, siteFile: join(this.root, 'site.json') };
    const settings = ConfigService.start({
      desk: new ConfigDesk({ ...places, fleetFile: join(this.root, bundlePath('config'), fleetFile) }, Date.now),
      ...{ clock: systemClock, log: this.#log },
    });
    const { inForce } = must(settings);
    const options = { dataDir, shippedDir, config: inForce, clock: systemClock, log: this.#log };
    const terminal = must(
      startTerminal({
        ...{ ...options, settings: must(settings), post: () => undefined, setup: false },
        catalogueLink: join(this.root, bundlePath('catalogue')),
        restart: () => {
          this.restarts += 1;
          void this.stopService().then(() => this.startService());
        },
      }),
    );
    const local = must(await startLocalServer({ dataDir, log: this.#log, serve: (post) => terminal.connect(post) }));
    this.#running = { terminal, local };
    this.#look();
    return terminal;
  }

  async stopService(): Promise<void> {
    const before = this.#running;
    this.#running = null;
    await before?.local.close();
    await before?.terminal.stop('test');
  }

  /** Whether today nothing may change at this machine; counts for one that runs, too. */
  freeze(isFrozen: boolean): void {
    // Half a day from now, in the city: a bundle needs no window.
    const hour = (offset: number) => `${String((new Date().getUTCHours() + 8 + offset) % 24).padStart(2, '0')}:00`;
    const freeze = isFrozen ? [{ from: '2000-01-01', to: '2999-12-31' }] : [];
    const settings = {
      ...{ hub: { url: 'http://127.0.0.1:1' }, store: { ballastMiB: 0 } },
      updates: { window: { from: hour(12), to: hour(13) }, quietSeconds: 0, freeze },
    };
    writeFileSync(join(this.root, 'site.json'), JSON.stringify(settings));
  }

  /** The real socket; only the assignment is put in, and reports are looked at. */
  readonly #connect = async (): Answer<LocalClient> => {
    const connected = await connectLocal(this.#dataDir);
    if (!connected.ok) return connected;
    const { value: client } = connected;
    const call: LocalClient['call'] = (method, input, output) => {
      if (method === updateLinkMethods.report) {
        this.reported.push((input as { readonly outcome: UpdateOutcome }).outcome);
        this.#look();
      }
      if (method !== updateLinkMethods.assigned) return client.call(method, input, output);
      const read = parse(output, this.#assigned);
      return Promise.resolve(read.ok ? ok(read.value) : { ok: false, error: { code: 'malformed', message: '' } });
    };
    const { closed, close, onNews } = client;
    return ok({ call, closed, close, onNews, isClosed: false });
  };

  /** The agent begins anew with this assignment, as after a start of the machine. */
  assign(version: string): void {
    this.#counter += 1;
    const { target, sha256 } = this.#build(version).build;
    const expiresAt = new Date(this.#nowMs + 86_400_000).toISOString();
    const text = signAssignment(
      { ...{ format: 'yitiji-assignment/1', device: 'd', target, sha256, counter: this.#counter }, expiresAt },
      { kid: 'k', key: readPrivateKey(hubKey.privateKey) },
    );
    this.#assigned = {
      ...{ assignment: null, bundles: [text], device: 'd', repository: this.#baseUrl, hubNowMs: this.#nowMs },
      ...{ hubKeys: [{ kid: 'k', publicKey: hubKey.publicKey }], storeSchema: 1, hubVersion: '0.1.0' },
    };
    this.stopAgent();
    this.lines = [];
    const { root, application } = this;
    this.#agent = new UpdateAgent({
      ...{ root, release: application.id, manifest: application.manifest, clock: systemClock, random: () => 0.1 },
      trust: openTrust({ root, shippedRoot: Buffer.from(metadataOf(firstRoot(this.#nowMs))), clock: systemClock }),
      ...{ store: storeOf(root), connect: this.#connect, keepFreeBytes: 0 },
      limits: { ...usualLimits, capBytesPerSecond: null },
      healthPolicy: { ...healthPolicy, steadyMs: 20 },
      ...{ log: this.#log, exit: () => undefined },
    });
    this.#agent.start();
  }

  readonly #log: Log = (event, fields) => {
    this.lines.push(`${event} ${JSON.stringify(fields)}`);
    this.#look();
  };

  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => void (isSo() && resolve());
      this.#look();
    });
  }

  said(text: string): Promise<void> {
    return this.until(() => this.lines.some((line) => line.includes(text)));
  }

  /** Taken by the service, which then stands for long enough. */
  async installed(version: string): Promise<void> {
    this.assign(version);
    await this.said('update.bundle.proven');
  }

  /** What the hub is told; the same report may come twice, since an agent that is stopped has perhaps not heard that it was taken. */
  told(): readonly string[] {
    return [...new Set(this.reported.map(({ release, from, outcome }) => `${release} ${from} ${outcome}`))];
  }

  stopAgent(): void {
    this.#agent?.stop();
    this.#agent = null;
  }

  async stopNetwork(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async end(): Promise<void> {
    this.stopAgent();
    await this.stopService();
    await this.stopNetwork();
    rmSync(this.root, { recursive: true, force: true });
    this.#made.remove();
  }
}
