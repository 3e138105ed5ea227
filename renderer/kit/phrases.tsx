import { Fragment } from 'react';
import classes from './phrases.module.css';
import { Words } from './words.tsx';

/**
 * Cuts a text behind its Chinese punctuation. Chinese may break between any two characters; a heading that breaks inside a word (小|票) reads badly,
 * one that breaks at a comma reads as it is spoken. Texts without such marks stay whole and wrap at their spaces.
 */
export function phrasesOf(text: string): readonly string[] {
  return text.match(/[^，。；：？！、]+[，。；：？！、]*|[，。；：？！、]+/g) ?? [];
}

/**
 * Cuts a heading in English between its sentences, each with the space behind it: “A card was left here. Do | not use this machine” says the opposite of what it means to whoever reads a
 * line. A number behind a full stop (“no. TH0017”) does not begin a sentence.
 */
export function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.?!] )(?=[A-Z][a-z’]*[ ,])/);
}

/** A heading or caption that prefers to break between its phrases. `isHeading`: in English between its sentences. */
export function Phrases({ text, isHeading = false }: { readonly text: string; readonly isHeading?: boolean }) {
  const phrases = phrasesOf(text);
  const sentences = phrases.length < 2 && isHeading ? sentencesOf(text) : [];
  if (sentences.length > 1) {
    return sentences.map((sentence, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: sentences are places in the heading, they have no other name
      <Fragment key={index}>
        {index === 0 ? null : ' '}
        <span className={classes.phrase}>
          <Words text={sentence.trimEnd()} />
        </span>
      </Fragment>
    ));
  }
  if (phrases.length < 2) return <Words text={text} />;
  return phrases.map((phrase, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: phrases are places in the sentence, they have no other name
    <span key={index} className={classes.phrase}>
      <Words text={phrase} />
    </span>
  ));
}
