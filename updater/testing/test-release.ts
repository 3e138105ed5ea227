import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundleKind, manifestText, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { type ReleaseId, releaseIdOf } from '../../contract/release/release-id.ts';
import { pointAt, writeBoot } from '../boot/boot-files.ts';
import { firstBoot } from '../boot/boot-record.ts';
import { FileStore } from '../files/file-store.ts';
import { buildSlot } from '../slot/build-slot.ts';

/** A release of a few small files; what stands in them depends on its number, one of them is in each. */
export interface TestRelease {
  readonly id: ReleaseId;
  /** Of its manifest. */
  readonly sha256: string;
  readonly target: string;
  readonly manifest: ReleaseManifest;
  /** By SHA-256. */
  readonly bytes: ReadonlyMap<string, Buffer>;
}

const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** @param more other files, such as a large one */
export function testRelease(number: number, more: Readonly<Record<string, Buffer>> = {}): TestRelease {
  const content: Readonly<Record<string, Buffer>> = {
    'app/main.js': Buffer.alloc(1500, number),
    'app/page/index.html': Buffer.from(`<p>${number}</p>`),
    'bin/start': Buffer.from(`#!/bin/sh\necho ${number}\n`),
    'runtime/engine': Buffer.alloc(3000, 7),
    ...more,
  };
  const bytes = new Map(Object.values(content).map((one) => [hashOf(one), one]));
  const version = `${number}.0`;
  const manifest: ReleaseManifest = {
    ...{ format: 'yitiji-release/1', kind: 'application', version, createdAt: '2026-11-28T12:00:00.000Z' },
    ...{ store: { reads: [1, 1], writes: 1 }, minimumHub: '0.1.0' },
    files: Object.entries(content)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, one]) => ({
        ...{ path, sha256: hashOf(one), size: one.byteLength },
        mode: path.startsWith('bin/') ? '0755' : '0644',
      })),
  };
  const sha256 = hashOf(manifestText(manifest));
  return { id: releaseIdOf(version, sha256), sha256, target: `app/${version}.json`, manifest, bytes };
}

/** A configuration bundle of a fleet. @param files other content than that of a fleet with this number */
export function testConfig(
  number: number,
  files: Readonly<Record<string, string>> = { 'fleet.json': JSON.stringify({ cityHotline: `1234${number}` }) },
): TestRelease {
  return testBundle('config', number, files);
}

export function testBundle(kind: BundleKind, number: number, files: Readonly<Record<string, string>>): TestRelease {
  const release = testRelease(number);
  const bytes = new Map(Object.values(files).map((one) => [hashOf(one), Buffer.from(one)]));
  const manifest: ReleaseManifest = {
    ...{ ...release.manifest, kind },
    files: Object.entries(files).map(([path, one]) => ({
      ...{ path, sha256: hashOf(one), size: Buffer.byteLength(one) },
      mode: path.startsWith('bin/') ? '0755' : '0644',
    })),
  };
  const { version } = manifest;
  const sha256 = hashOf(manifestText(manifest));
  return { id: releaseIdOf(version, sha256), sha256, target: `${kind}/gz/${version}.json`, manifest, bytes };
}

/** Files and slot of a release, as they stand when the last file has come; nothing is switched. */
export function placeRelease(root: string, release: TestRelease): void {
  const store = storeOf(root);
  for (const [sha256, bytes] of release.bytes) {
    writeFileSync(store.partialPathOf(sha256), bytes);
    store.accept(sha256, bytes.byteLength);
  }
  const built = buildSlot(root, release.id, release.manifest, store, 0);
  if (!built.ok) throw new Error(built.error.code);
}

/** A machine as it was installed with this release. */
export function installMachine(root: string, release: TestRelease): void {
  mkdirSync(join(root, 'state'), { recursive: true });
  placeRelease(root, release);
  writeBoot(root, firstBoot(release.id));
  pointAt(root, release.id);
}

export const storeOf = (root: string): FileStore => new FileStore(join(root, 'cas'));
