import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../config/load-model.ts';
import type { Finding } from './finding.ts';

/** Models of machines whose numbers do not agree. For authors only: a machine with a wrong model starts all the same, with the reference drawing. */
export function checkModels(dir: string): readonly Finding[] {
  const folder = join(dir, 'models');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const model = readModel(folder, file.slice(0, -'.json'.length));
      if (model.ok) return [];
      return [
        { level: 'error', rule: 'model', file: `models/${file}`, line: 0, path: '', reason: model.error } as const,
      ];
    });
}
