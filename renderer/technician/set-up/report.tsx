import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { QrSymbol } from '../../kit/qr-symbol.tsx';
import { SvgPaper } from '../../kit/svg-paper.tsx';
import { Words } from '../../kit/words.tsx';
import { toneOf, VerdictSign } from '../verdict-sign.tsx';
import classes from './report.module.css';

/** The commissioning report: what this machine is, each device with its verdict, and the paper that lies in the printer. */
export function Report({ block }: { readonly block: TechnicianBlockOf<'report'> }) {
  return (
    <section className={classes.report} data-testid="report">
      <div className={classes.words}>
        <h2 className={classes.title}>
          {block.title.text}
          <code className={classes.number}>{block.number}</code>
        </h2>
        <dl>
          {block.facts.map((fact) => (
            <div key={fact.label.key} className={classes.fact}>
              <dt>{fact.label.text}</dt>
              <dd>
                <Words text={fact.value.text} />
              </dd>
            </div>
          ))}
        </dl>
        <ul className={classes.results}>
          {block.results.map((result) => (
            <li
              key={result.id}
              className={classes.result}
              data-result={result.id}
              data-verdict={result.verdict}
              data-tone={toneOf(result.verdict)}
            >
              <VerdictSign verdict={result.verdict} />
              <span className={classes.name}>{result.name.text}</span>
              <span className={classes.word}>{result.word.text}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className={classes.proof}>
        {block.paper === undefined ? null : (
          <SvgPaper svg={block.paper.svg} label={block.paper.label.text} className={classes.paper} />
        )}
        <figure className={classes.scan}>
          <QrSymbol qr={block.qr} className={classes.qr} />
          <figcaption className={classes.caption}>{block.qr.label.text}</figcaption>
        </figure>
      </div>
    </section>
  );
}
