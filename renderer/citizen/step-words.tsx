import type { Screen } from '../../contract/screen.ts';
import classes from './step-words.module.css';

/** Progress as words; the bars beside them only repeat it for the eye. */
export function StepWords({ step }: { readonly step: NonNullable<Screen['step']> }) {
  return (
    <p className={classes.step} data-opens>
      <span>{step.label.text}</span>
      <span className={classes.bars} aria-hidden="true">
        {Array.from({ length: step.of }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars are places, they have no other name
          <span key={index} data-past={index < step.n || undefined} />
        ))}
      </span>
    </p>
  );
}
