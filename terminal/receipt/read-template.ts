import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../contract/text.ts';

/**
 * A template of `kiosk-config/receipts`. Null when it is not there: the catalogue check would have refused that, and no paper is worth a stopped program.
 * @param stem `case` of `case.zh-CN.receipt`
 */
export function readTemplate(dir: string, stem: string, language: Language): string | null {
  const file = join(dir, `${stem}.${language}.receipt`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
