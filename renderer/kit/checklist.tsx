import { useContext } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './checklist.module.css';
import { controlWords } from './control-words.ts';
import { Icon, type IconName } from './icon.tsx';
import { LanguageContext } from './touch.ts';
import { Words } from './words.tsx';

type ItemState = BlockOf<'checklist'>['items'][number]['state'];

const icons: Readonly<Record<ItemState, IconName | null>> = {
  waiting: null,
  here: 'attention',
  taken: 'tick',
  cannotKnow: 'question',
  failed: 'cross',
};

/** What to take along. Each line follows a sensor; where there is none it says so. */
export function Checklist({ block }: { readonly block: BlockOf<'checklist'> }) {
  const words = controlWords(useContext(LanguageContext));
  return (
    <ul className={classes.items} aria-live="polite">
      {block.items.map((item) => {
        const icon = icons[item.state];
        return (
          <li key={item.id} className={classes.item} data-item={item.id} data-state={item.state}>
            <span className={classes.mark}>{icon === null ? null : <Icon name={icon} />}</span>
            <span className={classes.label}>
              <Words text={item.label.text} />
            </span>
            <span className={classes.state}>{words.state[item.state]}</span>
          </li>
        );
      })}
    </ul>
  );
}
