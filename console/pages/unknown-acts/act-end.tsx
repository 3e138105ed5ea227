import type { UnknownAct } from '../../../contract/console/unknown-acts.ts';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { unknownActTexts } from '../../texts/unknown-act-texts.ts';
import { useWords } from '../../texts/use-words.ts';

/** Neither the machine nor staff have said how it ended. */
export const isOpen = ({ told, seen }: UnknownAct) => told === null && seen === null;

/** What the machine told and what staff saw, each as what it is. */
export function ActEnd({ of }: { readonly of: UnknownAct }) {
  const words = useWords(unknownActTexts);
  const formats = useFormats();
  const { seen, told } = of;
  if (isOpen(of)) return <StateWord tone="attention">{words('open')}</StateWord>;
  return (
    <>
      {told !== null && <p>{words('told', { outcome: words.of('outcome.', told) })}</p>}
      {seen !== null && (
        <>
          <p>
            <b>{words(`sight.${seen.what}`)}</b>
          </p>
          <p>{words('by', { by: seen.by, time: formats.time(seen.at), note: seen.note })}</p>
        </>
      )}
    </>
  );
}
