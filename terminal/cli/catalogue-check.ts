import { join } from 'node:path';
import type { Command } from '../../contract/command.ts';
import { loadItems } from '../catalogue/load-items.ts';
import { loadTexts } from '../catalogue/texts.ts';

/** Validates items and texts of a configuration folder. */
export const catalogueCheck: Command = {
  name: 'catalogue check',
  summary: 'Validates the service items and texts of a configuration folder.',
  positionals: ['DIR'],
  options: {},
  run: ({ positionals }) => {
    const dir = positionals[0] ?? '';
    try {
      const texts = loadTexts(join(dir, 'texts'));
      const items = loadItems(join(dir, 'catalogue'), texts);
      if (!items.ok) {
        const text = `${items.error.file}: ${items.error.reason}`;
        return Promise.resolve({ exit: 1, json: { ok: false, error: items.error }, text });
      }
      const ids = items.value.map((item) => item.id);
      return Promise.resolve({
        exit: 0,
        json: { ok: true, items: ids, texts: texts.keys.length },
        text: `${ids.length} item(s) and ${texts.keys.length} texts are good: ${ids.join(', ')}`,
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unreadable';
      return Promise.resolve({ exit: 1, json: { ok: false, error: { file: dir, reason } }, text: reason });
    }
  },
};
