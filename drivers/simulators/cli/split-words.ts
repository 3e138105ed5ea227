import { UsageError } from '../../../contract/command.ts';

/**
 * Words of a command line given as one text: blanks separate them, except in '…' and "…", where every character stands for itself.
 * Throws UsageError for a quote that is not closed.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [whole] = /^(?:'[^']*'|"[^"]*"|[^\s'"])+/.exec(rest) ?? [];
    if (whole === undefined) throw new UsageError(`a quote is not closed: ${rest}`);
    words.push(
      whole.replace(/'([^']*)'|"([^"]*)"/g, (_quoted, single?: string, double?: string) => single ?? double ?? ''),
    );
    rest = rest.slice(whole.length).trimStart();
  }
  return words;
}
