import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const blocks = [...readFileSync(join(root, 'docs/services.md'), 'utf8').matchAll(/```json\n([\s\S]*?)```/g)];

/** The whole item and its texts as docs/services.md shows them. */
export const guideItem = JSON.parse(blocks[0]?.[1] ?? '{}') as Record<string, unknown>;
export const guideTexts = JSON.parse(blocks[1]?.[1] ?? '{}') as Record<string, unknown>;

export interface ConfigFolder extends Disposable {
  readonly dir: string;
  /** Writes a file of the folder; JSON with a line for every value. */
  write(file: string, content: unknown): string;
  remove(file: string): void;
}

/** A copy of the shipped configuration without its items and themes. */
export function configFolder(items: readonly string[] = ['u.help']): ConfigFolder {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-catalogue-'));
  const shipped = join(root, 'kiosk-config');
  for (const part of ['texts', 'receipts']) cpSync(join(shipped, part), join(dir, part), { recursive: true });
  mkdirSync(join(dir, 'catalogue'));
  for (const item of items) cpSync(join(shipped, `catalogue/${item}.json`), join(dir, `catalogue/${item}.json`));
  return {
    dir,
    write: (file, content) => {
      const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
      writeFileSync(join(dir, file), text);
      return text;
    },
    remove: (file) => rmSync(join(dir, file)),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}
