import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { err, ok, type Result } from '../../../contract/result.ts';

const Promised = Compile(
  Type.Object({
    id: Type.String(),
    sla: Type.Object({ value: Type.Optional(Type.Integer({ minimum: 0 })), unit: Type.String() }),
  }),
);

/**
 * Promises of the catalogue in working days, by item. Less than a day counts as 0: decided at once.
 * @param folder the machines' catalogue (`kiosk-config/catalogue`); error: one sentence that names the file
 */
export function readPromises(folder: string): Result<ReadonlyMap<string, number>, string> {
  const promises = new Map<string, number>();
  try {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const item: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (!Promised.Check(item)) return err(`${join(folder, name)} has no id or promise`);
      const { value = 0, unit } = item.sla;
      promises.set(item.id, unit === 'workday' ? value : unit === 'day' ? Math.max(1, Math.ceil((value * 5) / 7)) : 0);
    }
  } catch (cause) {
    return err(`${folder} cannot be read: ${cause instanceof Error ? cause.name : 'unknown'}`);
  }
  return ok(promises);
}
