import type { BlockOf } from '../../contract/screen.ts';
import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { SessionContext, Visit } from '../session/context.ts';
import { readTemplate } from './read-template.ts';
import { slipFields } from './slip-fields.ts';
import { slipsOf } from './slips.ts';

type Lines = NonNullable<BlockOf<'receipt'>['paper']>;

/**
 * Lines of a receipt that are heard beside the number, the state and what comes next, which stand on the page: all that is needed to complete or check the act
 * (EN 301 549 5.1.3.16, Section 508 402.2.2). Person, time and machine are left out as both allow; titles and thanks say nothing.
 */
export const heardFields: readonly string[] = [
  'itemTitle',
  'pendingWord',
  'subsidyPending',
  'notEffective',
  'maskedCard',
  'place',
  'date',
  'slot',
  'window',
  'bring',
  'promise',
  'fee',
  'hotline',
  'bankHotline',
  'matters',
  'query',
  'keeper',
];

/** Words without a label of their own stand behind that of the state. */
const labels: Readonly<Partial<Record<string, string>>> = {
  pendingWord: 'state',
  subsidyPending: 'state',
  notEffective: 'state',
};

export interface PaperSettings {
  /** Folder of the templates, `kiosk-config/receipts`. */
  readonly dir: string;
  readonly texts: Texts;
  /** Read anew for each page: it may change while the service runs. */
  readonly cityHotline: string;
  context(): SessionContext;
}

/** Tells what the paper of a visit says, in a language; from the template and the values that the printer gets. */
export function paperInWords(paper: PaperSettings) {
  const { dir, texts, context } = paper;
  const templates = new Map<string, string | null>();
  const templateOf = (stem: string, language: Language): string | null => {
    const name = `${stem} ${language}`;
    const known = templates.get(name);
    if (known !== undefined) return known;
    const read = readTemplate(dir, stem, language);
    templates.set(name, read);
    return read;
  };
  return (visit: Visit, language: Language): Lines => {
    const now = context();
    const { identity } = now;
    if (identity === null) return [];
    // Nothing is signed for words: the code is on the paper alone.
    const [slip] = slipsOf(now, visit, () => '');
    if (slip === undefined || slip.about.kind !== 'receipt') return [];
    const template = templateOf(slip.stem, language);
    if (template === null) return [];
    const settings = {
      texts,
      context: now,
      language,
      identity,
      qrPayload: '',
      copy: 0,
      cityHotline: paper.cityHotline,
    };
    const fields = slipFields(template, slip, settings);
    return heardFields.flatMap((field) => {
      const value = fields[field] ?? '';
      if (value === '') return [];
      const label = texts.text(language, `slip.${labels[field] ?? field}`);
      return [{ label, value: texts.value(`slip.value.${field}`, value) }];
    });
  };
}
