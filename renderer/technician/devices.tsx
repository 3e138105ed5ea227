import { Button } from 'react-aria-components/Button';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { Icon } from '../kit/icon.tsx';
import { useTouch } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import classes from './devices.module.css';
import { RowHead } from './row-head.tsx';

type DeviceRow = TechnicianBlockOf<'devices'>['rows'][number];

/** The devices of this machine, one row each, which opens the device: what it is, how it does, its last error in plain words and what to do. */
export function Devices({ block }: { readonly block: TechnicianBlockOf<'devices'> }) {
  return (
    <ul className={classes.rows}>
      {block.rows.map((row) => (
        <li key={row.id} data-device={row.id} data-tone={row.tone}>
          <Row row={row} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row }: { readonly row: DeviceRow }) {
  const touch = useTouch();
  const { action } = row;
  const content = (
    <>
      <span className={classes.shape}>
        <Icon name={row.tone} />
      </span>
      <span className={classes.words}>
        <RowHead name={row.name} word={row.word} />
        <span className={classes.detail}>{row.detail}</span>
        {row.trouble === undefined ? null : (
          <span className={classes.trouble}>
            <span className={classes.what}>
              <Words text={row.trouble.text.text} />
              <code className={classes.code}>{row.trouble.code}</code>
            </span>
            <span>
              <Words text={row.trouble.todo.text} />
            </span>
          </span>
        )}
      </span>
    </>
  );
  if (action === undefined) return <div className={classes.row}>{content}</div>;
  return (
    <Button
      className={classes.row ?? ''}
      data-action={action.id}
      data-busy={touch.held === action.id || undefined}
      onPress={() => touch.press(action.id)}
    >
      {content}
      <span className={classes.open}>
        <Icon name="forward" />
      </span>
    </Button>
  );
}
