import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { FieldError } from '../kit/field-error.tsx';
import { Words } from '../kit/words.tsx';
import classes from './pad-words.module.css';

/** What is typed on a pad, why, and what was wrong with the last one. @param labelId names field and keys; `errorId` the mistake */
export function PadWords({
  block,
  labelId,
  errorId,
}: {
  readonly block: Pick<TechnicianBlockOf<'secret'>, 'label' | 'why' | 'error'>;
  readonly labelId: string;
  readonly errorId: string;
}) {
  const { label, why, error } = block;
  return (
    <div className={classes.words}>
      <p className={classes.label} id={labelId}>
        {label.text}
      </p>
      {why === undefined ? null : (
        <p className={classes.why}>
          <Words text={why.text} />
        </p>
      )}
      {error === undefined ? null : <FieldError id={errorId} error={error} />}
    </div>
  );
}
