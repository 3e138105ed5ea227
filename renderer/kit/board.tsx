import { useContext } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './board.module.css';
import { controlWords } from './control-words.ts';
import { Icon, type IconName } from './icon.tsx';
import { LanguageContext } from './touch.ts';

const marks: Readonly<Record<BlockOf<'board'>['lines'][number]['holds'], IconName>> = {
  yes: 'tick',
  no: 'cross',
  unknown: 'question',
};

/** Eligibility, one line each: shape and word say whether it holds, the reason stands under it. */
export function Board({ block }: { readonly block: BlockOf<'board'> }) {
  const words = controlWords(useContext(LanguageContext));
  return (
    <ul className={classes.board}>
      {block.lines.map((line) => (
        <li key={line.id} className={classes.line} data-line={line.id} data-holds={line.holds}>
          <span className={classes.mark}>
            <Icon name={marks[line.holds]} />
          </span>
          <span className={classes.words}>
            <span className={classes.text}>{line.text.text}</span>
            {line.reason === undefined ? null : <span className={classes.reason}>{line.reason.text}</span>}
          </span>
          <span className={classes.word}>{words.holds[line.holds]}</span>
        </li>
      ))}
    </ul>
  );
}
