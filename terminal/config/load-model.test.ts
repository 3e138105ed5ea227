import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { MachineModel } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import { loadConfig } from './load-config.ts';
import { fittedParts, loadMachine, readModel } from './load-model.ts';

const shipped = join(import.meta.dirname, '../../kiosk-config');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-model-'));
  mkdirSync(join(dir, 'models'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const config = (change: Partial<KioskConfig> = {}): KioskConfig => {
  const loaded = loadConfig([join(shipped, 'default.json')]);
  if (!loaded.ok) throw new Error(loaded.error.reason);
  return { ...loaded.value, ...change };
};

/** Every port named: every part is there. */
const fullyFitted = (model: string): KioskConfig => {
  const plain = config({ model, personaliser: { port: '/dev/kiosk/personaliser' }, fitted: { camera: true } });
  const devices = Object.entries(plain.devices).map(([role, device]) => [
    role,
    { ...device, port: `/dev/kiosk/${role}` },
  ]);
  return { ...plain, devices: Object.fromEntries(devices) as KioskConfig['devices'] };
};

function loaded(
  folder: string,
  of: KioskConfig,
): { readonly machine: MachineModel; readonly logged: readonly string[] } {
  const logged: string[] = [];
  const machine = loadMachine(folder, of, (id, fields) => logged.push(`${id} ${JSON.stringify(fields)}`));
  return { machine, logged };
}

describe('the model of this machine', () => {
  it.each(['yitiji-reference-21.5-portrait', 'yitiji-wall-21.5-landscape', 'yitiji-hall-32-portrait'])(
    '%s is read as it is delivered',
    (name) => {
      const { machine, logged } = loaded(shipped, fullyFitted(name));
      expect(readModel(join(shipped, 'models'), name)).toEqual({ ok: true, value: machine });
      expect(logged).toEqual([]);
    },
  );

  it.each([
    ['is missing', 'not-there', null, 'there is no such model'],
    ['leaves its folder', '../default', null, 'the name is not a plain word'],
    ['is no JSON', 'torn', '{"title": ', 'JSON'],
    ['lacks its panel', 'no-panel', JSON.stringify({ ...referenceMachine, panel: undefined }), 'panel'],
    [
      'has a part that nobody knows',
      'toaster',
      JSON.stringify({ ...referenceMachine, front: { ...referenceMachine.front, parts: { toaster: {} } } }),
      'additional properties',
    ],
    [
      'has two parts in one place',
      'overlap',
      JSON.stringify({
        ...referenceMachine,
        front: {
          ...referenceMachine.front,
          parts: { ...referenceMachine.front.parts, pinPad: referenceMachine.front.parts.idReader },
        },
      }),
      'idReader and pinPad overlap',
    ],
  ])(
    'that %s does not leave the machine without pages: the reference stands in, and it is logged',
    (_, name, file, reason) => {
      if (file !== null) writeFileSync(join(dir, 'models', `${name}.json`), file);
      const { machine, logged } = loaded(dir, fullyFitted(name));
      expect(machine).toEqual(referenceMachine);
      expect(logged).toHaveLength(1);
      expect(logged[0]).toContain('terminal.model.refused');
      expect(logged[0]).toContain(reason);
    },
  );

  it('shows no part that the configuration does not name: nobody looks for a slot that is not there', () => {
    const bare = loaded(shipped, config()).machine;
    expect(bare.front.parts).toEqual({});
    const { devices } = config();
    const some = config({ devices: { ...devices, idReader: { ...devices.idReader, port: '/dev/kiosk/id' } } });
    expect(Object.keys(loaded(shipped, some).machine.front.parts)).toEqual(['idReader']);
  });

  it('counts the PIN pad with the personaliser that carries it, and the camera as the configuration says', () => {
    const { model } = config();
    expect(fittedParts(config({ personaliser: { port: '/dev/kiosk/p' }, fitted: { camera: true } }))).toEqual(
      new Set(['pinPad', 'camera']),
    );
    expect(fittedParts(config({ model, personaliser: { port: '' }, fitted: { camera: false } }))).toEqual(new Set());
  });
});
