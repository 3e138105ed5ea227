import type { CheckLine, CheckUnit, SupplyForecast } from '../../contract/checks.ts';
import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';

/** A line as a person reads it. */
export interface LineInWords {
  readonly part: string;
  readonly title: string;
  readonly verdict: string;
  /** What was found: a number with its unit, a word, or both; empty = nothing to say. */
  readonly found: string;
  /** Null = nothing to do. */
  readonly todo: string | null;
}

const unitSigns: Readonly<Record<CheckUnit, string>> = {
  ...{ percent: '%', ms: 'ms', s: 's', min: 'min', h: 'h', days: 'd', count: '', celsius: '°C', MiB: 'MiB' },
};

/** A line of the checks in the words of a language. */
export function lineInWords(texts: Texts, language: Language, line: CheckLine): LineInWords {
  const word = (key: string) => texts.text(language, key).text;
  const { part, id, verdict, todo } = line;
  return {
    part: texts.has(`check.part.${part}`) ? word(`check.part.${part}`) : part,
    title: word(`check.title.${id}`),
    verdict: word(`check.verdict.${verdict}`),
    found: foundOf(line, word),
    todo: todo === null ? null : word(`check.do.${todo}`),
  };
}

function foundOf({ measured, unit, word, detail, verdict, limit }: CheckLine, text: (key: string) => string): string {
  const number = measured === null ? '' : `${measured}${unit === null ? '' : ` ${unitSigns[unit]}`}`.trim();
  // The limit helps where it was passed.
  const bound =
    limit === null || verdict === 'pass'
      ? ''
      : `(${limit}${unit === null ? '' : ` ${unitSigns[unit]}`})`.replace(' )', ')');
  const said = word === null ? '' : text(`check.word.${word}`);
  return [said, number, bound, detail === null ? '' : `[${detail}]`].filter((piece) => piece !== '').join(' ');
}

/** `about 5 days left`, or why that is not known. */
export function forecastInWords(texts: Texts, language: Language, { supply, daysLeft, unknown }: SupplyForecast) {
  const said =
    daysLeft === null
      ? texts.text(language, `check.forecast.${unknown ?? 'history'}`)
      : texts.text(language, 'check.forecast.days', { days: daysLeft });
  return { supply: texts.text(language, `check.supply.${supply}`).text, said: said.text };
}
