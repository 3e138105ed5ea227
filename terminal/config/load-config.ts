import { readFileSync } from 'node:fs';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type LayerText, type Problem, problemLine, resolve } from './resolve.ts';

export interface ConfigError {
  readonly file: string;
  /** With line and column. */
  readonly reason: string;
}

/**
 * Reads layers by their files alone, default first, machine last: for tests. The service and its technicians go by `ConfigDesk`, which also knows models, the last good
 * documents and the history.
 */
export function loadConfig(files: readonly string[]): Result<KioskConfig, ConfigError> {
  const texts: LayerText[] = [];
  for (const [i, file] of files.entries()) {
    const name = i === 0 ? 'default' : i === files.length - 1 ? 'machine' : 'site';
    try {
      texts.push({ name, file, text: readFileSync(file, 'utf8') });
    } catch (cause) {
      return err({ file, reason: cause instanceof Error ? cause.message : 'unreadable' });
    }
  }
  const resolved = resolve(texts);
  return resolved.ok ? ok(resolved.value.config) : err(errorOf(resolved.error));
}

function errorOf([first]: readonly Problem[]): ConfigError {
  if (first === undefined) throw new Error('refused without a reason');
  return { file: first.file, reason: problemLine(first).slice(first.file.length + 1) };
}
