import { err, ok, type Result } from '../../contract/result.ts';
import {
  type ConfigPlaces,
  configFolder,
  fileOf,
  keepLastGood,
  type OwnLayer,
  ownLayers,
  readLastGood,
  readLayers,
  type Standing,
  standingOf,
  withModel,
} from './config-files.ts';
import { codeOf, type Disk, makeFolder, readText, realDisk, replaceFile } from './disk.ts';
import { type Change, changesBetween, setAt, textOf, undone, withoutAt } from './edit.ts';
import { addEntry, documentOf, type Entry, type HistoryRow, readHistory, rowsOf } from './history.ts';
import { type Json, type JsonObject, readJson } from './json-text.ts';
import { isObject, isSame } from './layers.ts';
import { readModel } from './load-model.ts';
import { type PlannedChange, planChanges } from './plan.ts';
import { type Said, said } from './reasons.ts';
import { type LayerText, type Problem, resolve } from './resolve.ts';

/** Why something was not done. Nothing has changed then. */
export type ConfigRefusal =
  /** The result would be wrong; each problem says where. */
  | { readonly code: 'invalid'; readonly problems: readonly Problem[] }
  /** It is so already. */
  | { readonly code: 'nothing' }
  /** No such entry, or nothing is left to undo. */
  | { readonly code: 'notThere' }
  /** These values have changed since; what changed them must be undone first. */
  | { readonly code: 'conflict'; readonly paths: readonly string[] }
  /** The file has changed since the proposal was made; look again. */
  | { readonly code: 'stale' }
  /** The file system refused; its word. */
  | { readonly code: 'io'; readonly detail: string };

/** One wish: `value` left out = this layer says nothing there any more. */
export interface Wish {
  /** JSON pointer. */
  readonly path: string;
  readonly value?: Json;
}

/** A change that was judged and not done yet. Plain data, so that a page can show it and hand it back. */
export interface Proposal {
  readonly kind: Entry['kind'];
  readonly layer: OwnLayer;
  readonly file: string;
  readonly undoes?: number;
  readonly changes: readonly Change[];
  /** When each value that differs in the whole takes effect; empty where another layer is louder. */
  readonly plan: readonly PlannedChange[];
  /** The file as it was when the proposal was made; null = there is none. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * The configuration of one machine on disk: read with provenance, propose, apply, history, undo. Several processes may use it at once (service, command line): a change holds
 * the number that it takes in the history, and is refused as `stale` where the file is another than it was judged by.
 */
export class ConfigDesk {
  readonly #places: ConfigPlaces;
  readonly #wallMs: () => number;
  readonly #disk: Disk;

  /** @param wallMs wall clock, for the history */
  constructor(places: ConfigPlaces, wallMs: () => number, disk: Disk = realDisk) {
    this.#places = places;
    this.#wallMs = wallMs;
    this.#disk = disk;
  }

  get places(): ConfigPlaces {
    return this.#places;
  }

  /** What is in force by the files. Errors: they are refused and nothing good was kept. */
  read(): Result<Standing, readonly Problem[]> {
    return standingOf(this.#disk, this.#places);
  }

  /**
   * Takes what stands on disk into force: keeps it as the last good, and writes into the history what somebody changed in the files themselves.
   * The files in force are returned whether or not this could be written: `unkept` says why not.
   */
  take(): Result<Standing & { readonly unkept: string | null }, readonly Problem[]> {
    const standing = this.read();
    if (!standing.ok || standing.value.refused.length > 0) {
      return standing.ok ? ok({ ...standing.value, unkept: null }) : standing;
    }
    try {
      this.#noteFileChanges(standing.value.texts);
      keepLastGood(this.#disk, this.#places, standing.value.texts, this.#wallMs());
      return ok({ ...standing.value, unkept: null });
    } catch (cause) {
      return ok({ ...standing.value, unkept: codeOf(cause) });
    }
  }

  /** Judges what one layer shall say; changes nothing. */
  propose(layer: OwnLayer, wishes: readonly Wish[]): Result<Proposal, ConfigRefusal> {
    const current = this.#current(layer);
    if (!current.ok) return current;
    let document = current.value.document;
    for (const { path, value } of wishes) {
      if (value === undefined) document = withoutAt(document, path);
      else {
        const set = setAt(document, path, value);
        if (!set.ok) return err(invalid(layer, current.value.file, path, said('noGroup', { path: set.error })));
        document = set.value;
      }
    }
    return this.#judge({ kind: 'set', layer }, current.value, document);
  }

  /**
   * Judges the undoing of an entry. Without a number: the latest that stands; where a file is refused at this moment, the last good one is put back.
   */
  proposeUndo(n: number | null): Result<Proposal, ConfigRefusal> {
    if (n === null) {
      const restored = this.#proposeRestore();
      if (restored !== null) return restored;
    }
    const rows = this.history();
    const entry =
      n === null
        ? rows.findLast(({ state, kind }) => state === 'done' && kind !== 'undo')
        : rows.find((row) => row.n === n && row.state === 'done');
    if (entry === undefined) return err({ code: 'notThere' });
    const current = this.#current(entry.layer);
    if (!current.ok) return current;
    const after = undone(current.value.document, {
      before: documentOf(entry.before),
      after: documentOf(entry.after),
      changes: entry.changes as readonly Change[],
    });
    if (!after.ok) return err({ code: 'conflict', paths: after.error });
    return this.#judge({ kind: 'undo', layer: entry.layer, undoes: entry.n }, current.value, after.value);
  }

  /**
   * Does what was proposed, durably: first the entry of the history, then the file. A power cut at any moment leaves the old or the new file whole, and the history knows which.
   * @param by staff id, or account of the system
   */
  apply(proposal: Proposal, by: string): Result<Entry, ConfigRefusal> {
    const { kind, layer, file, undoes, changes, before, after } = proposal;
    try {
      const now = readText(this.#disk, file);
      if ((now.ok ? now.value : null) !== before) return err({ code: 'stale' });
      const entry: Entry = {
        n: (readHistory(this.#disk, this.#places.dataDir).at(-1)?.n ?? 0) + 1,
        at: new Date(this.#wallMs()).toISOString(),
        by: by.slice(0, 64),
        ...{ kind, layer, file, changes: [...changes], before, after },
        ...(undoes === undefined ? {} : { undoes }),
      };
      if (!addEntry(this.#disk, this.#places.dataDir, entry)) return err({ code: 'stale' });
      if (file.startsWith(configFolder(this.#places.dataDir)))
        makeFolder(this.#disk, configFolder(this.#places.dataDir));
      const mode = this.#disk.existsSync(file) ? this.#disk.statSync(file).mode & 0o777 : 0o600;
      replaceFile(this.#disk, file, after, mode);
      // It was judged as a whole, so it is the last good one from now on: also where no service runs.
      const standing = this.read();
      if (standing.ok && standing.value.refused.length === 0) {
        keepLastGood(this.#disk, this.#places, standing.value.texts, this.#wallMs());
      }
      return ok(entry);
    } catch (cause) {
      return err({ code: 'io', detail: codeOf(cause) });
    }
  }

  /** Every change, oldest first, and what became of it. */
  history(): readonly HistoryRow[] {
    const standing = this.read();
    const texts = standing.ok ? standing.value.texts : [];
    const inForce = (layer: OwnLayer) => documentOf(texts.find(({ name }) => name === layer)?.text ?? null);
    return rowsOf(readHistory(this.#disk, this.#places.dataDir), inForce);
  }

  /** Judges a file as if it were this layer; empty = it would be taken. */
  check(file: string, layer: OwnLayer | 'fleet'): readonly Problem[] {
    const text = readText(this.#disk, file);
    if (!text.ok) {
      const missing = { line: 1, column: 1, ...said('noFile') };
      return [{ layer, file, path: '', ...(text.error.code === 'missing' ? missing : text.error) }];
    }
    const texts = this.#textsWith({ name: layer, file, text: text.value });
    if (!texts.ok) return texts.error;
    const resolved = resolve(texts.value);
    return resolved.ok ? this.#missingModel(resolved.value.config.model, layer, texts.value) : resolved.error;
  }

  #judge(
    wish: Pick<Proposal, 'kind' | 'layer' | 'undoes'>,
    { file, text, document }: Current,
    after: JsonObject,
  ): Result<Proposal, ConfigRefusal> {
    if (isSame(document, after) && wish.kind !== 'restore') return err({ code: 'nothing' });
    const written = textOf(after);
    const texts = this.#textsWith({ name: wish.layer, file, text: written });
    if (!texts.ok) return err({ code: 'invalid', problems: texts.error });
    const resolved = resolve(texts.value);
    if (!resolved.ok) return err({ code: 'invalid', problems: resolved.error });
    const { config } = resolved.value;
    const standing = this.read();
    const inForce = standing.ok ? standing.value.resolved.config : null;
    // A model that was gone before is no reason to refuse everything else.
    const missing = config.model === inForce?.model ? [] : this.#missingModel(config.model, wish.layer, texts.value);
    if (missing.length > 0) return err({ code: 'invalid', problems: missing });
    return ok({
      ...wish,
      file,
      changes: changesBetween(document, after),
      plan: inForce === null ? [] : planChanges(inForce, config),
      before: text,
      after: written,
    });
  }

  #missingModel(model: string, layer: OwnLayer | 'fleet', texts: readonly LayerText[]): readonly Problem[] {
    const read = readModel(`${this.#places.shippedDir}/models`, model);
    if (read.ok) return [];
    const own = texts.find(({ name }) => name === layer);
    const named = own?.text === undefined || own.text === null ? null : readJson(own.text);
    const place = named?.ok === true ? named.value.places.get('/model') : undefined;
    return [
      {
        layer,
        file: own?.file ?? '',
        path: '/model',
        ...(place ?? { line: 1, column: 1 }),
        ...said('model', { detail: read.error }),
      },
    ];
  }

  /** All layers, one of them as given; the model's follows. */
  #textsWith(own: LayerText): Result<readonly LayerText[], readonly Problem[]> {
    const texts = readLayers(this.#disk, this.#places);
    // The file that is to be replaced may be missing or broken; the others must be good.
    const others = texts.ok ? texts : readLayers(this.#disk, this.#without(own.name as OwnLayer | 'fleet'));
    if (!others.ok) return others;
    const layers = others.value.filter(({ name }) => name !== 'model');
    return ok(
      withModel(
        this.#disk,
        this.#places.shippedDir,
        // Above the default and the model, below the place.
        own.name === 'fleet'
          ? layers.filter(({ name }) => name !== 'fleet').toSpliced(1, 0, own)
          : layers.map((one) => (one.name === own.name ? own : one)),
      ),
    );
  }

  /** The places as if this layer had no file. */
  #without(layer: OwnLayer | 'fleet'): ConfigPlaces {
    if (layer === 'fleet') return { ...this.#places, fleetFile: null };
    const nowhere = { ...this.#places, dataDir: `${configFolder(this.#places.dataDir)}/nowhere` };
    const { machineFile, siteFile } = this.#places;
    return layer === 'machine'
      ? { ...nowhere, machineFile: null, siteFile: siteFile ?? null }
      : { ...nowhere, siteFile: null, machineFile: machineFile ?? null };
  }

  /** The file of a layer as it stands. Error: it is no JSON document, so nothing in it can be changed singly. */
  #current(layer: OwnLayer): Result<Current, ConfigRefusal> {
    const file = fileOf(this.#places, layer);
    const text = readText(this.#disk, file);
    if (!text.ok) {
      const { error } = text;
      if (error.code === 'missing') return ok({ file, text: null, document: {} });
      return err({ code: 'invalid', problems: [{ layer, file, path: '', ...error }] });
    }
    const json = readJson(text.value);
    if (!json.ok) return err({ code: 'invalid', problems: [{ layer, file, path: '', ...json.error }] });
    if (!isObject(json.value.value)) return err(invalid(layer, file, '', said('mustBeGroup')));
    return ok({ file, text: text.value, document: json.value.value });
  }

  /** Null = no file is refused. */
  #proposeRestore(): Result<Proposal, ConfigRefusal> | null {
    const standing = this.read();
    if (!standing.ok || standing.value.refused.length === 0) return null;
    const good = readLastGood(this.#disk, this.#places.dataDir);
    for (const layer of ownLayers) {
      const file = fileOf(this.#places, layer);
      const text = readText(this.#disk, file);
      const was = good?.layers.find(({ name }) => name === layer)?.text ?? null;
      const now = text.ok ? text.value : null;
      if (was === null || was === now) continue;
      const before = documentOf(now);
      const after = documentOf(was);
      return ok({
        kind: 'restore',
        layer,
        file,
        changes: changesBetween(before, after),
        plan: [],
        before: now,
        after: was,
      });
    }
    return null;
  }

  #noteFileChanges(texts: readonly LayerText[]): void {
    const { dataDir } = this.#places;
    const entries = readHistory(this.#disk, dataDir);
    const good = readLastGood(this.#disk, dataDir);
    let next = (entries.at(-1)?.n ?? 0) + 1;
    for (const layer of ownLayers) {
      const last = entries.findLast((entry) => entry.layer === layer);
      const kept = good?.layers.find(({ name }) => name === layer)?.text;
      const text = texts.find(({ name }) => name === layer);
      if (text === undefined || (last === undefined && kept === undefined)) continue;
      const now = documentOf(text.text);
      const before = textBefore(last, kept);
      // The last change itself, or one that a power cut stopped.
      if (last !== undefined && isSame(now, documentOf(last.after))) continue;
      if (isSame(now, documentOf(before))) continue;
      const changes = changesBetween(documentOf(before), now);
      const at = new Date(this.#wallMs()).toISOString();
      const entry: Entry = {
        ...{ n: next, at, by: 'file', kind: 'file', layer, file: text.file, changes: [...changes] },
        ...{ before, after: text.text ?? '{}\n' },
      };
      // Another process that looks at the same moment notes the same.
      if (addEntry(this.#disk, dataDir, entry)) next += 1;
    }
  }
}

interface Current {
  readonly file: string;
  readonly text: string | null;
  readonly document: JsonObject;
}

/** What was in force before somebody changed a file: the last good text tells whether the last entry of the history took effect. */
function textBefore(last: Entry | undefined, kept: string | null | undefined): string | null {
  if (last === undefined) return kept ?? null;
  const wasInterrupted = kept !== undefined && isSame(documentOf(kept), documentOf(last.before));
  return wasInterrupted ? last.before : last.after;
}

const invalid = (layer: OwnLayer, file: string, path: string, words: Said): ConfigRefusal => ({
  code: 'invalid',
  problems: [{ layer, file, path, line: 1, column: 1, ...words }],
});
