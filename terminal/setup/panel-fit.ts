import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineModel } from '../../contract/machine-model.ts';
import type { Orientation } from '../../contract/technician/commissioning.ts';
import { readModel } from '../config/load-model.ts';

/** How far a measure with card and tape may be from the drawing. */
const inchTolerance = 1;
const edgeToleranceMm = 50;

export interface KnownModel {
  readonly name: string;
  readonly title: string;
  readonly inch: number;
  readonly orientation: Orientation;
  readonly bottomEdgeMm: number;
}

export interface MeasuredPanel {
  readonly inch: number;
  readonly orientation: Orientation;
  readonly bottomEdgeMm: number;
}

const orientationOf = ({ width, height }: { readonly width: number; readonly height: number }): Orientation =>
  width > height ? 'landscape' : 'portrait';

/** Models of the release. One that is wrong is left out: `config check` and the service's log say why. */
export function knownModels(shippedDir: string): readonly KnownModel[] {
  const dir = join(shippedDir, 'models');
  return readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const name = file.slice(0, -'.json'.length);
      const model = readModel(dir, name);
      return model.ok ? [known(name, model.value)] : [];
    });
}

const known = (name: string, { title, panel, front }: MachineModel): KnownModel => ({
  ...{ name, title, inch: panel.diagonalInch, bottomEdgeMm: panel.bottomEdgeMm },
  orientation: orientationOf(front.screen),
});

/** Whether the drawing of a model is that of the machine that was measured. */
export function fits(model: KnownModel, { inch, orientation, bottomEdgeMm }: MeasuredPanel): boolean {
  return (
    model.orientation === orientation &&
    Math.abs(model.inch - inch) <= inchTolerance &&
    Math.abs(model.bottomEdgeMm - bottomEdgeMm) <= edgeToleranceMm
  );
}

/** Every model, the likeliest first: one that stands the other way round comes last, however near its size. */
export function byLikeness(models: readonly KnownModel[], measured: MeasuredPanel): readonly KnownModel[] {
  const distance = ({ inch, orientation, bottomEdgeMm }: KnownModel) =>
    (orientation === measured.orientation ? 0 : 1_000) +
    Math.abs(inch - measured.inch) +
    Math.abs(bottomEdgeMm - measured.bottomEdgeMm) / 100;
  return [...models].sort((a, b) => distance(a) - distance(b) || (a.name < b.name ? -1 : 1));
}
