import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { electronLaunch } from './electron-launch.ts';
import { electronRuntime } from './electron-runtime.mjs';

describe('how the app is started', () => {
  let folder: string;
  let dist: string;
  let app: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yitiji-launch-'));
    dist = join(folder, 'runtime');
    app = join(folder, 'app');
    mkdirSync(join(dist, 'resources'), { recursive: true });
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{}');
    symlinkSync(electronRuntime().path, join(dist, 'electron'));
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', dist);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const launch = () => electronLaunch({ shellData: folder, app });

  it('links the app into a runtime without a default app, and again when it changes', () => {
    expect(launch().args).not.toContain(app);
    const link = join(dist, 'resources', 'app');
    expect(readlinkSync(link)).toBe(app);
    launch();
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'package.json'), '{}');
    electronLaunch({ shellData: folder, app: other });
    expect(readlinkSync(link)).toBe(other);
  });

  it('names the app to a runtime that has a default app, and leaves that runtime as it is', () => {
    writeFileSync(join(dist, 'resources', 'default_app.asar'), '');
    expect(launch().args[0]).toBe(app);
    expect(lstatSync(join(dist, 'resources', 'app'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('refuses a runtime that carries another application', () => {
    mkdirSync(join(dist, 'resources', 'app'));
    expect(launch).toThrow('belongs to another application');
  });

  it('marks the stand-in of closed networks, under whatever path it comes', () => {
    expect(electronRuntime().developmentOnly).toBe(false);
    writeFileSync(join(dist, 'DEVELOPMENT-ONLY'), '');
    expect(electronRuntime().developmentOnly).toBe(true);
  });

  it('tells that the app is not built', () => {
    expect(() => electronLaunch({ shellData: folder, app: join(folder, 'nothing') })).toThrow('npm run build');
  });
});
