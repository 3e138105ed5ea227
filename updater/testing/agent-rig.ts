import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import { err, ok } from '../../contract/result.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { prepareStart, readBoot } from '../boot/boot-files.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { usualLimits } from '../files/fetch-file.ts';
import { type HealthPolicy, healthPolicy } from '../health/judge.ts';
import { healthy } from '../health/testing/health.test-data.ts';
import type { Trust } from '../metadata/trust.ts';
import type { TrustErrorCode } from '../metadata/trust-error.ts';
import { UpdateAgent } from '../program/agent.ts';
import { PlayedTerminal } from './played-terminal.ts';
import { installMachine, storeOf, type TestRelease } from './test-release.ts';

const device = 'device-1';
const hubKey = newSigningKey();

/** How an assignment differs from what the hub would sign now. */
export interface AssignmentChange {
  readonly counter?: number;
  readonly sha256?: string;
  readonly device?: string;
  readonly lifeMs?: number;
}

/** An installation with its agent; terminal service, metadata and network are played, disk and everything between are real. */
export class AgentRig {
  readonly root: string;
  readonly clock: VirtualClock;
  readonly #time: Clock;
  readonly releases: readonly TestRelease[];
  readonly terminal: PlayedTerminal;
  readonly lines: string[] = [];
  /** Paths that were asked of the repository. */
  readonly asked: string[] = [];
  /** Bytes that came from it. */
  came = 0;
  /** Releases that the metadata knows, by their targets; another one is unknown. */
  known: readonly TestRelease[];
  trustError: TrustErrorCode | null = null;
  /** When the metadata that the machine holds was signed, and that of the repository; null = there is none. */
  signedAtMs: number | null = null;
  publishedAtMs: number | null = null;
  fetch: typeof fetch;
  onStart: (release: string) => void = () => undefined;
  /** Told what time the hub says it is. */
  onTime: () => void = () => undefined;
  agent: UpdateAgent | null = null;
  exits = 0;
  healthPolicy: Omit<HealthPolicy, 'release'> = healthPolicy;
  /** What must stay free on the disk, bytes. */
  keepFreeBytes = 0;
  #watchers = new Set<() => void>();
  #counter = 0;

  /** @param time another clock than the virtual one; @param root an installation that stands already */
  constructor(releases: readonly TestRelease[], given: { readonly root?: string; readonly time?: Clock } = {}) {
    this.root = given.root ?? mkdtempSync(join(tmpdir(), 'yitiji-agent-'));
    this.clock = new VirtualClock();
    this.#time = given.time ?? this.clock;
    this.releases = releases;
    this.known = releases;
    const [first] = releases;
    if (first === undefined) throw new Error('a machine has a release');
    if (given.root === undefined) installMachine(this.root, first);
    this.terminal = new PlayedTerminal(
      {
        ...{
          assignment: null,
          bundles: [],
          device,
          repository: 'http://releases.invalid/',
          hubNowMs: null,
          storeSchema: 1,
        },
        ...{ hubKeys: [{ kid: 'k', publicKey: hubKey.publicKey }], hubVersion: '0.1.0' },
      },
      { ...healthy, release: first.id },
    );
    this.fetch = async (url, init) => {
      const path = new URL(String(url)).pathname;
      this.asked.push(path);
      return this.serve(path, new Headers(init?.headers).get('range'));
    };
  }

  serve(path: string, range: string | null): Response {
    const sha256 = path.split('/').at(-1) ?? '';
    const bytes = this.releases.flatMap((release) => release.bytes.get(sha256) ?? [])[0];
    if (bytes === undefined) return new Response(null, { status: 404 });
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const rest = bytes.subarray(from);
    this.came += rest.byteLength;
    if (range === null) return new Response(new Uint8Array(rest));
    const headers = { 'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}` };
    return new Response(new Uint8Array(rest), { status: 206, headers });
  }

  /** What the launcher does: record and link in order, then the agent of the release that stands there. */
  start(): void {
    const ready = prepareStart(this.root, () => new Date(this.#time.wallMs()).toISOString());
    if (!ready.ok) throw new Error(ready.error.code);
    const running = this.releases.find(({ id }) => id === ready.value);
    if (running === undefined) throw new Error(ready.value);
    this.onStart(running.id);
    const log: Log = (event, fields) => {
      this.lines.push(`${event} ${JSON.stringify(fields)}`);
      for (const watcher of [...this.#watchers]) watcher();
    };
    this.agent = new UpdateAgent({
      ...{ root: this.root, release: running.id, manifest: running.manifest, clock: this.#time, log },
      ...{ random: () => 0.5, connect: this.terminal.connect, trust: this.#trust(), store: storeOf(this.root) },
      limits: { ...usualLimits, capBytesPerSecond: null },
      ...{ keepFreeBytes: this.keepFreeBytes, healthPolicy: this.healthPolicy },
      fetch: (url, init) => this.fetch(url, init),
      exit: () => {
        this.exits += 1;
        this.agent = null;
      },
    });
    this.terminal.healthIs({ release: running.id });
    this.agent.start();
  }

  /** The agent is gone in this very moment, and its terminal service with it. */
  cut(): void {
    this.agent?.stop();
    this.agent = null;
  }

  assign(release: TestRelease, change: AssignmentChange = {}): void {
    this.terminal.assign({ assignment: this.signed(release, change) });
  }

  /** The newest of its kind, as the hub would sign it. */
  signed(release: TestRelease, change: AssignmentChange = {}): string {
    this.#counter = change.counter ?? this.#counter + 1;
    return signAssignment(
      {
        ...{ format: 'yitiji-assignment/1', device: change.device ?? device, target: release.target },
        ...{ sha256: change.sha256 ?? release.sha256, counter: this.#counter },
        expiresAt: new Date(this.#time.wallMs() + (change.lifeMs ?? 14 * 86_400_000)).toISOString(),
      },
      { kid: 'k', key: readPrivateKey(hubKey.privateKey) },
    );
  }

  /** Resolves when a line of the log has this in it, also one from before. @param from lines that do not count */
  said(text: string, from = 0): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.lines.slice(from).some((line) => line.includes(text))) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  get record(): BootRecord {
    const read = readBoot(this.root);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  }

  remove(): void {
    this.cut();
    rmSync(this.root, { recursive: true, force: true });
  }

  #trust(): Trust {
    const find = (name: string) => this.known.find(({ target }) => target === name);
    const unknown = err({ code: 'unknownTarget', detail: '' } as const);
    return {
      refresh: () => {
        if (this.trustError !== null) return Promise.resolve(err({ code: this.trustError, detail: '' }));
        this.signedAtMs = this.publishedAtMs ?? this.signedAtMs;
        return Promise.resolve(ok(undefined));
      },
      target: (name) => {
        const release = find(name);
        return release === undefined ? unknown : ok({ sha256: release.sha256, length: 1 });
      },
      fetchManifest: (name) => {
        const release = find(name);
        return Promise.resolve(release === undefined ? unknown : ok({ id: release.id, manifest: release.manifest }));
      },
      signedAtMs: () => this.signedAtMs,
      sawTime: () => this.onTime(),
    };
  }
}
