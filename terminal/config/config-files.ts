import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { type Disk, makeFolder, readText, replaceFile } from './disk.ts';
import { readJson } from './json-text.ts';
import { isObject, type LayerName, layerNames } from './layers.ts';
import { said } from './reasons.ts';
import { type LayerText, type Problem, type Resolved, resolve } from './resolve.ts';

/** Where the layers of a machine are. */
export interface ConfigPlaces {
  /** Folder `kiosk-config` of the release: the layers `default` and `model`. */
  readonly shippedDir: string;
  /** Data folder of the terminal service: `config/` in it has the last good documents and the history. */
  readonly dataDir: string;
  /** The machine's own file; null = `config/machine.json` of the data folder, which need not be there. */
  readonly machineFile: string | null;
  /** What all machines of a place share; null = `config/site.json` of the data folder, which need not be there. */
  readonly siteFile: string | null;
  /** Of the configuration bundle that is installed (docs/updates.md), which need not be there; left out = this is no installation. */
  readonly fleetFile?: string | null;
}

/** The layers that belong to a machine and not to the release. */
export const ownLayers = ['site', 'machine'] as const satisfies readonly LayerName[];
export type OwnLayer = (typeof ownLayers)[number];

/** Kept with the last good ones: a bundle is replaced, too. */
const keptLayers: readonly LayerName[] = ['fleet', ...ownLayers];

/** Folder of the layers and their history. */
export const configFolder = (dataDir: string): string => join(dataDir, 'config');

/** File of a layer: the one that the start named, else the one in the data folder. */
export function fileOf({ dataDir, machineFile, siteFile }: ConfigPlaces, layer: OwnLayer): string {
  const named = layer === 'machine' ? machineFile : siteFile;
  return named ?? join(configFolder(dataDir), `${layer}.json`);
}

/** Reads the layers, lowest first. Errors: files that are named and not there, or cannot be read. */
export function readLayers(disk: Disk, places: ConfigPlaces): Result<readonly LayerText[], readonly Problem[]> {
  const problems: Problem[] = [];
  const read = (name: LayerName, file: string, isNamed: boolean): LayerText => {
    const text = readText(disk, file);
    if (text.ok) return { name, file, text: text.value };
    const { error } = text;
    if (error.code !== 'missing') problems.push({ layer: name, file, path: '', ...error });
    else if (isNamed) problems.push({ layer: name, file, path: '', line: 1, column: 1, ...said('noFile') });
    return { name, file, text: null };
  };
  const base = read('default', join(places.shippedDir, 'default.json'), true);
  const fleet = places.fleetFile == null ? [] : [read('fleet', places.fleetFile, false)];
  const site = read('site', fileOf(places, 'site'), places.siteFile !== null);
  const machine = read('machine', fileOf(places, 'machine'), places.machineFile !== null);
  if (problems.length > 0) return err(problems);
  return ok(withModel(disk, places.shippedDir, [base, ...fleet, site, machine]));
}

/** Puts the layer of the model that these layers choose in its place, above the default. */
export function withModel(disk: Disk, shippedDir: string, layers: readonly LayerText[]): readonly LayerText[] {
  const [base, ...own] = layers;
  const model = modelOf(layers);
  if (base === undefined || model === null) return layers;
  const file = join(shippedDir, 'model-settings', `${model}.json`);
  const text = readText(disk, file);
  // A model without a file of its own says nothing; one that cannot be read is refused where it is parsed.
  return [base, { name: 'model', file, text: text.ok ? text.value : null }, ...own];
}

/** The model that the loudest layer names; null = none does, or not with a plain word. */
function modelOf(layers: readonly LayerText[]): string | null {
  for (const { text } of layers.toReversed()) {
    const json = text === null ? null : readJson(text);
    const document = json?.ok === true ? json.value.value : null;
    const model = isObject(document ?? undefined) ? (document as { readonly model?: unknown }).model : undefined;
    if (typeof model === 'string') return /^\w[\w.-]*$/.test(model) ? model : null;
  }
  return null;
}

const LastGood = Type.Object(
  {
    format: Type.Literal(1),
    /** Wall clock, ISO 8601 UTC: since when these texts are in force. */
    since: Type.String(),
    places: Type.Object(
      { machineFile: Type.Union([Type.String(), Type.Null()]), siteFile: Type.Union([Type.String(), Type.Null()]) },
      strict,
    ),
    layers: Type.Array(
      Type.Object(
        { name: oneOf(layerNames), file: Type.String(), text: Type.Union([Type.String(), Type.Null()]) },
        strict,
      ),
    ),
  },
  strict,
);
/** The texts of the machine's own layers that were last in force together. Those of the release come from the release. */
export type LastGood = Static<typeof LastGood>;

const lastGoodFile = (dataDir: string): string => join(configFolder(dataDir), 'last-good.json');

/** Null = none was kept yet, or it is no such file. */
export function readLastGood(disk: Disk, dataDir: string): LastGood | null {
  const text = readText(disk, lastGoodFile(dataDir));
  if (!text.ok) return null;
  const json = readJson(text.value);
  const kept = json.ok ? parse(LastGood, json.value.value) : null;
  return kept?.ok === true ? kept.value : null;
}

/** Where the layer of the fleet stands, as the service last took it; null = it had none. A bundle is installed by the updater and by nobody else. */
export const fleetFileIn = (noted: LastGood | null): string | null =>
  noted?.layers.find(({ name }) => name === 'fleet')?.file ?? null;

/** Keeps these texts durably; the same as before are not written again. Throws what the file system throws. */
export function keepLastGood(disk: Disk, places: ConfigPlaces, texts: readonly LayerText[], sinceMs: number): void {
  const { dataDir, machineFile, siteFile } = places;
  const layers = texts.filter(({ name }) => keptLayers.includes(name));
  const before = readLastGood(disk, dataDir);
  const kept: LastGood = {
    format: 1,
    since: new Date(sinceMs).toISOString(),
    places: { machineFile, siteFile },
    layers: layers.map(({ name, file, text }) => ({ name, file, text })),
  };
  if (before !== null && JSON.stringify({ ...before, since: '' }) === JSON.stringify({ ...kept, since: '' })) return;
  makeFolder(disk, configFolder(dataDir));
  replaceFile(disk, lastGoodFile(dataDir), `${JSON.stringify(kept, null, 1)}\n`, 0o600);
}

/** What is in force, and what is not because it is wrong. */
export interface Standing {
  readonly resolved: Resolved;
  readonly texts: readonly LayerText[];
  /** Why the files as they stand are refused; empty = they are in force. */
  readonly refused: readonly Problem[];
  /** Where they are refused: since when the last good ones are in force, ISO 8601. */
  readonly since: string | null;
}

/**
 * The configuration to go by: the files as they stand, or the last good ones where they are refused. Where a bundle of the fleet is what no release of this machine can read (it went back to an
 * older one), it is left out: a machine without the wishes of its fleet serves, one that does not start serves nobody.
 * Errors: the files are refused and nothing good was kept (or the release has changed so that it is good no more).
 */
export function standingOf(disk: Disk, places: ConfigPlaces): Result<Standing, readonly Problem[]> {
  const texts = readLayers(disk, places);
  const resolved = texts.ok ? resolve(texts.value) : texts;
  if (texts.ok && resolved.ok) return ok({ resolved: resolved.value, texts: texts.value, refused: [], since: null });
  const refused = resolved.ok ? [] : resolved.error;
  const without = texts.ok ? texts.value.filter(({ name }) => name !== 'fleet') : null;
  const lastGood = readLastGood(disk, places.dataDir);
  const base = readText(disk, join(places.shippedDir, 'default.json'));
  if (lastGood === null) {
    const again = without === null ? null : resolve(without);
    return again?.ok === true
      ? ok({ resolved: again.value, texts: without ?? [], refused, since: null })
      : err(refused);
  }
  if (!base.ok) return err(refused);
  const shipped: LayerText = { name: 'default', file: join(places.shippedDir, 'default.json'), text: base.value };
  const good = withModel(disk, places.shippedDir, [shipped, ...lastGood.layers]);
  for (const tried of [good, good.filter(({ name }) => name !== 'fleet')]) {
    const again = resolve(tried);
    if (again.ok) return ok({ resolved: again.value, texts: tried, refused, since: lastGood.since });
  }
  return err(refused);
}
