import { UsageError } from '../../../contract/command.ts';
import { loadPeople } from '../bench/people.ts';
import { cardOf, type SimulatedCard } from '../persona.ts';

/**
 * The card of a synthetic person; null = none was asked for. Throws UsageError.
 * @param id `--persona` @param file `--personas`
 */
export function chosenCard(id: string | undefined, file: string): SimulatedCard | null {
  if (id === undefined) return null;
  const people = loadPeople(file);
  if (!people.ok) throw new UsageError(`--personas: ${people.error}`);
  const persona = people.value.find((one) => one.id === id);
  if (persona === undefined) {
    throw new UsageError(`--persona: there is no ${id}; one of: ${people.value.map((one) => one.id).join(' ')}`);
  }
  return cardOf(persona);
}
