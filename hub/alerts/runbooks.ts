import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertCode } from '../../contract/alerts/catalogue.ts';
import type { Runbook } from '../../contract/console/alerts.ts';

const folder = join(import.meta.dirname, '../../docs/runbooks');
const heads = { zh: '## 中文\n', en: '## English\n' } as const;

/** What to do about an alert, from `docs/runbooks/<code>.md`: one part for each language. Null = the folder did not come with this installation. */
export function runbookOf(code: AlertCode): Runbook | null {
  let text: string;
  try {
    text = readFileSync(join(folder, `${code}.md`), 'utf8');
  } catch {
    return null;
  }
  const zh = text.indexOf(heads.zh);
  const en = text.indexOf(heads.en);
  if (zh < 0 || en < zh) return null;
  return { code, zh: text.slice(zh + heads.zh.length, en).trim(), en: text.slice(en + heads.en.length).trim() };
}
