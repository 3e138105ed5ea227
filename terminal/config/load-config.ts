import { readFileSync } from 'node:fs';
import { KioskConfig } from '../../contract/kiosk-config.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';

export interface ConfigError {
  readonly file: string;
  readonly reason: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads the layers in order (default first, machine last) and validates the result. A later layer names only what it changes;
 * objects are merged, everything else is replaced.
 * Errors name the file and the place: a technician must be able to mend it from the message alone.
 */
export function loadConfig(files: readonly string[]): Result<KioskConfig, ConfigError> {
  let merged: Json = {};
  let last = files[0] ?? '';
  for (const file of files) {
    let layer: Json;
    try {
      layer = JSON.parse(readFileSync(file, 'utf8')) as Json;
    } catch (cause) {
      return err({ file, reason: cause instanceof Error ? cause.message : 'unreadable' });
    }
    merged = merge(merged, layer);
    last = file;
  }
  const config = parse(KioskConfig, merged);
  return config.ok
    ? ok(config.value)
    : err({ file: last, reason: `${config.error.path || '/'} ${config.error.reason}` });
}

function merge(base: Json, layer: Json): Json {
  if (!isObject(base) || !isObject(layer)) return layer;
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const before = result[key];
    result[key] = before === undefined ? value : merge(before, value);
  }
  return result;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
