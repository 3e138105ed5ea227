import { Button } from 'react-aria-components/Button';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { Icon } from '../../kit/icon.tsx';
import { useTouch } from '../../kit/touch.ts';
import { Words } from '../../kit/words.tsx';
import { WireLines } from '../wire-lines.tsx';
import classes from './ports.module.css';
import { RoleIcon } from './role-icon.tsx';

type Row = TechnicianBlockOf<'ports'>['rows'][number];

/** Every port of the machine, what answers there, and its last bytes while they come. A row opens its port. */
export function Ports({ block }: { readonly block: TechnicianBlockOf<'ports'> }) {
  return (
    <ul className={classes.rows} data-lone={block.rows.length === 1 || undefined}>
      {block.rows.map((row) => (
        <li key={row.id} className={classes.item} data-port={row.id} data-tone={row.tone}>
          <Port row={row} />
        </li>
      ))}
    </ul>
  );
}

function Port({ row }: { readonly row: Row }) {
  const touch = useTouch();
  const { action } = row;
  const content = (
    <>
      <span className={classes.sign} data-busy={row.busy}>
        {row.busy === true ? <span className={classes.turning} /> : <RoleIcon role={row.role?.id} />}
      </span>
      <span className={classes.words}>
        <span className={classes.head}>
          <span className={classes.role}>{row.role === undefined ? row.bus.text : row.role.label.text}</span>
          <span className={classes.word}>
            <Icon name={row.tone} />
            {row.word.text}
          </span>
        </span>
        <span className={classes.name}>
          {row.role === undefined ? null : <span>{row.bus.text}</span>}
          <code>{row.name}</code>
          {row.role === undefined ? null : <code className={classes.driver}>{row.role.driver}</code>}
        </span>
        {row.detail === undefined ? null : <code className={classes.detail}>{row.detail}</code>}
        {row.trouble === undefined ? null : (
          <span className={classes.trouble}>
            <span className={classes.what}>
              <Words text={row.trouble.text.text} />
            </span>
            <span>
              <Words text={row.trouble.todo.text} />
            </span>
          </span>
        )}
        <WireLines lines={row.lines} />
      </span>
    </>
  );
  if (action === undefined) return <div className={classes.row}>{content}</div>;
  return (
    <Button
      className={classes.row ?? ''}
      data-action={action.id}
      data-pressing={touch.held === action.id || undefined}
      onPress={() => touch.press(action.id)}
    >
      {content}
      <span className={classes.open}>
        <Icon name="forward" />
      </span>
    </Button>
  );
}
