import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestText, type ReleaseKind, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { usualLimits } from '../files/fetch-file.ts';
import { FileStore } from '../files/file-store.ts';
import { openTrust, type RefreshOptions, type Trust } from '../metadata/trust.ts';
import { dayMs, TestRepository } from './test-repository.ts';

export const appName = 'app/1.0.json';
export const catalogueName = 'catalogue/guangzhou/1.0.json';
const startMs = Date.UTC(2026, 10, 28, 12);

/** A machine with a repository that it trusts, an application 1.0 and a catalogue of Guangzhou 1.0 in it. */
export class TrustFixture {
  // In memory: everything is synced, and no disk is measured here.
  readonly root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-trust-'));
  readonly clock = new VirtualClock(startMs);
  readonly repository = new TestRepository(startMs);
  readonly store = new FileStore(join(this.root, 'cas'));
  shippedRoot: Uint8Array = this.repository.newest('root');
  trust: Trust;
  /** Events and their fields. */
  readonly logged: (readonly [string, unknown])[] = [];

  constructor() {
    this.repository.add('app', appName, manifestOf('application', '1.0'));
    this.repository.add('catalogue-guangzhou', catalogueName, manifestOf('catalogue', '1.0'));
    this.repository.publish();
    this.trust = this.open();
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** As after a restart of the program. */
  open(): Trust {
    this.trust = openTrust({
      ...{ root: this.root, shippedRoot: this.shippedRoot, clock: this.clock },
      log: (id, fields) => this.logged.push([id, fields]),
    });
    return this.trust;
  }

  /** Ok, or the code. */
  async refresh(change: Partial<RefreshOptions> = {}): Promise<string> {
    const { fetch } = this.repository;
    const done = await this.trust.refresh({ ...{ baseUrl, names: [appName, catalogueName], fetch }, ...change });
    return done.ok ? 'ok' : done.error.code;
  }

  /** Ok, or the code. */
  target(name = appName): string {
    const found = this.trust.target(name);
    return found.ok ? 'ok' : found.error.code;
  }

  manifest(name = appName) {
    // Without a cap: nobody moves this clock while it waits.
    const limits = { ...usualLimits, capBytesPerSecond: null };
    return this.trust.fetchManifest(name, { ...{ baseUrl, store: this.store, limits }, fetch: this.repository.fetch });
  }

  /** Versions that are kept, for example `root 1, timestamp 2, snapshot 2, targets 2, app 2`. */
  kept(): string {
    const versionOf = (file: string) => {
      try {
        const path = join(this.root, 'trust', 'current', file);
        return Number(JSON.parse(readFileSync(path, 'utf8')).signed.version);
      } catch {
        return 0;
      }
    };
    const top = ['root', 'timestamp', 'snapshot', 'targets'].map((role) => `${role} ${versionOf(`${role}.json`)}`);
    const roles = ['app', 'catalogue-guangzhou'].map((role) => `${role} ${versionOf(`roles/${role}.json`)}`);
    return [...top, ...roles].join(', ');
  }

  async days(count: number): Promise<void> {
    await this.clock.advance(count * dayMs);
    this.repository.nowMs += count * dayMs;
  }
}

export const baseUrl = 'https://hub.test/releases/';

/** A small manifest that is right. */
export function manifestOf(kind: ReleaseKind, version: string, change: Partial<ReleaseManifest> = {}): string {
  return manifestText({
    ...{ format: 'yitiji-release/1', kind, version, createdAt: '2026-11-28T12:00:00Z', minimumHub: '0.1.0' },
    store: { reads: [1, 1], writes: 1 },
    files: [{ path: 'main.js', sha256: sha256Of(version), size: version.length, mode: '0644' }],
    ...change,
  });
}
