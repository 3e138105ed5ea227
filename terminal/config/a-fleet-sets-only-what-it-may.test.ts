import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { BundleDesk } from '../bundles/bundle-desk.ts';
import { configShape } from './check-shape.ts';
import { ConfigDesk } from './config-desk.ts';
import { ConfigService } from './config-service.ts';
import { checkFleet, fleetSettings } from './fleet-settings.ts';
import type { Json } from './json-text.ts';
import { planChanges } from './plan.ts';
import { settingsBelow } from './setting-field.ts';

const shippedDir = join(import.meta.dirname, '../../kiosk-config');
let dir = '';
let fleetFile = '';
let siteFile = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-fleet-'));
  mkdirSync(join(dir, 'data'));
  mkdirSync(join(dir, 'bundle'));
  fleetFile = join(dir, 'bundle', 'fleet.json');
  siteFile = join(dir, 'site.json');
  write(siteFile, {});
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (file: string, value: unknown) => writeFileSync(file, JSON.stringify(value));
function service() {
  const places = { shippedDir, dataDir: join(dir, 'data'), machineFile: null, siteFile, fleetFile };
  const started = ConfigService.start({
    desk: new ConfigDesk(places, () => 0),
    ...{ clock: new VirtualClock(), log: () => undefined },
  });
  if (!started.ok) throw new Error(started.error.map(({ reason }) => reason).join());
  return started.value;
}
/** Judged before it is installed. */
const judged = (text: string, by = service()) => {
  mkdirSync(join(dir, 'next'), { recursive: true });
  writeFileSync(join(dir, 'next', 'fleet.json'), text);
  const checked = new BundleDesk(by).check({ kind: 'config', path: join(dir, 'next') });
  return checked.ok ? checked.value.faults : checked.error;
};
const check = (value: unknown) => judged(JSON.stringify(value));

describe('what a bundle of a fleet may not set', () => {
  test.each([
    ['a program that is started', { faceVerifier: { kind: 'program', path: '/bin/sh', args: [] } }],
    ['the hub', { hub: { url: 'https://elsewhere.example' } }],
    ['certificates of the hub', { hub: { tls: { certificate: '/x', key: '/y' } } }],
    ['a device', { devices: { idReader: { port: '/dev/ttyS9' } } }],
    ['the port of the personaliser beside what it may set', { personaliser: { takeSeconds: 60, port: '/dev/x' } }],
    ['where devices are looked for', { portSearch: ['/tmp'] }],
    ['the model', { model: 'other' }],
    ['the file of the ballast', { store: { ballastMiB: 0 } }],
    ['that the hub is taken out', { hub: null }],
    ['that a whole group is taken out', { store: null }],
  ])('%s', (_what, value) => {
    expect(check(value)).toEqual([expect.stringMatching(/^fleet\.json:1:\d+ notOfFleet \//)]);
  });

  test('everything that is not in its list, whatever is added to the schema', () => {
    const may = (path: string) => fleetSettings.some((one) => path === one || path.startsWith(`${one}/`));
    const all = Object.keys(configShape.properties ?? {}).flatMap((key) => settingsBelow(`/${key}`));
    expect(all.length).toBeGreaterThan(40);
    for (const path of all.filter((one) => one !== '/$schema')) {
      const value = path
        .split('/')
        .slice(1)
        .reduceRight<Json>((inner, key) => ({ [key]: inner }), 'x');
      expect(checkFleet(value).length > 0, path).toBe(!may(path));
    }
  });

  test('what counts only after a restart: a bundle is proven while the service runs', () => {
    const { inForce } = service();
    const set = {
      ...inForce,
      cityHotline: '1',
      signatureSuite: 'gm-1' as const,
      closedItems: ['a'],
      keeper: { name: 'x' },
      keys: { doubleStrikeMs: 9 },
    };
    const more = {
      ...{
        store: { ...inForce.store, backups: 9, stubDays: 31, historyDays: 200 },
        phoneService: { url: 'https://x' },
      },
      personaliser: { port: '', takeSeconds: 5 },
      updates: { window: { from: '01:00', to: '02:00' }, quietSeconds: 1, freeze: [] },
    };
    const changed = planChanges(inForce, { ...set, ...more });
    for (const setting of fleetSettings)
      expect(
        changed.some(({ path }) => path.startsWith(setting)),
        setting,
      ).toBe(true);
    expect(changed.filter(({ when }) => when === 'restart')).toEqual([]);
  });
});

describe('a bundle of a fleet', () => {
  test('is judged with the files of this machine: a mistake is told by place and code, never by value', () => {
    expect(check({ cityHotline: '12329', updates: { quietSeconds: 60 } })).toEqual([]);
    expect(check({ updates: { quietSeconds: 99_999 } })).toEqual(['fleet.json:1:13 range /updates/quietSeconds']);
    expect(check({ updates: { freeze: [{ from: '2026-12-02', to: '2026-12-01' }] } })).toEqual([
      expect.stringContaining('frozen /updates/freeze/0'),
    ]);
    expect(judged('{')).toEqual([expect.stringMatching(/^fleet\.json:1:2 /)]);
    expect(new BundleDesk(service()).check({ kind: 'config', path: join(dir, 'nowhere') })).toEqual({
      ok: true,
      value: { faults: ['fleet.json:1:1 noFile'] },
    });
  });

  test('is not blamed for what is wrong in the files of the machine', () => {
    const running = service();
    write(siteFile, { cityHotlin: '1' });
    running.look();
    expect(judged('{ "cityHotline": "12329" }', running)).toBe('notReady');
    write(siteFile, {});
    running.look();
    expect(judged('{ "cityHotline": "12329" }', running)).toEqual([]);
  });

  test('stands above what is delivered and below what the place says', () => {
    write(fleetFile, { cityHotline: '12329', store: { backups: 5 } });
    write(siteFile, { cityHotline: '12320' });
    const { inForce } = service();
    expect([inForce.cityHotline, inForce.store?.backups]).toEqual(['12320', 5]);
  });

  test('is taken while the service runs, and gone again when it is swapped back', () => {
    const running = service();
    const desk = new BundleDesk(running);
    write(fleetFile, { cityHotline: '12329' });
    expect(desk.activate({ kind: 'config', release: null })).toEqual({ fault: null });
    expect(running.inForce.cityHotline).toBe('12329');
    rmSync(fleetFile);
    expect(desk.activate({ kind: 'config', release: null })).toEqual({ fault: null });
    expect(running.inForce.cityHotline).toBe('12345');
  });

  test('that turns out wrong leaves the last good one in force, and says so', () => {
    const running = service();
    const desk = new BundleDesk(running);
    write(fleetFile, { cityHotline: '12329' });
    desk.activate({ kind: 'config', release: null });
    write(fleetFile, { hub: { url: 'https://elsewhere.example' } });
    expect(desk.activate({ kind: 'config', release: null })).toEqual({ fault: 'fleet.json:1:2 notOfFleet /hub' });
    expect(running.inForce.cityHotline).toBe('12329');
  });

  test('that this release cannot read, as after a step back of the application, keeps no machine from starting', () => {
    write(fleetFile, { settingOfALaterRelease: 1 });
    expect(service().inForce.cityHotline).toBe('12345');
    // Nor where it was the last good one.
    write(fleetFile, { cityHotline: '12329' });
    expect(service().inForce.cityHotline).toBe('12329');
    write(fleetFile, { settingOfALaterRelease: 1 });
    expect(service().inForce.cityHotline).toBe('12329');
    const lastGood = join(dir, 'data/config/last-good.json');
    writeFileSync(lastGood, readFileSync(lastGood, 'utf8').replace('cityHotline', 'settingOfALaterRelease'));
    expect(service().inForce.cityHotline).toBe('12345');
  });

  test('of a kind that this service does not read is refused by its name', () => {
    const desk = new BundleDesk(service());
    expect(desk.check({ kind: 'catalogue', path: dir })).toEqual({ ok: true, value: { faults: ['kind catalogue'] } });
    expect(desk.activate({ kind: 'notice', release: null })).toEqual({ fault: 'kind notice' });
  });
});
