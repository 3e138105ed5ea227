import { useEffect, useState } from 'react';
import { driftAt, driftStyle } from '../kit/burn-in.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import classes from './away-page.module.css';
import { awayText, longAwayMs } from './away-text.ts';
import { useMinute } from './use-now.ts';

/** The terminal service is away: a calm page that promises nothing and shows nothing of anybody. It may stand until somebody comes, so it wanders, too. */
export function AwayPage() {
  const drift = driftAt(useMinute());
  const [awayMs, setAwayMs] = useState(0);
  const words = awayText(awayMs);
  useEffect(() => {
    const timer = setTimeout(() => setAwayMs(longAwayMs), longAwayMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className={classes.page} data-testid="screen" data-screen="away" style={driftStyle(drift)}>
      <KapokMark className={classes.kapok} />
      <div role="status">
        <h1 className={classes.heading} lang="zh-CN">
          {words.zh}
        </h1>
        <p className={classes.more} lang="zh-CN">
          {words.zhMore}
        </p>
        <p className={classes.english} lang="en">
          {words.en}
        </p>
        <p className={classes.more} lang="en">
          {words.enMore}
        </p>
      </div>
    </main>
  );
}
