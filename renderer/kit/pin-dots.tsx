import { useContext, useId } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords, fill } from './control-words.ts';
import heardOnly from './heard-only.module.css';
import classes from './pin-dots.module.css';
import { LanguageContext } from './touch.ts';

/** How many digits the pad has taken, never which. The software does not know them. */
export function PinDots({ block }: { readonly block: BlockOf<'pin'> }) {
  const words = controlWords(useContext(LanguageContext));
  const labelId = useId();
  return (
    <section className={classes.pin} aria-labelledby={labelId}>
      <p className={classes.label} id={labelId} data-opens>
        {block.label.text}
      </p>
      <p className={classes.dots} role="status" data-testid="pin-entered" data-entered={block.entered}>
        <span className={heardOnly.text}>{fill(words.entered, { n: block.entered, of: block.of })}</span>
        {Array.from({ length: block.of }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dots are places, they have no other name
          <span key={index} className={classes.dot} data-full={index < block.entered || undefined} aria-hidden="true" />
        ))}
      </p>
    </section>
  );
}
