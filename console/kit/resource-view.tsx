import type { ReactNode } from 'react';
import type { HubFailure } from '../data/hub-client.ts';
import type { Resource } from '../data/use-resource.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { Notice } from './notice.tsx';
import { PressButton } from './press-button.tsx';
import styles from './resource-view.module.css';

/** Why something is not there, in words, with the way to try again. */
export function FailureNote({ failure, again }: { readonly failure: HubFailure; readonly again?: () => void }) {
  const words = useWords(kitTexts);
  return (
    <Notice tone="attention">
      <p>{failureWords(words, failure)}</p>
      {failure.detail !== '' && failure.status !== 0 && (
        <p className={styles.detail}>{words('detail', { detail: failure.detail })}</p>
      )}
      {again !== undefined && <PressButton onPress={again}>{words('retry')}</PressButton>}
    </Notice>
  );
}

type KitWords = ReturnType<typeof useWords<keyof typeof kitTexts.en & string>>;

/** What the hub has against it, where its detail begins with a code that has words (`samePerson: …`); null = it does not. Pure. */
export function refusalWords(words: KitWords, detail: string): string | null {
  const code = /^(\w+):/.exec(detail)?.[1] ?? '';
  const said = words.of('refusal.', code);
  return said === code ? null : said;
}

export function failureWords(words: KitWords, failure: HubFailure): string {
  const refused = failure.status >= 400 && failure.status < 500 ? refusalWords(words, failure.detail) : null;
  if (refused !== null) return refused;
  const known = words.of('failure.', failure.code);
  return known === failure.code ? words('failed', { code: failure.code }) : known;
}

/** Shows what was read; before that says that it is being read, and why not where it was not. What is old stays, with a line that says so. */
export function ResourceView<T>({
  of,
  children,
}: {
  readonly of: Resource<T>;
  readonly children: (data: T) => ReactNode;
}) {
  if (of.data === null) {
    if (of.failure !== null) return <FailureNote failure={of.failure} again={of.again} />;
    return <Loading />;
  }
  return (
    <>
      {of.failure !== null && <FailureNote failure={of.failure} again={of.again} />}
      {children(of.data)}
    </>
  );
}

/** Nothing for a moment, then words: what comes at once shall not flicker. */
export function Loading() {
  const words = useWords(kitTexts);
  return (
    <p className={styles.loading} role="status">
      {words('loading')}
    </p>
  );
}

export function Empty({ children }: { readonly children?: ReactNode }) {
  const words = useWords(kitTexts);
  return <p className={styles.empty}>{children ?? words('empty')}</p>;
}
