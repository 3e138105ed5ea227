import { staticFindings } from './check-catalogue.ts';
import { checkModels } from './check-models.ts';
import { checkUnused } from './check-texts.ts';
import { type Finding, isError } from './finding.ts';
import { programTexts } from './program-texts.ts';
import { type CatalogueConfig, readCatalogue } from './read-config.ts';
import { type Walked, walkItem } from './walk/walk-item.ts';

export interface FolderCheck {
  readonly config: CatalogueConfig;
  readonly walked: readonly Walked[];
  readonly findings: readonly Finding[];
}

/**
 * The whole check: everything that can be read, then every path of every item. Seconds of processor time.
 * @param shippedDir see `readCatalogue`; what only the authors of a release look at (texts that nobody uses, models) is left out for a bundle
 */
export function checkFolder(dir: string, shippedDir: string | null): FolderCheck {
  const config = readCatalogue(dir, shippedDir);
  const read = [
    ...(config.items.length === 0 ? [nothing] : []),
    ...staticFindings(config),
    ...(shippedDir === null ? [...checkUnused(config, programTexts()), ...checkModels(dir)] : []),
  ];
  // What is broken in itself is not walked: its paths would be those of another item.
  const broken = new Set(read.filter(isError).map((finding) => finding.file));
  const walked = config.items.filter(({ file }) => !broken.has(file)).map(walkItem);
  return { config, walked, findings: [...read, ...walked.flatMap((walk) => walk.findings)] };
}

const nothing: Finding = {
  ...{ level: 'error', rule: 'item', file: 'catalogue', line: 0, path: '', reason: 'there is no item' },
};
