import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { escposTraceCodec } from '../../drivers/receipt-printer/escpos/trace-codec.ts';
import { LiveWire } from '../../drivers/trace/live-wire.ts';
import { ConfigDesk } from '../config/config-desk.ts';
import { ConfigService } from '../config/config-service.ts';
import { type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const trace = (rig: TechnicianRig) =>
  rig.view().blocks.flatMap((block) => (block.type === 'trace' ? block.lines.map(({ words }) => words) : []));
const audited = (rig: TechnicianRig) =>
  rig.audits.filter(([type]) => type === 'tech.action').map(([, { staff, action, result }]) => [staff, action, result]);
/** DLE EOT 1: the printer is asked how it is. */
const query = Uint8Array.of(0x10, 0x04, 0x01);

describe('the wire of a device', () => {
  it('is pushed as it comes, stands still when it is read, and is forgotten when the person leaves', async () => {
    const wire = new LiveWire(escposTraceCodec, new VirtualClock());
    await using rig = await technicianRig({ devices: { wire: () => wire } });
    await rig.comeIn();
    wire.bytes('tx', query);
    rig.press('go:devices');
    rig.press('device:receiptPrinter');
    rig.press('wire:receiptPrinter');
    expect([rig.at(), trace(rig)]).toEqual(['wire', []]);
    const { revision } = rig.session.service.snapshot();
    wire.bytes('tx', query);
    await rig.until('the line', () => trace(rig).length === 1);
    expect(rig.session.service.snapshot().revision).toBeGreaterThan(revision);
    rig.press('wire.pause');
    const standing = trace(rig);
    for (let i = 0; i < 40; i += 1) wire.bytes('tx', query);
    await rig.cards.clock.advance(1_000);
    expect(trace(rig)).toEqual(standing);
    rig.press('wire.go');
    await rig.until('the newest', () => trace(rig).length > 1);
    const newest = trace(rig).length;
    expect(newest).toBeLessThan(41);
    rig.press('wire.pause');
    rig.press('wire.older');
    expect(rig.session.press('wire.newer').ok).toBe(true);
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    expect(wire.lines()).toEqual([]);
    wire.bytes('tx', query);
    expect(wire.lines()).toEqual([]);
  });

  it('a keeper sees no wire, also not by an id that no page offers', async () => {
    const wire = new LiveWire(escposTraceCodec, new VirtualClock());
    await using rig = await technicianRig({ devices: { wire: () => wire } });
    await rig.comeIn('200001');
    rig.technician.intent({ kind: 'press', id: 'wire:receiptPrinter', epoch: 'e1', revision: 0 });
    wire.bytes('tx', query);
    expect([rig.at(), wire.lines()]).toEqual(['today', []]);
  });
});

describe('a device', () => {
  it('is met anew by a touch, once, and the audit says by whom', async () => {
    let drops = 0;
    const reconnect = () => {
      drops += 1;
      return Promise.resolve(true);
    };
    await using rig = await technicianRig({ devices: { reconnect } });
    await rig.comeIn();
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:devices');
    rig.press('device:receiptPrinter');
    rig.press('reconnect:receiptPrinter');
    await rig.until('the word', () => rig.view().blocks[0]?.type === 'notice');
    expect([drops, audited(rig)]).toEqual([1, [['100001', 'reconnect.receiptPrinter', 'done']]]);
  });
});

describe('a device that recovery still works with', () => {
  it('is not moved beside it by a test, also not by an id that no page offers; it is as soon as it is ours', async () => {
    await using rig = await technicianRig();
    const held = await rig.claims.claim(['receiptPrinter'], {
      ...{ owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' },
    });
    if (!held.ok) throw new Error('not claimed');
    await rig.comeIn();
    await rig.until('the other devices', () => rig.claims.inUse.length === 2);
    rig.press('go:tests');
    rig.technician.intent({ kind: 'press', id: 'test:receiptPrinter:strip', epoch: 'e1', revision: 0 });
    await rig.cards.clock.advance(1_000);
    expect([rig.slips, audited(rig)]).toEqual([[], []]);
    held.value.release();
    await rig.until('the offer', () => JSON.stringify(rig.view().blocks).includes('test:receiptPrinter:strip'));
    rig.press('test:receiptPrinter:strip');
    await rig.until('the strip', () => rig.slips.length === 1);
  });
});

describe('a setting changed at the machine', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'yitiji-config-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  function service(): ConfigService {
    const shippedDir = join(import.meta.dirname, '../../kiosk-config');
    const desk = new ConfigDesk({ shippedDir, dataDir, siteFile: null, machineFile: null }, () => Date.now());
    const started = ConfigService.start({ desk, clock: new VirtualClock(), log: noLog });
    if (!started.ok) throw new Error('the shipped configuration is refused');
    return started.value;
  }
  const machineFile = () => JSON.parse(readFileSync(join(dataDir, 'config/machine.json'), 'utf8')) as unknown;
  const words = (rig: TechnicianRig) => JSON.stringify(rig.view().blocks);

  it('is judged, shown with when it counts, done under the number of the person, and taken back from the history', async () => {
    const settings = service();
    await using rig = await technicianRig({ settings });
    await rig.comeIn();
    rig.press('go:devices');
    rig.press('device:receiptPrinter');
    expect(words(rig)).toContain('115200　出厂');
    rig.press('set:/devices/receiptPrinter/baud');
    expect(rig.at()).toBe('config-edit');
    rig.type('config.value', '12');
    // Refused with the reason in the language of whoever is there; nothing has changed.
    expect([rig.at(), words(rig)]).toEqual(['config-edit', expect.stringContaining('应当在 1200 到 921600 之间')]);
    rig.session.touch({ kind: 'language', language: 'en' });
    expect(words(rig)).toContain('Must be 1200 to 921600.');
    rig.session.touch({ kind: 'language', language: 'zh-CN' });
    rig.type('config.value', '9600');
    expect([rig.at(), words(rig)]).toEqual(['config-change', expect.stringContaining('重新启动后')]);
    expect(() => machineFile()).toThrow();
    rig.press('config.apply');
    expect(machineFile()).toEqual({ devices: { receiptPrinter: { baud: 9600 } } });
    expect(words(rig)).toContain('devices.receiptPrinter.baud');
    rig.press('config.undo:1');
    expect(rig.at()).toBe('config-undo');
    rig.press('config.apply');
    expect(machineFile()).toEqual({});
    expect(audited(rig)).toEqual([
      ['100001', 'config.set', 'done'],
      ['100001', 'config.undo', 'done'],
    ]);
    expect(settings.history().map(({ by }) => by)).toEqual(['100001', '100001']);
  });

  it('a choice is chosen, and a port that another device has is refused', async () => {
    await using rig = await technicianRig({ settings: service() });
    await rig.comeIn();
    rig.press('go:devices');
    rig.press('device:cardDispenser');
    rig.press('set:/devices/cardDispenser/driver');
    rig.choose('config.value', '1');
    expect([rig.at(), words(rig)]).toEqual(['config-change', expect.stringContaining('k720')]);
    rig.press('config.apply');
    for (const role of ['cardDispenser', 'receiptPrinter']) {
      rig.press('go:devices');
      rig.press(`device:${role}`);
      rig.press(`set:/devices/${role}/port`);
      rig.type('config.value', '/dev/ttyS1');
      if (role === 'cardDispenser') rig.press('config.apply');
    }
    expect([rig.at(), words(rig)]).toEqual(['config-edit', expect.stringContaining('用了同一个端口')]);
  });
});
