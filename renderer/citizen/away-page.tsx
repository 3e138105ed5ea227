import { KapokMark } from '../kit/kapok-mark.tsx';
import classes from './away-page.module.css';
import { awayText } from './away-text.ts';

/** The terminal service is away: a calm page that promises nothing and shows nothing of anybody. */
export function AwayPage() {
  return (
    <main className={classes.page} data-testid="screen" data-screen="away">
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
