import { Link } from 'react-router';
import { Page } from '../kit/page.tsx';
import { useWords } from '../texts/use-words.ts';
import { shellTexts } from './shell-texts.ts';

export function Missing() {
  const words = useWords(shellTexts);
  return (
    <Page title={words('notFound')}>
      <p>{words('notFoundAbout')}</p>
      <p>
        <Link to="/">{words('toOverview')}</Link>
      </p>
    </Page>
  );
}
