import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { Icon, type IconName } from './icon.tsx';
import classes from './task-list.module.css';
import { useTouch } from './touch.ts';

type TaskState = BlockOf<'tasks'>['tasks'][number]['state'];

const marks: Readonly<Record<TaskState, IconName | null>> = {
  notStarted: null,
  blocked: 'lock',
  inProgress: 'edit',
  done: 'tick',
};

/** Sections of a long form, each a row to touch, with its state as shape and word. */
export function TaskList({ block }: { readonly block: BlockOf<'tasks'> }) {
  const touch = useTouch();
  return (
    <ol className={classes.tasks}>
      {block.tasks.map((task, index) => {
        const mark = marks[task.state];
        const id = `task:${task.id}`;
        return (
          <li key={task.id}>
            <Button
              className={classes.task ?? ''}
              data-task={task.id}
              data-state={task.state}
              data-busy={touch.held === id || undefined}
              isDisabled={task.state === 'blocked'}
              onPress={() => touch.press(id)}
            >
              <span className={classes.mark} aria-hidden="true">
                {mark === null ? index + 1 : <Icon name={mark} />}
              </span>
              <span className={classes.words}>
                <span className={classes.title}>{task.title.text}</span>
                {task.detail === undefined ? null : <span className={classes.detail}>{task.detail.text}</span>}
              </span>
              <span className={classes.word}>{task.word.text}</span>
              <span className={classes.way}>{task.state === 'blocked' ? null : <Icon name="forward" />}</span>
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
