import { type Problem, problemLine } from './resolve.ts';

/** One line for whoever looks after the machine; null = nothing is refused. @param since where a last good configuration is in force instead: since when */
export function faultOf(refused: readonly Problem[], since: string | null): string | null {
  const [first, ...more] = refused;
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return `${problemLine(first)}${others}${since === null ? '' : `; the last good one, of ${since}, is in force`}`;
}
