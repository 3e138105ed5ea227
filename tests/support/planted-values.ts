import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './hub-rig.ts';
import type { Needle } from './process-memory.ts';

interface Persona {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly address: string;
}

const { personas } = JSON.parse(readFileSync(join(root, 'kiosk-config/demo/personas.json'), 'utf8')) as {
  readonly personas: readonly Persona[];
};

/** A synthetic person by id (hub/city/README.md). */
export function personaOf(id: string): Persona {
  const found = personas.find((persona) => persona.id === id);
  if (found === undefined) throw new Error(`no persona ${id}`);
  return found;
}

/** The values in the encodings of wire and window. `what`, not the value, is what a failure shows. */
export function needlesOf(values: Readonly<Record<string, string>>): readonly Needle[] {
  return Object.entries(values).flatMap(([what, value]) => [
    { what, bytes: Buffer.from(value, 'utf8'), ...(isShort(value) && { digitBytes: 1 as const }) },
    { what, bytes: Buffer.from(value, 'utf16le'), ...(isShort(value) && { digitBytes: 2 as const }) },
  ]);
}

/** So few digits stand inside some longer number of any program. */
export const isShort = (value: string): boolean => /^\d{1,8}$/.test(value);
