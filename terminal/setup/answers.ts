import { panelMeasureOf } from '../../contract/technician/set-up-blocks.ts';
import { fits, type KnownModel } from './panel-fit.ts';
import type { Progress } from './progress.ts';
import type { SetupEvent } from './step.ts';

/** Highest edge below the screen that can be typed, millimetres. */
const highestEdgeMm = 1_600;

/** What the page of the screen says of itself; null = it measured nothing that can be. */
export function measuredBy(value: string): SetupEvent | null {
  const measure = panelMeasureOf(value);
  if (measure === undefined) return null;
  const { diagonalInch: inch, widthPx, heightPx } = measure;
  return { type: 'measured', inch, orientation: widthPx > heightPx ? 'landscape' : 'portrait' };
}

/** The height that somebody typed; null = not one yet. */
export function edgeTyped(value: string): SetupEvent | null {
  const mm = Number(value);
  return /^\d{1,4}$/.test(value) && mm <= highestEdgeMm ? { type: 'bottomEdge', mm } : null;
}

/** The model that somebody chose, with whether this screen fits it; null = no such model, or the screen is not measured yet. */
export function modelChosen(
  name: string,
  models: readonly KnownModel[],
  { inch, orientation, bottomEdgeMm }: Progress['panel'],
): SetupEvent | null {
  const model = models.find((one) => one.name === name);
  if (model === undefined || inch === null || orientation === null || bottomEdgeMm === null) return null;
  return { type: 'model', model: name, fits: fits(model, { inch, orientation, bottomEdgeMm }) };
}
