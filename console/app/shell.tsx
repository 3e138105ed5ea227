import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { mayDo } from '../../contract/accounts.ts';
import type { HubFailure } from '../data/hub-client.ts';
import { useLink } from '../data/live-context.ts';
import { Icon } from '../kit/icon.tsx';
import { Notice } from '../kit/notice.tsx';
import { failureWords } from '../kit/resource-view.tsx';
import { StateShape } from '../kit/state-shape.tsx';
import { kitTexts } from '../texts/kit-texts.ts';
import { useLanguage, useWords } from '../texts/use-words.ts';
import { KapokMark } from './kapok-mark.tsx';
import { pageGroups, pageList } from './page-list.ts';
import { useSession } from './session.ts';
import styles from './shell.module.css';
import { shellTexts } from './shell-texts.ts';
import { useTheme } from './use-theme.ts';

/** Navigation beside, the page in the middle. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const words = useWords(shellTexts);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of page moves the reader to its heading and the view to its top
  useEffect(() => {
    setMenuOpen(false);
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {words('skip')}
      </a>
      <aside className={styles.side} data-open={isMenuOpen || undefined}>
        <div className={styles.brand}>
          <KapokMark className={styles.mark} />
          <span>{words('title')}</span>
          <button
            type="button"
            className={styles.menu}
            aria-expanded={isMenuOpen}
            aria-controls="navigation"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {words('menu')}
          </button>
        </div>
        <Navigation />
        <Foot />
      </aside>
      <main id="main" className={styles.main} ref={main} tabIndex={-1} aria-labelledby="page-title">
        <News />
        {children}
      </main>
    </div>
  );
}

/** The own account was changed, and nobody has read it in this browser: stands on every page but the one that tells it. */
function News() {
  const words = useWords(shellTexts);
  const { session } = useSession();
  const { pathname } = useLocation();
  if (session.unreadNotices === 0 || pathname === '/account') return null;
  return (
    <div className={styles.news}>
      <Notice tone="waiting" isSpoken>
        {words('news', { count: session.unreadNotices })} <Link to="/account">{words('toNews')}</Link>
      </Notice>
    </div>
  );
}

function Navigation() {
  const words = useWords(shellTexts);
  const { actor } = useSession();
  return (
    <nav id="navigation" className={styles.navigation} aria-label={words('navigation')}>
      {pageGroups.map((group) => {
        const pages = pageList.filter(({ menu, permission }) => menu?.group === group && mayDo(actor, permission));
        if (pages.length === 0) return null;
        return (
          <div key={group} className={styles.group}>
            <p id={`group-${group}`} className={styles.groupName}>
              {words(`group.${group}`)}
            </p>
            <ul aria-labelledby={`group-${group}`}>
              {pages.map(({ path, menu }) =>
                menu === undefined ? null : (
                  <li key={path}>
                    <NavLink to={path} end={path === '/'} className={styles.entry ?? ''}>
                      <Icon name={menu.icon} />
                      {words(menu.words)}
                    </NavLink>
                  </li>
                ),
              )}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function Foot() {
  const words = useWords(shellTexts);
  const kitWords = useWords(kitTexts);
  const { actor, signOut } = useSession();
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const leave = async () => {
    setFailure(null);
    setFailure(await signOut());
  };
  return (
    <div className={styles.foot}>
      <LinkState />
      <div className={styles.person}>
        {actor.kind === 'token' ? (
          <span className={styles.name}>
            <span className="heard-only">{words('signedInAs')}</span>
            {words('tokenHolder')}
          </span>
        ) : (
          <NavLink to="/account" className={styles.own ?? ''} title={words('ownAccount')}>
            <span className="heard-only">{words('signedInAs')}</span>
            <span className={styles.name}>{actor.name}</span>
            <span className="heard-only">{words('ownAccount')}</span>
            <Icon name="account" size={16} />
          </NavLink>
        )}
        {actor.roles.length > 0 && (
          <span className={styles.roles}>{actor.roles.map((role) => words(`role.${role}`)).join(' · ')}</span>
        )}
      </div>
      <div className={styles.switches}>
        <LookSwitches className={styles.switch ?? ''} />
        <button type="button" className={styles.switch} onClick={() => void leave()} title={words('signOut')}>
          <Icon name="out" size={16} />
          <span className="heard-only">{words('signOut')}</span>
        </button>
      </div>
      <p className={styles.stays} role="alert">
        {failure !== null &&
          (failure.code === 'unanswered' ? words('notOut') : `${words('notOut')} ${failureWords(kitWords, failure)}`)}
      </p>
    </div>
  );
}

/** Language and theme; also on the page where nobody is signed in yet. */
export function LookSwitches({ className }: { readonly className: string }) {
  const words = useWords(shellTexts);
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <button type="button" className={className} lang={other} onClick={() => choose(other)}>
        <Icon name="language" size={16} />
        {other === 'en' ? words('toEnglish') : words('toChinese')}
      </button>
      <button type="button" className={className} onClick={() => setTheme(otherTheme)}>
        <Icon name={otherTheme} size={16} />
        {words(otherTheme)}
      </button>
    </>
  );
}

const lookOfLink = {
  live: { tone: 'done', shape: 'circle' },
  connecting: { tone: 'waiting', shape: 'half' },
  away: { tone: 'attention', shape: 'triangle' },
} as const;

/** Whether what is shown is of now. */
function LinkState() {
  const words = useWords(shellTexts);
  const link = useLink();
  const { tone, shape } = lookOfLink[link];
  return (
    <p className={styles.link} data-link={link} data-tone={tone} role="status" title={words(`linkAbout.${link}`)}>
      <StateShape shape={shape} size={10} />
      {words(`link.${link}`)}
    </p>
  );
}
