import type { BlockOf } from '../../contract/screen.ts';
import { Pager } from './pager.tsx';
import classes from './preview.module.css';

/** A document as it will be printed, masked, one page at a time. It is marked across as a preview: a photo of the screen is no certificate. */
export function Preview({ block }: { readonly block: BlockOf<'preview'> }) {
  const [title, ...lines] = block.lines;
  return (
    <section className={classes.preview}>
      <div className={classes.page}>
        <div className={classes.watermark} aria-hidden="true">
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: repeated words are places
            <span key={index}>{block.watermark.text}</span>
          ))}
        </div>
        <p className={classes.title}>{title}</p>
        {lines.map((line, index) =>
          line.trim() === '' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a page are places
            <span key={index} className={classes.air} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a page are places
            <p key={index} className={classes.line}>
              {line}
            </p>
          ),
        )}
      </div>
      <p className={classes.words}>{block.pageWords.text}</p>
      <Pager pager={block.pager} />
    </section>
  );
}
