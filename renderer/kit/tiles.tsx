import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { Icon, serviceIcon } from './icon.tsx';
import classes from './tiles.module.css';
import { useTouch } from './touch.ts';

/** Services of this machine. One that is not possible now keeps its place and says why. */
export function Tiles({ block }: { readonly block: BlockOf<'tiles'> }) {
  const touch = useTouch();
  return (
    <section className={classes.section}>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <ul className={classes.tiles}>
        {block.tiles.map((tile) => (
          <li key={tile.id} data-primary={tile.primary || undefined}>
            <Button
              className={classes.tile ?? ''}
              data-tile={tile.id}
              data-primary={tile.primary || undefined}
              data-busy={touch.held === tile.id || undefined}
              isDisabled={tile.unavailable !== undefined}
              onPress={() => touch.press(tile.id)}
            >
              <span className={classes.icon}>
                <Icon name={serviceIcon(tile.icon)} />
              </span>
              <span className={classes.words}>
                <span className={classes.name}>{tile.title.text}</span>
                {tile.detail === undefined || tile.unavailable !== undefined ? null : (
                  <span className={classes.detail}>{tile.detail.text}</span>
                )}
                {tile.unavailable === undefined ? null : (
                  <span className={classes.unavailable}>{tile.unavailable.text}</span>
                )}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
