import type { BlockOf } from '../../contract/screen.ts';
import classes from './preview.module.css';
import { type PreviewPart, previewParts, titleOf } from './preview-rows.ts';
import { Words } from './words.tsx';

/** A document as it will be printed, masked, one page at a time. It is marked across as a preview: a photo of the screen is no certificate. */
export function Preview({ block }: { readonly block: BlockOf<'preview'> }) {
  const { title, rest } = titleOf(block.lines);
  return (
    <section className={classes.preview}>
      <div className={classes.page} data-whole>
        {/* A sign on the paper, not a text: the heading says that this is a preview. */}
        <div className={classes.watermark} aria-hidden="true" data-decoration="">
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: repeated words are places
            <span key={index}>{block.watermark.text}</span>
          ))}
        </div>
        {title === null ? null : <p className={classes.title}>{title}</p>}
        {previewParts(rest).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a page are places
          <Part key={index} part={part} />
        ))}
      </div>
      <p className={classes.words}>{block.pageWords.text}</p>
    </section>
  );
}

function Part({ part }: { readonly part: PreviewPart }) {
  if (part.kind === 'air') return <span className={classes.air} />;
  if (part.kind === 'line') return <p className={classes.line}>{part.text}</p>;
  return (
    <table className={classes.table} data-columns={part.rows[0]?.length}>
      <tbody>
        {part.rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a page are places
          <tr key={row}>
            {cells.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row are places
              <td key={column}>
                <Words text={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
