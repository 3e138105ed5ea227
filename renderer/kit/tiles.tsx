import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { ServiceIcon } from './icon.tsx';
import classes from './tiles.module.css';
import { useTouch } from './touch.ts';
import { Words } from './words.tsx';

type TilesBlock = BlockOf<'tiles'>;
type Tile = TilesBlock['tiles'][number];

/** Services of this machine, or ways to them. One that is not possible now keeps its place and says why. */
export function Tiles({ block }: { readonly block: TilesBlock }) {
  const look = lookOf(block);
  return (
    <section className={classes.section} data-look={look}>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <ul
        className={classes.tiles}
        data-look={look}
        data-odd={(look === 'cards' && oddLast(block)) || undefined}
        data-few={isFew(block) || undefined}
      >
        {block.tiles.map((tile) => (
          <li key={tile.id} data-primary={tile.primary || undefined}>
            {/* Drawn anew when it becomes possible: faded over, its words would for a moment stand white on paper. */}
            <TileButton key={tile.unavailable === undefined ? 'on' : 'off'} tile={tile} look={look} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TileButton({ tile, look }: { readonly tile: Tile; readonly look: 'cards' | 'tabs' | 'compact' }) {
  const touch = useTouch();
  // A service whose everyday name is its official one says it once.
  const under = tile.unavailable ?? (tile.detail?.text === tile.title.text ? undefined : tile.detail);
  return (
    <Button
      className={classes.tile ?? ''}
      data-tile={tile.id}
      data-look={look}
      data-primary={tile.primary || undefined}
      data-current={tile.current || undefined}
      data-busy={touch.held === tile.id || undefined}
      isDisabled={tile.unavailable !== undefined}
      {...(look === 'tabs' ? { 'aria-pressed': tile.current === true } : {})}
      onPress={() => touch.press(tile.id)}
    >
      <span className={classes.icon}>
        <ServiceIcon name={tile.icon} />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{tile.title.text}</span>
        {under === undefined ? null : (
          <span className={tile.unavailable === undefined ? classes.detail : classes.unavailable}>
            <Words text={under.text} />
          </span>
        )}
      </span>
    </Button>
  );
}

/** What the page says; else many tiles of a word each are drawn compact, everything else as cards. */
function lookOf({ look, tiles }: TilesBlock): 'cards' | 'tabs' | 'compact' {
  if (look !== undefined) return look;
  const bare = tiles.every((tile) => tile.detail === undefined && tile.unavailable === undefined && !tile.primary);
  return bare && tiles.length > 4 ? 'compact' : 'cards';
}

function isFew({ tiles }: TilesBlock): boolean {
  return tiles.length <= 4 && tiles.every((tile) => !tile.primary);
}

/** An odd number of equal cards would leave a hole: the last one takes the row. */
function oddLast({ tiles }: TilesBlock): boolean {
  return tiles.length % 2 === 1 && tiles.every((tile) => !tile.primary) && tiles.length < 6;
}
