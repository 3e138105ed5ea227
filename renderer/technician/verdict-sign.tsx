import type { Tone } from '../../contract/blocks/parts.ts';
import type { Verdict } from '../../contract/technician/verdicts.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import classes from './verdict-sign.module.css';

const shapes: Readonly<Record<Verdict, { readonly icon: IconName | null; readonly tone: Tone | undefined }>> = {
  pass: { icon: 'done', tone: 'done' },
  warn: { icon: 'information', tone: 'waiting' },
  fail: { icon: 'attention', tone: 'attention' },
  notFitted: { icon: 'minus', tone: undefined },
  running: { icon: null, tone: 'information' },
  waiting: { icon: null, tone: undefined },
};

/** The tone in which a verdict is told. */
export const toneOf = (verdict: Verdict): Tone | undefined => shapes[verdict].tone;

/** Each verdict has a shape of its own; the word beside it says the same. */
export function VerdictSign({ verdict }: { readonly verdict: Verdict }) {
  const { icon, tone } = shapes[verdict];
  return (
    <span className={classes.sign} data-verdict={verdict} data-tone={tone}>
      {icon === null ? (
        <svg className={classes.ring} viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="8.5" pathLength="12" />
        </svg>
      ) : (
        <Icon name={icon} />
      )}
    </span>
  );
}
