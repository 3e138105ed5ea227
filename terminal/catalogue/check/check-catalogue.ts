import { checkItem, checkThemesFile } from './check-item.ts';
import { checkPromises } from './check-promises.ts';
import { checkReceipts } from './check-receipts.ts';
import { checkRefs } from './check-refs.ts';
import { checkItemTexts, checkTexts } from './check-texts.ts';
import type { Finding } from './finding.ts';
import type { CatalogueConfig } from './read-config.ts';

/**
 * The part of the check that only reads: schemas, texts, receipts, references, links. The terminal service runs it when it loads a configuration
 * (a few hundred milliseconds); walking the paths is for authors (`walk/walk-item.ts`).
 */
export function staticFindings(config: CatalogueConfig): readonly Finding[] {
  return [
    ...config.findings,
    ...config.items.flatMap((file) => [
      ...checkItem(file, config),
      ...checkRefs(file, config),
      ...checkItemTexts(file, config),
      ...checkPromises(file, config),
    ]),
    ...checkThemesFile(config),
    ...checkTexts(config),
    ...checkReceipts(config),
  ];
}
