import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Theme } from '../contract/catalogue/item.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { parse } from '../contract/validate.ts';

const Themes = Type.Array(Theme, { maxItems: 100 });

/** Reads and validates `kiosk-config/themes.json`. */
export function loadThemes(file: string): Result<readonly Theme[], { readonly file: string; readonly reason: string }> {
  try {
    const themes = parse(Themes, JSON.parse(readFileSync(file, 'utf8')));
    return themes.ok ? ok(themes.value) : err({ file, reason: `${themes.error.path} ${themes.error.reason}` });
  } catch (cause) {
    return err({ file, reason: cause instanceof Error ? cause.message : 'unreadable' });
  }
}
