import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';

const shipped = join(import.meta.dirname, '../../kiosk-config/default.json');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-config-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function layer(content: unknown): string {
  const file = join(dir, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('configuration layers', () => {
  it('lets the machine change one port and keeps the rest', () => {
    const config = loadConfig([shipped, layer({ devices: { idReader: { port: '/dev/kiosk/id' } } })]);
    expect(config).toMatchObject({
      ok: true,
      value: { devices: { idReader: { driver: 'sdt', port: '/dev/kiosk/id' } }, cityHotline: '12345' },
    });
  });

  it('refuses a misspelt key and says where it stands', () => {
    const config = loadConfig([shipped, layer({ devices: { idReader: { prot: 'x' } } })]);
    expect(config.ok ? '' : config.error.reason).toContain('/devices/idReader');
  });

  it('refuses a setting that nothing uses, so that nobody believes it was set', () => {
    const settings = { library: { path: '/opt/reader', args: [] } };
    const config = loadConfig([shipped, layer({ devices: { smartCard: { settings } } })]);
    expect(config.ok ? '' : config.error.reason).toContain('/devices/smartCard/settings');
    expect(loadConfig([shipped, layer({ devices: { smartCard: { settings: {} } } })]).ok).toBe(true);
  });

  it('refuses a file that is not JSON and names it', () => {
    const file = layer('{ "hub": ');
    const config = loadConfig([shipped, file]);
    expect(config.ok ? '' : config.error.file).toBe(file);
  });

  it('refuses a hub address that is no address', () => {
    const config = loadConfig([shipped, layer({ hub: { url: 'file:///etc' } })]);
    expect(config.ok ? '' : config.error.reason).toContain('/hub/url');
  });
});
