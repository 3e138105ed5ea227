import type { Finding } from './finding.ts';
import { pointer } from './json-lines.ts';
import { at, type CatalogueConfig, type ItemFile, type TextEntry } from './read-config.ts';

/** Answers that name the number which the city writes to (`hub/cases/case-store.ts`, `mobileOfCase`). */
const toldAt = ['mobile', 'legalRepMobile'] as const;

/** Words that promise a message to the citizen's phone. */
const promise = /(短信|短訊)(告知|通知)|\b(we('ll| will)?) text you\b/i;

/** Whether every application of this item brings a number. */
const alwaysHasNumber = ({ item }: ItemFile): boolean =>
  item.fields.some(
    ({ key, when = 'always', required = 'always' }) =>
      toldAt.some((told) => told === key) && when === 'always' && required === 'always',
  );

/** A message is promised only where the application names a number to send it to: by itself, or in the wording of those who gave one. */
export function checkPromises(file: ItemFile, config: CatalogueConfig): readonly Finding[] {
  if (alwaysHasNumber(file)) return [];
  const { item } = file;
  const variants = (item.resultVariants ?? []).map(({ texts, when }, i) => ({
    ...{ prefix: texts, path: pointer('/resultVariants', i) },
    mayPromise: toldAt.some((key) => JSON.stringify(when) === JSON.stringify({ has: `answer/${key}` })),
  }));
  const offline = item.steps.flatMap((step, i) =>
    step.page === 'found' && step.offlineNotice !== undefined
      ? [{ prefix: step.offlineNotice, path: pointer('/steps', i), mayPromise: false }]
      : [],
  );
  const prefixes = [...variants, ...offline, { prefix: item.resultTexts, path: '/resultTexts', mayPromise: false }];
  return prefixes.flatMap(({ prefix, path, mayPromise }) =>
    mayPromise ? [] : promising(config, prefix).map((key) => at(file, path, 'text.promise', promiseReason(key))),
  );
}

const promising = ({ texts }: CatalogueConfig, prefix: string): readonly string[] =>
  [...texts].flatMap(([key, entry]) => (key.startsWith(`${prefix}.`) && promisesMessage(entry) ? [key] : []));

/** Whether a text says in any language that the citizen will get a message. What items fall back to (`result.*`) never does: some of them ask for no number. */
export const promisesMessage = ({ words }: TextEntry): boolean =>
  Object.values(words).some((said) => promise.test(said));

/** Why such a text is a mistake, in words. */
export const promiseReason = (key: string): string =>
  `text ${key} promises a message, and there may be no number to send it to`;
