/** One mistake of the configuration, said so that its author finds the place. */
export interface Finding {
  /** Errors refuse the catalogue; warnings are for the author's eyes. */
  readonly level: 'error' | 'warning';
  /** Name of the rule that found it, stable, for tests and scripts. */
  readonly rule: FindingRule;
  /** Path inside the configuration folder. */
  readonly file: string;
  /** Line in that file, from 1; 0 = the whole file or folder. */
  readonly line: number;
  /** Place in the file as a JSON pointer; empty for the whole file and for files that are no JSON. */
  readonly path: string;
  readonly reason: string;
}

export type FindingRule =
  | 'json' // not JSON, a key twice
  | 'schema'
  | 'text.missing'
  | 'text.unused'
  | 'text.places'
  | 'text.wording'
  | 'text.evidence'
  | 'text.promise'
  | 'receipt'
  | 'ref' // leads nowhere
  | 'format'
  | 'pull' // declared, fetched, used in this order
  | 'link' // item, carry, theme
  | 'icon'
  | 'model' // front of a machine
  | 'item' // what belongs together inside one item
  | 'walk.stuck' // a page that nobody can leave forward
  | 'walk.unasked' // an answer is needed and nobody asks for it
  | 'walk.end' // a path that stops without a page that ends it
  | 'walk.unreached'
  | 'walk.tooBig';

/** Whether it must be mended before the item may be used. */
export const isError = (finding: Finding): boolean => finding.level === 'error';

/** `catalogue/x.json:12 /steps/3/field: reason`. */
export function findingText(finding: Finding): string {
  const place = finding.line > 0 ? `${finding.file}:${finding.line}` : finding.file;
  return `${finding.level === 'warning' ? 'warning ' : ''}${place}${finding.path === '' ? '' : ` ${finding.path}`}: ${finding.reason}`;
}
