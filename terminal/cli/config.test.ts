import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { type Command, type CommandIo, UsageError } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { ConfigDesk } from '../config/config-desk.ts';
import { systemRandom } from '../crypto/random.ts';
import { openStore } from '../store/open-store.ts';
import { configSet, configUndo, configUnset } from './config-change.ts';
import { configCheck } from './config-check.ts';
import { configHistory } from './config-history.ts';
import { configShow } from './config-show.ts';
import { gatherHere } from './gather-here.ts';
import { rotateKeyCommand } from './rotate-key.ts';

let data = '';
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'yitiji-config-cli-'));
});
afterAll(() => rmSync(data, { recursive: true }));

const io: CommandIo = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const run = (command: Command, positionals: readonly string[], options: Record<string, string | boolean> = {}) => {
  const given = Object.entries(command.options).map(([name, { default: usual }]) => [name, usual]);
  return command.run({ options: { ...Object.fromEntries(given), data, ...options }, positionals }, io);
};
const machineFile = () => JSON.parse(readFileSync(join(data, 'config/machine.json'), 'utf8')) as unknown;

describe('yitiji config', () => {
  it('a telephone number stays a text and a number a number, whatever the shell makes of quotes', async () => {
    expect(await run(configSet, ['cityHotline', '12320'], { by: 'op-1' })).toMatchObject({
      exit: 0,
      json: {
        done: true,
        entry: 1,
        layer: 'machine',
        plan: [{ path: '/cityHotline', before: '12345', after: '12320', when: 'idle' }],
      },
    });
    expect((await run(configSet, ['/keys/doubleStrikeMs', '300'])).exit).toBe(0);
    expect((await run(configSet, ['portSearch', '["/dev/serial/by-id"]'])).exit).toBe(0);
    expect((await run(configSet, ['fitted.camera', 'true'])).exit).toBe(0);
    expect((await run(configSet, ['keeper.name', '"周师傅"'])).exit).toBe(0);
    expect(machineFile()).toEqual({
      cityHotline: '12320',
      keys: { doubleStrikeMs: 300 },
      portSearch: ['/dev/serial/by-id'],
      fitted: { camera: true },
      keeper: { name: '周师傅' },
    });
  });

  it('what is refused changes nothing, says why in words, and ends with 1', async () => {
    const before = machineFile();
    const refused = await run(configSet, ['keys.doubleStrikeMs', 'soon']);
    expect([refused.exit, refused.text]).toEqual([
      1,
      'refused, nothing has changed:\n  keys.doubleStrikeMs: must be a whole number, not a text in double quotes',
    ]);
    expect((await run(configSet, ['cityHotline', '12320'])).text).toBe('nothing to do: it is so already');
    expect((await run(configSet, ['devices.idReader.prot', 'x'])).text).toContain('did you mean "port"?');
    const dry = await run(configSet, ['receipt.columns', '32'], { 'dry-run': true });
    expect([dry.exit, dry.text]).toEqual([0, expect.stringContaining('receipt.columns: NEEDS A RESTART')]);
    expect(machineFile()).toEqual(before);
  });

  it('a louder layer is told: the place may say what it likes where the machine says otherwise', async () => {
    const site = await run(configSet, ['cityHotline', '12399'], { layer: 'site' });
    expect(site.text).toContain('nothing changes for the machine: another layer than site is louder there');
    const shown = await run(configShow, []);
    const { settings } = shown.json as { readonly settings: readonly { readonly name: string }[] };
    expect(settings.find(({ name }) => name === 'cityHotline')).toMatchObject({
      value: '12320',
      layer: 'machine',
      file: join(data, 'config/machine.json'),
      line: 2,
      over: [{ layer: 'default' }, { layer: 'site', line: 2 }],
    });
    const unset = await run(configUnset, ['cityHotline']);
    expect(unset.json).toMatchObject({ plan: [{ path: '/cityHotline', before: '12320', after: '12399' }] });
  });

  it('history tells who and what, and undo goes back step by step', async () => {
    const steps = [];
    for (let i = 0; i < 7; i += 1) steps.push((await run(configUndo, [], { by: 'op-2' })).exit);
    expect(steps).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(machineFile()).toEqual({});
    expect((await run(configUndo, [])).text).toContain('no such change');
    const { entries } = (await run(configHistory, [])).json as { readonly entries: readonly object[] };
    expect(entries).toHaveLength(14);
    expect(entries.at(-1)).toMatchObject({
      n: 1,
      by: 'op-1',
      kind: 'set',
      state: 'undone',
      changes: [{ path: '/cityHotline', after: '12320' }],
    });
    // An undo can be undone.
    expect((await run(configUndo, ['14'])).exit).toBe(0);
    expect(machineFile()).toEqual({ cityHotline: '12320' });
    await expect(run(configUndo, ['soon'])).rejects.toThrow(UsageError);
  });

  it('a file is judged before it is put in place, on a computer that is no machine', async () => {
    const file = join(data, 'new.json');
    writeFileSync(file, '{\n  "devices": { "idReader": { "drivr": "sdt" } }\n}\n');
    const judged = await run(configCheck, [file], { data: '' });
    expect([judged.exit, judged.text]).toEqual([
      1,
      `${file}:2:30: /devices/idReader/drivr: there is no such setting; did you mean "driver"? (known here: driver, port, baud, settings)`,
    ]);
    writeFileSync(file, '{ "devices": { "idReader": { "driver": "sdt" } } }');
    expect((await run(configCheck, [file], { data: '' })).text).toBe(`${file}: fits`);
    expect((await run(configCheck, [join(data, 'nowhere.json')], { data: '' })).text).toContain(
      'there is no such file',
    );
  });
});

it('what doctor and the bundle say of a configuration counts the layer of the fleet too, as the service last took it', async () => {
  const own = mkdtempSync(join(tmpdir(), 'yitiji-config-fleet-'));
  const fleetFile = join(own, 'fleet.json');
  writeFileSync(fleetFile, '{ "cityHotline": "12399" }');
  const shippedDir = join(import.meta.dirname, '../../kiosk-config');
  const places = { dataDir: own, shippedDir, machineFile: null, siteFile: null, fleetFile };
  expect(new ConfigDesk(places, () => 0).take().ok).toBe(true);
  const gathered = await gatherHere({
    ...{ dataDir: own, shippedDir, configFile: null, pageDir: null, opensDevices: false, signal: io.signal },
  });
  expect(gathered.config?.cityHotline).toBe('12399');
  expect(gathered.provenance?.find(({ path }) => path === '/cityHotline')).toMatchObject({ layer: 'fleet' });
  rmSync(own, { recursive: true });
});

it('a key is changed with the certificate that the configuration names, and one that cannot be used is said', async () => {
  const tls = { certificate: join(data, 'none.crt'), key: join(data, 'none.key') };
  expect((await run(configSet, ['hub.tls', JSON.stringify(tls)])).exit).toBe(0);
  const store = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom });
  if (!store.ok) throw new Error(store.error.code);
  store.value.close();
  const notes: string[] = [];
  const options = { data, hub: 'https://127.0.0.1:1' };
  const done = await rotateKeyCommand.run({ options, positionals: [] }, { ...io, note: (line) => notes.push(line) });
  expect(done).toMatchObject({ exit: 1, json: { error: { code: 'notEnrolled' } } });
  expect(notes).toEqual([`the certificate for the hub cannot be used: ${tls.certificate}: ENOENT`]);
});
