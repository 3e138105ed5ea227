import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { PressButton } from '../kit/press-button.tsx';
import { Words } from '../kit/words.tsx';
import classes from './checks.module.css';
import { toneOf, VerdictSign } from './verdict-sign.tsx';

/** Checks of the machine, a line each: what, the verdict in a word, the number measured, and what to do where it did not pass. */
export function Checks({ block }: { readonly block: TechnicianBlockOf<'checks'> }) {
  return (
    <section>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <ul className={classes.lines}>
        {block.lines.map((line) => (
          <li
            key={line.id}
            className={classes.line}
            data-check={line.id}
            data-verdict={line.verdict}
            data-tone={toneOf(line.verdict)}
          >
            <VerdictSign verdict={line.verdict} />
            <div className={classes.words}>
              <p className={classes.head}>
                <span className={classes.label}>
                  <Words text={line.label.text} />
                </span>
                <span className={classes.word}>{line.word.text}</span>
              </p>
              {line.measured === undefined ? null : (
                <p className={classes.measured}>
                  <Words text={line.measured.text} />
                </p>
              )}
              {line.todo === undefined ? null : (
                <p className={classes.todo}>
                  <Words text={line.todo.text} />
                </p>
              )}
            </div>
            {line.action === undefined ? null : <PressButton action={line.action} look="plain" />}
          </li>
        ))}
      </ul>
    </section>
  );
}
