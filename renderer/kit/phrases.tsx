import classes from './phrases.module.css';
import { Words } from './words.tsx';

/**
 * Cuts a text behind its Chinese punctuation. Chinese may break between any two characters; a heading that breaks inside a word (小|票) reads badly,
 * one that breaks at a comma reads as it is spoken. Texts without such marks stay whole and wrap at their spaces.
 */
export function phrasesOf(text: string): readonly string[] {
  return text.match(/[^，。；：？！、]+[，。；：？！、]*|[，。；：？！、]+/g) ?? [];
}

/** A heading or caption that prefers to break between its phrases. */
export function Phrases({ text }: { readonly text: string }) {
  const phrases = phrasesOf(text);
  if (phrases.length < 2) return <Words text={text} />;
  return phrases.map((phrase, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: phrases are places in the sentence, they have no other name
    <span key={index} className={classes.phrase}>
      <Words text={phrase} />
    </span>
  ));
}
