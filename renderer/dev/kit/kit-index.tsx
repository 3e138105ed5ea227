import { useState } from 'react';
import { KapokMark } from '../../kit/kapok-mark.tsx';
import { Chrome, Controls } from './chrome.tsx';
import classes from './kit-index.module.css';
import { groups, type Piece } from './piece.ts';
import { allPieces } from './pieces/all-pieces.ts';
import { StateOf, usePanelTokens } from './stage.tsx';
import { StageFrame } from './stage-frame.tsx';
import { href, type View } from './view.ts';

/** Every piece with a small living picture, by group; the search looks through names, purposes and states. */
export function KitIndex({ view }: { readonly view: View }) {
  usePanelTokens(view);
  const [query, setQuery] = useState('');
  const found = allPieces.filter((piece) => matches(piece, query));
  return (
    <Chrome view={view} current={null}>
      <header className={classes.head}>
        <KapokMark className={classes.kapok} />
        <h1>
          Pieces <span lang="zh-CN">一套件</span>
        </h1>
        <p className={classes.lead}>
          What the citizen’s window is made of, as it looks on the glass: in three languages, three themes, two sizes of
          letters, on four panels. One thing per page, nothing below 4.8 mm, colour never alone.
        </p>
        <input
          className={classes.search}
          type="search"
          placeholder="Find a piece: date, 二维码, pin …"
          aria-label="Find a piece"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </header>
      <Controls view={view} page={{}} />
      {found.length === 0 ? <p className={classes.none}>No piece has this word.</p> : null}
      {groups.map((group) => {
        const pieces = found.filter((piece) => piece.group === group);
        if (pieces.length === 0) return null;
        return (
          <section key={group} className={classes.group}>
            <h2>{group}</h2>
            <ul className={classes.cards}>
              {pieces.map((piece) => (
                <li key={piece.name}>
                  <Card piece={piece} view={view} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </Chrome>
  );
}

function Card({ piece, view }: { readonly piece: Piece; readonly view: View }) {
  const [first] = piece.states;
  return (
    <a className={classes.card} href={href({ piece: piece.name }, view)}>
      <div className={classes.picture} aria-hidden="true">
        {piece.listens === true && first !== undefined ? (
          <StageFrame piece={piece} view={view} only={first.name} />
        ) : (
          <div className={classes.small} data-ground={piece.ground ?? 'sheet'} inert>
            {first === undefined ? null : <StateOf state={first} view={view} />}
          </div>
        )}
      </div>
      <div className={classes.words}>
        <h3>
          {piece.title}
          <span lang="zh-CN">{piece.zh}</span>
        </h3>
        <p>{piece.purpose}</p>
        <p className={classes.count}>
          {piece.states.length} {piece.states.length === 1 ? 'state' : 'states'}
        </p>
      </div>
    </a>
  );
}

/** Every word of the query stands somewhere in the piece. */
export function matches(piece: Piece, query: string): boolean {
  const text = [piece.name, piece.title, piece.zh, piece.purpose, piece.group, ...piece.states.map(({ name }) => name)]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
