/** A function that a file hands out, at the beginning of a line: how biome writes all of them. */
const exported =
  /^export (?:(?:async )?function\*? (?<name>\w+)|const (?<arrow>\w+)(?:: [^=\n]+)? =(?:\n +)? (?:async )?(?:<[^>\n]*>)?\()/gm;

/** Exported functions of a file that have no docstring right above them. */
export function functionsWithoutDocstring(source: string): readonly string[] {
  return [...source.matchAll(exported)]
    .filter(({ index }) => !source.slice(0, index).endsWith('*/\n'))
    .map(({ groups }) => groups?.name ?? groups?.arrow ?? '');
}

/** Comments that put something off without saying what it waits for: `TODO(#12): …` does. */
export function unexplainedLater(source: string): readonly string[] {
  return [...source.matchAll(/(?:\/\/|\*).*\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\): \S).*/g)].map(([line]) => line.trim());
}
