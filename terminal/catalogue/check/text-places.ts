/** `{places}` of a text, each once, in the order of the alphabet. */
export function placesOf(words: string): readonly string[] {
  return [...new Set([...words.matchAll(/\{([A-Za-z][A-Za-z0-9]*)\}/g)].map(([, name = '']) => name))].sort();
}
