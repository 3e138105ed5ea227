import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceItem, Theme } from '../../../contract/catalogue/item.ts';
import { languages } from '../../../contract/text.ts';
import { parse } from '../../../contract/validate.ts';
import { explain } from './explain-schema.ts';
import type { Finding, FindingRule } from './finding.ts';
import { type JsonText, lineOf, parseJson, pointer } from './json-lines.ts';
import { placesOf } from './text-places.ts';

export interface ItemFile {
  readonly file: string;
  readonly json: JsonText;
  readonly item: ServiceItem;
}
export interface ThemesFile {
  readonly file: string;
  readonly json: JsonText;
  readonly themes: readonly Theme[];
}
/** One text in all languages, and where it stands. */
export interface TextEntry {
  readonly file: string;
  readonly line: number;
  readonly words: Readonly<Record<(typeof languages)[number], string>>;
}
export interface ReceiptFile {
  readonly file: string;
  readonly stem: string;
  readonly language: string;
  readonly template: string;
}

/** A configuration folder as far as its files can be read; what cannot is in `findings`. */
export interface CatalogueConfig {
  readonly items: readonly ItemFile[];
  readonly themes: ThemesFile | null;
  readonly texts: ReadonlyMap<string, TextEntry>;
  readonly receipts: readonly ReceiptFile[];
  readonly findings: readonly Finding[];
}

/**
 * Reads items, themes, texts and receipts of `kiosk-config` and checks them against their schemas. Never throws for what stands in a file.
 * @param dir  the configuration folder
 * @param shippedDir  `kiosk-config` of the release where `dir` is a bundle with a catalogue: its receipts, and its texts below those of the bundle; null = `dir` stands by itself
 */
export function readCatalogue(dir: string, shippedDir: string | null = null): CatalogueConfig {
  const findings: Finding[] = [];
  const items: ItemFile[] = [];
  for (const file of filesIn(dir, 'catalogue', '.json')) {
    const json = readJson(dir, file, findings);
    if (json === null) continue;
    const item = parse(ServiceItem, json.value);
    if (item.ok) items.push({ file, json, item: item.value });
    else findings.push(schemaFinding(file, json, explain(ServiceItem, json.value) ?? item.error));
  }
  return {
    items,
    themes: readThemes(dir, findings),
    texts: shippedDir === null ? readTexts(dir, findings) : textsAbove(shippedDir, readTexts(dir, findings), findings),
    receipts: filesIn(shippedDir ?? dir, 'receipts', '.receipt').map((file) => receiptOf(shippedDir ?? dir, file)),
    findings,
  };
}

/** A finding in a JSON file. */
export function at(
  file: { readonly file: string; readonly json: Pick<JsonText, 'lines'> },
  path: string,
  rule: FindingRule,
  reason: string,
  level: Finding['level'] = 'error',
): Finding {
  return { level, rule, file: file.file, line: lineOf(file.json, path), path, reason };
}

function filesIn(dir: string, folder: string, ending: string): readonly string[] {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function readJson(dir: string, file: string, findings: Finding[]): JsonText | null {
  const json = parseJson(readFileSync(join(dir, file), 'utf8'));
  if (!json.ok) {
    findings.push({ level: 'error', rule: 'json', file, path: '', ...json.error });
    return null;
  }
  for (const path of json.value.repeated) {
    findings.push(at({ file, json: json.value }, path, 'json', 'this key stands twice'));
  }
  return json.value;
}

function schemaFinding(file: string, json: JsonText, problem: { readonly path: string; readonly reason: string }) {
  return at({ file, json }, problem.path, 'schema', problem.reason);
}

function readThemes(dir: string, findings: Finding[]): ThemesFile | null {
  const file = 'themes.json';
  if (!existsSync(join(dir, file))) return null;
  const json = readJson(dir, file, findings);
  if (json === null) return null;
  if (!Array.isArray(json.value)) {
    findings.push(schemaFinding(file, json, { path: '', reason: 'must be a list of themes' }));
    return null;
  }
  const themes = json.value.flatMap((raw: unknown, i) => {
    const theme = parse(Theme, raw);
    if (theme.ok) return [theme.value];
    const { path, reason } = explain(Theme, raw) ?? theme.error;
    findings.push(schemaFinding(file, json, { path: `${pointer('', i)}${path}`, reason }));
    return [];
  });
  return { file, json, themes };
}

function readTexts(dir: string, findings: Finding[]): ReadonlyMap<string, TextEntry> {
  const texts = new Map<string, TextEntry>();
  for (const file of filesIn(dir, 'texts', '.json')) {
    const json = readJson(dir, file, findings);
    if (json === null) continue;
    for (const [key, raw] of Object.entries((json.value ?? {}) as Readonly<Record<string, unknown>>)) {
      const path = pointer('', key);
      const entry = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
      const lacks = languages.filter((language) => typeof entry[language] !== 'string' || entry[language] === '');
      const other = Object.keys(entry).find((language) => !(languages as readonly string[]).includes(language));
      const known = texts.get(key);
      if (lacks.length > 0) {
        findings.push(at({ file, json }, path, 'text.missing', `text ${key} has no ${lacks.join(', no ')}`));
      } else if (other !== undefined) {
        findings.push(at({ file, json }, path, 'schema', `${other} is no language of this machine`));
      } else if (known !== undefined) {
        findings.push(at({ file, json }, path, 'json', `text ${key} stands also in ${known.file}:${known.line}`));
      } else {
        texts.set(key, { file, line: lineOf(json, path), words: entry as TextEntry['words'] });
      }
    }
  }
  return texts;
}

/** What the program says is said with values that it gives: other words may leave one out, and name no other. */
function textsAbove(
  shippedDir: string,
  own: ReadonlyMap<string, TextEntry>,
  findings: Finding[],
): ReadonlyMap<string, TextEntry> {
  const shipped = readTexts(shippedDir, []);
  for (const [key, { file, line, words }] of own) {
    const before = shipped.get(key);
    if (before === undefined) continue;
    const places = placesOf(before.words['zh-CN']);
    const strange = languages.flatMap((language) => placesOf(words[language])).find((place) => !places.includes(place));
    if (strange === undefined) continue;
    const reason = `text ${key} of the release has no place {${strange}}`;
    findings.push({ level: 'error', rule: 'text.places', file, line, path: pointer('', key), reason });
  }
  return new Map([...shipped, ...own]);
}

function receiptOf(dir: string, file: string): ReceiptFile {
  const [, stem = file, language = ''] = /^receipts\/(.+)\.([A-Za-z-]+)\.receipt$/.exec(file) ?? [];
  return { file, stem, language, template: readFileSync(join(dir, file), 'utf8') };
}
