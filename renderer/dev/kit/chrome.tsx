import { type ReactNode, useLayoutEffect } from 'react';
import type { Language } from '../../../contract/text.ts';
import { KapokMark } from '../../kit/kapok-mark.tsx';
import classes from './chrome.module.css';
import { groups } from './piece.ts';
import { allPieces } from './pieces/all-pieces.ts';
import { href, panelNames, panels, type Theme, themes, type View } from './view.ts';

const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '简体', 'zh-HK': '繁體', en: 'English' };
const themeNames: Readonly<Record<Theme, string>> = {
  light: 'Light',
  'contrast-dark': '黑底',
  'contrast-light': '白底',
};

/** What stands around every page of the kit: the pieces at the left. */
export function Chrome({
  view,
  current,
  children,
}: {
  readonly view: View;
  readonly current: string | null;
  readonly children: ReactNode;
}) {
  useLayoutEffect(() => {
    document.title = current === null ? 'Kit' : `${current} · Kit`;
    document.documentElement.dataset.chrome = 'on';
  }, [current]);
  return (
    <div className={classes.chrome} lang="en">
      <nav className={classes.side} aria-label="Pieces">
        <a className={classes.home} href={href({}, view)}>
          <KapokMark className={classes.mark} />
          <span>
            Kit
            <small>一体机</small>
          </span>
        </a>
        {groups.map((group) => (
          <section key={group} className={classes.group}>
            <h2>{group}</h2>
            <ul>
              {allPieces
                .filter((piece) => piece.group === group)
                .map((piece) => (
                  <li key={piece.name}>
                    <a
                      href={href({ piece: piece.name }, view)}
                      aria-current={piece.name === current ? 'page' : undefined}
                    >
                      {piece.title}
                      <span lang="zh-CN">{piece.zh}</span>
                    </a>
                  </li>
                ))}
            </ul>
          </section>
        ))}
        <section className={classes.group}>
          <h2>Whole pages</h2>
          <ul>
            <li>
              <a href={href({ page: 'stories' }, view)}>
                Stories
                <span lang="zh-CN">整页</span>
              </a>
            </li>
          </ul>
        </section>
      </nav>
      <main className={classes.main}>{children}</main>
    </div>
  );
}

/** Language, theme, letters, panel: each a word to press, all of them addresses. */
export function Controls({ view, page }: { readonly view: View; readonly page: Readonly<Record<string, string>> }) {
  return (
    <div className={classes.controls}>
      <Choice
        name="Language"
        options={(Object.keys(languageNames) as Language[]).map((language) => ({
          word: languageNames[language],
          on: language === view.language,
          href: href(page, { ...view, language }),
        }))}
      />
      <Choice
        name="Theme"
        options={themes.map((theme) => ({
          word: themeNames[theme],
          on: theme === view.theme,
          href: href(page, { ...view, theme }),
        }))}
      />
      <Choice
        name="Letters"
        options={[false, true].map((largeText) => ({
          word: largeText ? '关怀' : 'Standard',
          on: largeText === view.largeText,
          href: href(page, { ...view, largeText }),
        }))}
      />
      <Choice
        name="Height"
        options={[false, true].map((reach) => ({
          word: reach ? '低位' : 'Standing',
          on: reach === view.reach,
          href: href(page, { ...view, reach }),
        }))}
      />
      <Choice
        name="Panel"
        options={panelNames.map((panel) => ({
          word: panels[panel].label,
          on: panel === view.panel,
          href: href(page, { ...view, panel }),
        }))}
      />
    </div>
  );
}

function Choice({
  name,
  options,
}: {
  readonly name: string;
  readonly options: readonly { readonly word: string; readonly on: boolean; readonly href: string }[];
}) {
  return (
    <nav className={classes.choice} aria-label={name}>
      <span className={classes.choiceName}>{name}</span>
      <span className={classes.options}>
        {options.map((option) => (
          <a key={option.word} href={option.href} aria-current={option.on ? 'true' : undefined}>
            {option.word}
          </a>
        ))}
      </span>
    </nav>
  );
}
