import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../../contract/result.ts';
import { parse } from '../../../contract/validate.ts';
import { DemoPeople, type Persona } from '../persona.ts';

/**
 * Reads the file of synthetic people (`kiosk-config/demo/personas.json`).
 * Error: one sentence for the person who gave the path; it quotes nothing from the file.
 */
export function loadPeople(file: string): Result<readonly Persona[], string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    return err(isSyntax ? `${file} is not JSON` : `${file} cannot be read`);
  }
  const people = parse(DemoPeople, json);
  return people.ok ? ok(people.value.personas) : err(`${file}: ${people.error.path} ${people.error.reason}`);
}
