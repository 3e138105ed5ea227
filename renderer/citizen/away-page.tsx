import { driftAt, driftStyle } from '../kit/burn-in.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import classes from './away-page.module.css';
import { awayText } from './away-text.ts';
import { useMinute } from './use-now.ts';

/** The terminal service is away: a calm page that promises nothing and shows nothing of anybody. It may stand until somebody comes, so it wanders, too. */
export function AwayPage() {
  const drift = driftAt(useMinute());
  return (
    <main className={classes.page} data-testid="screen" data-screen="away" style={driftStyle(drift)}>
      <KapokMark className={classes.kapok} />
      <div role="status">
        <h1 className={classes.heading} lang="zh-CN">
          {awayText.zh}
        </h1>
        <p className={classes.more} lang="zh-CN">
          {awayText.zhMore}
        </p>
        <p className={classes.english} lang="en">
          {awayText.en}
        </p>
        <p className={classes.more} lang="en">
          {awayText.enMore}
        </p>
      </div>
    </main>
  );
}
