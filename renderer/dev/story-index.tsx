import { useLayoutEffect } from 'react';
import { cssTokens, type PanelProfile } from '../kit/tokens.ts';
import { allStories } from './fixtures/all-stories.ts';
import classes from './story-index.module.css';

const showings = [
  ['zh-CN', 'lang=zh-CN'],
  ['English', 'lang=en'],
  ['large', 'lang=zh-CN&large=1'],
  ['English large', 'lang=en&large=1'],
  ['contrast-dark', 'lang=zh-CN&theme=contrast-dark'],
  ['contrast-light', 'lang=zh-CN&theme=contrast-light'],
] as const;

/** The list of stories with every way to show them. */
export function StoryIndex({ panel }: { readonly panel: PanelProfile }) {
  useLayoutEffect(() => {
    for (const [name, value] of cssTokens(panel, false)) document.documentElement.style.setProperty(name, value);
  }, [panel]);
  return (
    <main className={classes.index}>
      <h1>Stories</h1>
      <ul>
        {[...allStories.map((story) => story.name), 'away'].map((name) => (
          <li key={name}>
            <strong>{name}</strong>
            {showings.map(([label, query]) => (
              <a key={label} href={`?story=${name}&${query}`}>
                {label}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </main>
  );
}
