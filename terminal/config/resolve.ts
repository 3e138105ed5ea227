import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { KioskConfig as ConfigSchema } from '../../contract/kiosk-config.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { checkShape, type ShapeProblem, type Wanted } from './check-shape.ts';
import { checkFleet } from './fleet-settings.ts';
import { type Json, pointer, readJson, type TextPlace } from './json-text.ts';
import { isObject, type Layer, type LayerName, mergeLayers, type Setting, sourceIn, valueAt } from './layers.ts';
import { type Said, said } from './reasons.ts';
import { checkRules, checkSecrets } from './rules.ts';

/** One layer as it stands on disk. */
export interface LayerText {
  readonly name: LayerName;
  readonly file: string;
  /** Null = there is no such file, and there need not be: it says nothing. */
  readonly text: string | null;
}

/** Where and why a file is refused: enough to mend it. Never the value itself. */
export interface Problem extends TextPlace, Said {
  readonly layer: LayerName;
  readonly file: string;
  /** JSON pointer; empty = the whole document. */
  readonly path: string;
}

export interface Resolved {
  readonly config: KioskConfig;
  /** Every value with where it comes from, in the order of the document. */
  readonly settings: readonly Setting[];
}

/** `machine.json:3:7: /devices/idReader/prot: there is no such setting …` */
export const problemLine = ({ file, line, column, path, reason }: Problem): string =>
  `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${reason}`;

/**
 * Makes one configuration of its layers, lowest first. Pure.
 * Errors: everything that is wrong, at least one, in the order of the layers. A layer is judged by itself first, so that a mistake is told in the file where it stands; what
 * only shows in the whole (something missing, two devices on one port) is told where the louder layer says it.
 */
export function resolve(texts: readonly LayerText[]): Result<Resolved, readonly Problem[]> {
  const layers: Layer[] = [];
  const problems: Problem[] = [];
  for (const text of texts) {
    const layer = readLayer(text);
    if (layer.ok) layers.push(layer.value);
    else problems.push(...layer.error);
  }
  if (problems.length > 0) return err(problems);
  const { value, settings } = mergeLayers(layers);
  const whole = checkShape(value, 'whole');
  if (whole.length === 0) {
    const parsed = parse(ConfigSchema, value);
    // Never, as long as both checks agree (refused-with-its-place.test.ts).
    if (!parsed.ok) whole.push({ path: parsed.error.path, ...said('model', { detail: parsed.error.reason }) });
    else {
      whole.push(...checkRules(parsed.value));
      if (whole.length === 0) return ok({ config: parsed.value, settings });
    }
  }
  return err(whole.map((problem) => atSource(problem, settings, layers)));
}

/** Reads and judges one layer by itself. */
function readLayer({ name, file, text }: LayerText): Result<Layer, readonly Problem[]> {
  if (text === null) return ok({ name, file, json: { value: {}, places: new Map() } });
  const at = { layer: name, file };
  const json = readJson(text);
  if (!json.ok) return err([{ ...at, path: '', ...json.error }]);
  const { value, places } = json.value;
  const found = judgeLayer(name, value);
  if (found.length > 0 || !isObject(value)) {
    return err(
      found.map((problem) => ({ ...sourceIn({ name, file, json: { value: {}, places } }, problem.path), ...problem })),
    );
  }
  return ok({ name, file, json: { value, places } });
}

function judgeLayer(name: LayerName, value: Json): ShapeProblem[] {
  const wanted: Wanted = name === 'default' ? 'whole' : 'layer';
  const problems = [...checkShape(value, wanted), ...checkSecrets(value)];
  if (name === 'model' && valueAt(value, '/model') !== undefined) {
    problems.push({ path: '/model', ...said('modelInModel') });
  }
  if (name === 'fleet') problems.push(...checkFleet(value));
  return problems;
}

/** A mistake of the whole stands where the loudest layer speaks of it; what is missing stands where it was taken out. */
function atSource(
  { path, reason, why, missing }: ShapeProblem,
  settings: readonly Setting[],
  layers: readonly Layer[],
): Problem {
  const named = missing === undefined ? path : pointer(path, missing);
  const speaks = (at: string) => layers.findLast((layer) => valueAt(layer.json.value, at) !== undefined);
  // An entry of a list stands where the list does.
  const list = settings.find((setting) => path.startsWith(`${setting.path}/`));
  const loudest = speaks(named) ?? (list === undefined ? undefined : speaks(list.path)) ?? speaks(path);
  if (loudest === undefined) throw new Error(`no layer speaks of ${path}`);
  return { ...sourceIn(loudest, loudest === speaks(named) ? named : path), path, reason, why };
}
