import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import heardOnly from '../../kit/heard-only.module.css';
import { Icon } from '../../kit/icon.tsx';
import classes from './set-up-steps.module.css';

/** Where one is between the box and service: what is done has a tick, where one stands has its name. */
export function SetUpSteps({ block }: { readonly block: TechnicianBlockOf<'setUpSteps'> }) {
  return (
    <section className={classes.steps} data-whole data-testid="set-up-steps">
      <ol className={classes.line}>
        {block.steps.map((step, at) => (
          <li
            key={step.id}
            className={classes.step}
            data-step-id={step.id}
            data-state={step.state}
            {...(step.state === 'current' ? { 'aria-current': 'step' as const } : {})}
          >
            <span className={classes.mark} aria-hidden="true">
              {step.state === 'done' ? <Icon name="tick" /> : step.state === 'left' ? <Icon name="minus" /> : at + 1}
            </span>
            <span className={step.state === 'current' ? classes.name : heardOnly.text}>{step.label.text}</span>
          </li>
        ))}
      </ol>
      <p className={classes.words}>
        <span>{block.label.text}</span>
        {block.elapsed === undefined ? null : <span className={classes.elapsed}>{block.elapsed.text}</span>}
      </p>
    </section>
  );
}
