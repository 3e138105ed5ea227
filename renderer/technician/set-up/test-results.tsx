import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { MachineDrawing } from '../../kit/machine-picture.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { QrSymbol } from '../../kit/qr-symbol.tsx';
import { SvgPaper } from '../../kit/svg-paper.tsx';
import { Words } from '../../kit/words.tsx';
import { toneOf, VerdictSign } from '../verdict-sign.tsx';
import classes from './test-results.module.css';

type Row = TechnicianBlockOf<'testResults'>['rows'][number];

/** One test a row: verdict, what was measured, what to do, and what it left behind to look at. */
export function TestResults({ block }: { readonly block: TechnicianBlockOf<'testResults'> }) {
  return (
    <ul className={classes.rows}>
      {block.rows.map((row) => (
        <li
          key={row.id}
          className={classes.row}
          data-test={row.id}
          data-verdict={row.verdict}
          data-tone={toneOf(row.verdict)}
        >
          <VerdictSign verdict={row.verdict} />
          <div className={classes.words}>
            <p className={classes.head}>
              <span className={classes.name}>{row.name.text}</span>
              <span className={classes.word}>{row.word.text}</span>
            </p>
            {row.measured === undefined ? null : (
              <p className={classes.measured}>
                <Words text={row.measured.text} />
              </p>
            )}
            {row.todo === undefined ? null : (
              <p className={classes.todo}>
                <Words text={row.todo.text} />
                {row.code === undefined ? null : <code className={classes.code}>{row.code}</code>}
              </p>
            )}
          </div>
          {row.picture === undefined ? null : <Picture picture={row.picture} />}
          {row.action === undefined ? null : <PressButton action={row.action} look="plain" />}
        </li>
      ))}
    </ul>
  );
}

function Picture({ picture }: { readonly picture: NonNullable<Row['picture']> }) {
  switch (picture.kind) {
    case 'paper':
      return <SvgPaper svg={picture.svg} label={picture.label.text} className={classes.paper} />;
    case 'qr':
      return <QrSymbol qr={picture.qr} className={classes.qr} />;
    case 'part':
      return (
        <figure className={classes.part}>
          <MachineDrawing part={picture.part} state="place" />
          <figcaption className={classes.caption}>{picture.label.text}</figcaption>
        </figure>
      );
    case 'lines':
      return (
        <figure className={classes.lines}>
          {picture.lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are places, two may be the same
            <code key={at}>{line}</code>
          ))}
          <figcaption className={classes.caption}>{picture.label.text}</figcaption>
        </figure>
      );
  }
}
