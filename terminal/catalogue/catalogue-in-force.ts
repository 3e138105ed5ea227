import { readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { faultWords } from '../../contract/bundle-link.ts';
import type { ServiceItem, Theme } from '../../contract/catalogue/item.ts';
import type { Log } from '../../contract/log.ts';
import { ReleaseId } from '../../contract/release/release-id.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { type CatalogueError, loadItems, loadThemes } from './load-items.ts';
import { loadTexts, type Texts } from './texts.ts';

interface Catalogue {
  readonly items: readonly ServiceItem[];
  readonly themes: readonly Theme[];
  readonly texts: Texts;
}

/** The catalogue that this start goes by. */
export interface CatalogueInForce extends Catalogue {
  /** The bundle that it comes from; null = what came with the application. */
  readonly release: ReleaseId | null;
  /** The bundle that was installed and cannot be read by this release, and why; its place is taken by what came with the application. */
  readonly refused: { readonly release: ReleaseId; readonly what: string } | null;
}

/**
 * Chooses once, at the start: the installed bundle, or what came with the application where there is none or this release cannot read it. A bundle never stops a start.
 * @param link `bundles/catalogue/current` of the installation; null = this is no installation
 * Errors: what came with the application is broken itself.
 */
export function takeCatalogue(
  shippedDir: string,
  link: string | null,
  log: Log,
): Result<CatalogueInForce, CatalogueError> {
  const release = link === null ? null : linkedBundle(link);
  if (link === null || release === null) return shipped(shippedDir, null);
  const read = readBundle(shippedDir, join(dirname(link), 'slots', release));
  if (read.ok) {
    log('terminal.catalogue.taken', { release, items: read.value.items.length });
    return ok({ ...read.value, release, refused: null });
  }
  const { file, reason } = read.error;
  log('terminal.catalogue.refused', { release, file, reason });
  return shipped(shippedDir, { release, what: faultWords(`${file}: ${reason}`) });
}

/** Where the link points now; null = nowhere, or at no bundle. */
export function linkedBundle(link: string): ReleaseId | null {
  try {
    const read = parse(ReleaseId, basename(readlinkSync(link)));
    return read.ok ? read.value : null;
  } catch {
    // None is installed.
    return null;
  }
}

function shipped(dir: string, refused: CatalogueInForce['refused']): Result<CatalogueInForce, CatalogueError> {
  const read = load(dir, loadTexts(join(dir, 'texts')));
  return read.ok ? ok({ ...read.value, release: null, refused }) : read;
}

/** A whole catalogue, or why not. Never throws for what stands in a file or is not there. */
function readBundle(shippedDir: string, dir: string): Result<Catalogue, CatalogueError> {
  try {
    const read = load(dir, loadTexts(join(shippedDir, 'texts'), join(dir, 'texts')));
    if (read.ok && read.value.items.length === 0) return err({ file: 'catalogue', reason: 'there is no item' });
    return read;
  } catch (cause) {
    return err({ file: 'texts', reason: cause instanceof Error ? cause.message : 'unreadable' });
  }
}

function load(dir: string, texts: Texts): Result<Catalogue, CatalogueError> {
  const items = loadItems(join(dir, 'catalogue'), texts);
  if (!items.ok) return items;
  const themes = loadThemes(dir);
  return themes.ok ? ok({ items: items.value, themes: themes.value, texts }) : themes;
}
