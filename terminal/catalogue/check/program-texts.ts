import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a text key stands in the program itself: as it is, or as a template that begins with a fixed word (`tile.missing.${…}`). Read from the sources
 * beside this file, since the program runs from them; only for the list of texts that nobody uses.
 */
export function programTexts(): (key: string) => boolean {
  const keys = new Set<string>();
  const patterns: RegExp[] = [];
  const terminal = join(import.meta.dirname, '../..');
  for (const source of [...sources(terminal), ...sources(join(terminal, '../contract/speech'))]) {
    for (const [, key = ''] of source.matchAll(/['"]([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_-]+)*)['"]/g)) keys.add(key);
    for (const [, template = ''] of source.matchAll(/`([a-z][A-Za-z0-9]*\.[^`\n]*\$\{[^`\n]*)`/g)) {
      const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[^A-Za-z0-9_-]/g, '\\$&'));
      patterns.push(new RegExp(`^${parts.join('[A-Za-z0-9_.:-]+')}$`));
    }
  }
  return (key) =>
    keys.has(key) ||
    ends.some((end) => key.endsWith(end) && keys.has(key.slice(0, -end.length))) ||
    patterns.some((pattern) => pattern.test(key));
}

/** Pages add these to a key that they are given. */
const ends = ['.lead', '.title', '.text', '.option', '.detail', '.go', '.stop', '.queue', '.known', '.known.lead'];

function sources(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('catalogue/check/'))
    .map((file) => readFileSync(join(dir, file), 'utf8'));
}
