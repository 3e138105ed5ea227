import { useNow } from '../data/use-now.ts';
import { useFormats } from '../texts/formats.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';

/** How long ago something was; the exact time when pointed at. @param isSpan only the span: `3 min` */
export function Ago({ at, isSpan = false }: { readonly at: string | null; readonly isSpan?: boolean }) {
  const words = useWords(kitTexts);
  const formats = useFormats();
  const now = useNow();
  if (at === null) return <>—</>;
  const span = formats.span(Math.max(0, now - Date.parse(at)));
  return (
    <time dateTime={at} title={formats.time(at)}>
      {isSpan ? span : words('ago', { span })}
    </time>
  );
}
