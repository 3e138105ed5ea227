import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMachine } from './any-machine.test-data.ts';
import { machineParts } from './blocks/things.ts';
import { checkModel, fittedFrames, MachineModel, withParts } from './machine-model.ts';
import { referenceMachine } from './reference-machine.ts';
import { parse } from './validate.ts';

const dir = join(import.meta.dirname, '../kiosk-config/models');
const shipped = readdirSync(dir).map((file) => [file, JSON.parse(readFileSync(join(dir, file), 'utf8'))] as const);

describe.each(shipped)('delivered model %s', (_, json: unknown) => {
  test('has the right shape and its numbers agree', () => {
    const model = parse(MachineModel, json);
    expect(model).toMatchObject({ ok: true });
    expect(model.ok && checkModel(model.value)).toEqual({ ok: true, value: null });
  });

  test('has nothing for hands outside 380 to 1,200 mm above the floor', () => {
    const model = parse(MachineModel, json);
    if (!model.ok) throw new Error(model.error.reason);
    const { front } = model.value;
    for (const [part, frame] of fittedFrames(front)) {
      // A camera looks; nobody touches it.
      if (part === 'camera') continue;
      const heightMm = front.heightMm - frame.y - frame.height / 2;
      expect(heightMm, part).toBeGreaterThanOrEqual(380);
      expect(heightMm, part).toBeLessThanOrEqual(1200);
    }
  });
});

test('the machine that stands in for a wrong model is the delivered reference model', () => {
  const file = join(dir, 'yitiji-reference-21.5-portrait.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(referenceMachine);
});

test('the delivered models are an upright, a lying and a large panel: no picture is made for one of them only', () => {
  const shapes = shipped.map(([, json]) => {
    const { front, panel } = json as MachineModel;
    return `${front.screen.width > front.screen.height ? 'lying' : 'upright'} ${panel.diagonalInch}`;
  });
  expect(shapes.toSorted()).toEqual(['lying 21.5', 'upright 21.5', 'upright 32']);
});

test('every sound machine is taken', () => {
  fc.assert(
    fc.property(anyMachine, (model) => {
      expect(parse(MachineModel, model)).toMatchObject({ ok: true });
      expect(checkModel(model)).toEqual({ ok: true, value: null });
    }),
  );
});

test('two parts on top of each other are refused, whichever they are: a lit slot would be two', () => {
  fc.assert(
    fc.property(
      anyMachine.filter(({ front }) => fittedFrames(front).length >= 2),
      fc.nat(),
      (model, seed) => {
        const frames = fittedFrames(model.front);
        const [one] = frames[seed % frames.length] ?? [];
        const [other, frame] = frames[(seed + 1) % frames.length] ?? [];
        if (one === undefined || other === undefined || frame === undefined) throw new Error('two parts are needed');
        const parts = { ...model.front.parts, [one]: { ...frame, width: 12, height: 8 } };
        const checked = checkModel({ ...model, front: { ...model.front, parts } });
        expect(checked).toMatchObject({ ok: false, error: expect.stringContaining('overlap') });
      },
    ),
  );
});

test('a part beside the body is refused', () => {
  fc.assert(
    fc.property(anyMachine, fc.constantFrom(...machineParts), fc.integer({ min: -190, max: -30 }), (model, part, x) => {
      const parts = { ...model.front.parts, [part]: { x, y: 10, width: 24, height: 16 } };
      expect(checkModel({ ...model, front: { ...model.front, parts } })).toEqual({
        ok: false,
        error: `${part} stands on no surface`,
      });
    }),
  );
});

test.each([
  ['another diagonal', { panel: { ...referenceMachine.panel, diagonalInch: 27 } }, 'the screen is not 27 inch'],
  [
    'another height above the floor',
    { panel: { ...referenceMachine.panel, bottomEdgeMm: 700 } },
    'the screen does not begin 700 mm above the floor',
  ],
  [
    'a bent outline',
    {
      front: {
        ...referenceMachine.front,
        surfaces: [{ points: [[0, 0], [500, 0], [250, 100], [500, 900], [0, 900]], radius: 0 }], // biome-ignore format: one outline, one line
      },
    },
    '/front/surfaces/0 is not convex',
  ],
])('%s is refused in words', (_, change, error) => {
  expect(checkModel({ ...referenceMachine, ...change })).toEqual({ ok: false, error });
});

test('parts that are not fitted are left out, the others keep their places', () => {
  const { front } = withParts(referenceMachine, (part) => part === 'idReader' || part === 'scanner');
  const { idReader, scanner } = referenceMachine.front.parts;
  expect(front.parts).toEqual({ idReader, scanner });
});
