import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Log } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { auditRecords } from '../audit/audit-chain.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import { temporaryStore } from '../store/testing/temporary-store.ts';
import { ConfigDesk } from './config-desk.ts';
import { ConfigService } from './config-service.ts';
import { problemLine } from './resolve.ts';
import type { WatchFiles } from './watch-files.ts';

const shippedDir = join(import.meta.dirname, '../../kiosk-config');
let root = '';
let machines = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'yitiji-config-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const good = '{\n  "cityHotline": "12333"\n}\n';
const broken = '{\n  "cityHotline": "12333",\n  "hubb": {}\n}\n';

/** A machine with its own file. */
function machine(text: string | null = good) {
  const dir = join(root, String(machines++));
  mkdirSync(join(dir, 'data'), { recursive: true });
  const file = join(dir, 'machine.json');
  if (text !== null) writeFileSync(file, text);
  const clock = new VirtualClock();
  const logged: { readonly id: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const log: Log = (id, fields) => void logged.push({ id, fields: fields as Readonly<Record<string, unknown>> });
  const places = { shippedDir, dataDir: join(dir, 'data'), machineFile: file, siteFile: null };
  const desk = new ConfigDesk(places, clock.wallMs.bind(clock));
  let touched: () => void = () => undefined;
  return {
    ...{ dir, file, clock, desk, places, logged },
    says: (id: string) => logged.filter((event) => event.id === id).map(({ fields }) => fields),
    start: () => {
      const watchFiles: WatchFiles = (_, changed) => {
        touched = changed;
        return () => undefined;
      };
      return ConfigService.start({ desk, clock, log, watchFiles });
    },
    /** Somebody saves the file; the service hears of it. */
    save: async (next: string) => {
      writeFileSync(file, next);
      touched();
      await clock.advance(1000);
    },
  };
}

function started(m: ReturnType<typeof machine>): ConfigService {
  const service = m.start();
  if (!service.ok) throw new Error(service.error.map(problemLine).join());
  return service.value;
}

const alone = { isIdle: () => true, onMaybeIdle: () => () => undefined, store: null };

describe('a machine that does not start, or goes on wrongly, because a file is broken', () => {
  it('starts with the last good one, and says so with line and column', () => {
    const m = machine();
    started(m);
    writeFileSync(m.file, broken);
    const service = started(m);
    expect(service.inForce.cityHotline).toBe('12333');
    expect(m.says('terminal.config.refused')).toEqual([
      {
        file: m.file,
        line: 3,
        column: 3,
        path: '/hubb',
        reason: expect.stringContaining('did you mean "hub"?'),
        more: 0,
      },
    ]);
    expect(m.says('terminal.config.lastGood')).toEqual([{ since: new Date(m.clock.wallMs()).toISOString() }]);
    expect(service.read()).toMatchObject({ refused: [{ line: 3, column: 3 }], lastGoodSince: expect.any(String) });
    // The file stays as its author left it.
    expect(readFileSync(m.file, 'utf8')).toBe(broken);
  });

  it.each([
    ['gone', null],
    ['cut in half', '{ "cityHot'],
    ['empty', ''],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe])],
  ])('a file that is %s is no other case', (_, left) => {
    const m = machine();
    started(m);
    if (left === null) rmSync(m.file);
    else writeFileSync(m.file, left);
    expect(started(m).inForce.cityHotline).toBe('12333');
    expect(m.says('terminal.config.refused')).toHaveLength(1);
  });

  it('without a good one before it does not start on a guess', () => {
    const m = machine(broken);
    const service = m.start();
    expect(service.ok ? [] : service.error.map(problemLine)).toEqual([
      expect.stringContaining(`${m.file}:3:3: /hubb: there is no such setting`),
    ]);
  });

  it('while it runs, a broken file changes nothing, is told once, and the mended one counts at once', async () => {
    const m = machine();
    const service = started(m);
    service.attach(alone);
    await m.save(broken);
    await m.save(broken);
    expect(m.says('terminal.config.refused')).toHaveLength(1);
    expect([service.inForce.cityHotline, service.read().lastGoodSince]).toEqual(['12333', expect.any(String)]);
    await m.save('{ "cityHotline": "12320" }');
    expect([service.inForce.cityHotline, service.read()]).toMatchObject([
      '12320',
      { refused: [], lastGoodSince: null },
    ]);
    // What somebody typed into the file is in the history too, and can be undone.
    expect(m.desk.history()).toMatchObject([
      {
        n: 1,
        kind: 'file',
        by: 'file',
        state: 'done',
        changes: [{ path: '/cityHotline', before: '12333', after: '12320' }],
      },
    ]);
    const undo = service.proposeUndo(null);
    expect(undo.ok && service.apply(undo.value, 'op-1').ok).toBe(true);
    expect(service.inForce.cityHotline).toBe('12333');
  });

  it('undo puts the last good file back, to the letter, where one is refused', () => {
    const m = machine();
    started(m);
    writeFileSync(m.file, broken);
    const undo = m.desk.proposeUndo(null);
    expect(undo.ok && m.desk.apply(undo.value, 'op-1').ok).toBe(true);
    expect(readFileSync(m.file, 'utf8')).toBe(good);
    expect(started(m).read().refused).toEqual([]);
  });

  it('a data folder that cannot be written is told, and the machine goes by its files', () => {
    const m = machine();
    writeFileSync(join(m.places.dataDir, 'config'), 'a file where a folder should be');
    expect(started(m).inForce.cityHotline).toBe('12333');
    expect(m.says('terminal.config.notKept')).toHaveLength(1);
  });
});

describe('a change that comes at the wrong moment', () => {
  it('words wait until nobody is served; what may change at once has; the rest says that it needs a restart', async () => {
    const m = machine();
    const service = started(m);
    let isIdle = false;
    let tellIdle: () => void = () => undefined;
    service.attach({
      isIdle: () => isIdle,
      onMaybeIdle: (listener) => {
        tellIdle = listener;
        return () => undefined;
      },
      store: null,
    });
    await m.save(
      '{ "cityHotline": "12320", "store": { "backups": 5 }, "devices": { "scanner": { "port": "/dev/x" } } }',
    );
    expect(service.inForce).toMatchObject({
      cityHotline: '12333',
      store: { backups: 5 },
      devices: { scanner: { port: '' } },
    });
    expect(m.says('terminal.config.taken')).toEqual([
      { applied: 'store.backups', idle: 'cityHotline', restart: 'devices.scanner.port' },
    ]);
    tellIdle();
    expect(service.inForce.cityHotline).toBe('12333');
    isIdle = true;
    tellIdle();
    expect([service.inForce.cityHotline, m.says('terminal.config.applied')]).toEqual([
      '12320',
      [{ paths: 'cityHotline' }],
    ]);
    expect(service.read().pending).toMatchObject([
      { path: '/devices/scanner/port', when: 'restart', before: '', after: '/dev/x' },
    ]);
    expect(started(m).inForce.devices.scanner.port).toBe('/dev/x');
  });

  it('a proposal made before somebody else changed the file is refused, and that change stays', () => {
    const m = machine();
    started(m);
    const first = m.desk.propose('machine', [{ path: '/cityHotline', value: '12320' }]);
    const second = m.desk.propose('machine', [{ path: '/keys/doubleStrikeMs', value: 300 }]);
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(m.desk.apply(first.value, 'op-1').ok).toBe(true);
    expect(m.desk.apply(second.value, 'op-2')).toEqual({ ok: false, error: { code: 'stale' } });
    expect(JSON.parse(readFileSync(m.file, 'utf8'))).toEqual({ cityHotline: '12320' });
  });

  it('nothing wrong is ever written: an unknown model, a bad value, a port that is taken', () => {
    const m = machine('{ "devices": { "idReader": { "port": "/dev/a" } } }');
    started(m);
    const refusal = (path: string, value: string) => {
      const proposal = m.desk.propose('machine', [{ path, value }]);
      return proposal.ok ? null : proposal.error;
    };
    expect(refusal('/model', 'not-there')).toMatchObject({
      code: 'invalid',
      problems: [{ path: '/model', reason: 'there is no such model' }],
    });
    expect(refusal('/hub/url', 'ftp://x')).toMatchObject({ code: 'invalid', problems: [{ path: '/hub/url' }] });
    expect(refusal('/devices/scanner/port', '/dev/a')).toMatchObject({ code: 'invalid' });
    expect(refusal('/devices/idReader/port', '/dev/a')).toEqual({ code: 'nothing' });
    expect(existsSync(join(m.places.dataDir, 'config/history'))).toBe(false);
  });

  it('a new machine without any file gets one by its first change', () => {
    const m = machine(null);
    const desk = new ConfigDesk({ ...m.places, machineFile: null }, () => 0);
    const proposal = desk.propose('machine', [{ path: '/devices/idReader/port', value: '/dev/kiosk/id' }]);
    expect(proposal.ok && desk.apply(proposal.value, 'op-1').ok).toBe(true);
    const standing = desk.read();
    expect(
      standing.ok && standing.value.resolved.settings.find(({ path }) => path === '/devices/idReader/port'),
    ).toMatchObject({
      layer: 'machine',
      file: join(m.places.dataDir, 'config/machine.json'),
      line: 4,
    });
  });

  it('the settings of a model and of a place lie between what is delivered and the machine', () => {
    const m = machine('{ "receipt": { "columns": 48 } }');
    const ownShipped = join(m.dir, 'kiosk-config');
    mkdirSync(join(ownShipped, 'model-settings'), { recursive: true });
    writeFileSync(join(ownShipped, 'default.json'), readFileSync(join(shippedDir, 'default.json')));
    writeFileSync(
      join(ownShipped, 'model-settings/small.json'),
      '{ "receipt": { "columns": 32 }, "keys": { "doubleStrikeMs": 200 } }',
    );
    writeFileSync(join(m.dir, 'site.json'), '{ "model": "small", "keys": { "doubleStrikeMs": 400 } }');
    const desk = new ConfigDesk({ ...m.places, shippedDir: ownShipped, siteFile: join(m.dir, 'site.json') }, () => 0);
    const standing = desk.read();
    const settings = standing.ok ? standing.value.resolved.settings : [];
    expect(settings.find(({ path }) => path === '/receipt/columns')).toMatchObject({
      value: 48,
      layer: 'machine',
      over: [{ layer: 'default' }, { layer: 'model' }],
    });
    expect(settings.find(({ path }) => path === '/keys/doubleStrikeMs')).toMatchObject({ value: 400, layer: 'site' });
  });
});

describe('a change that nobody can be asked about', () => {
  it('every change is one record of the audit chain, with names and never values, also those made while the service was away', async () => {
    using temporary = temporaryStore(null);
    const m = machine();
    started(m);
    const set = (path: string, value: string) => {
      const proposal = m.desk.propose('machine', [{ path, value }]);
      if (!proposal.ok || !m.desk.apply(proposal.value, 'op-7').ok) throw new Error('refused');
    };
    set('/keeper/name', 'CANARY-周师傅');
    const service = started(m);
    const end = service.attach({ ...alone, store: temporary.store });
    set('/cityHotline', '12320');
    service.look();
    service.look();
    await m.save(broken);
    end();
    started(m).attach({ ...alone, store: temporary.store });
    const db = openSqlite(join(temporary.dir, databaseFile), 'read');
    const records = [...auditRecords(db)].map(({ type, data }) => [type, JSON.parse(data)]);
    db.close();
    const at = new Date(m.clock.wallMs() - 1000).toISOString();
    expect(records).toEqual([
      ['config', { what: ['/keeper/name'], result: 'set', layer: 'machine', entry: 1, by: 'op-7', at }],
      ['config', { what: ['/cityHotline'], result: 'set', layer: 'machine', entry: 2, by: 'op-7', at }],
      ['config', { what: ['/hubb'], result: 'refused', layer: 'machine' }],
      ['config', { what: ['/hubb'], result: 'refused', layer: 'machine' }],
    ]);
    expect(JSON.stringify([records, m.logged])).not.toContain('CANARY');
  });
});
