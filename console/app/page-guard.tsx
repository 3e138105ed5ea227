import { type ReactNode, Suspense } from 'react';
import { useLocation } from 'react-router';
import type { Permission } from '../../contract/accounts.ts';
import { Notice } from '../kit/notice.tsx';
import { Page } from '../kit/page.tsx';
import { Loading } from '../kit/resource-view.tsx';
import { useWords } from '../texts/use-words.ts';
import { ErrorGuard } from './error-guard.tsx';
import { useMay } from './session.ts';
import { shellTexts } from './shell-texts.ts';

/** Shows a page to whoever may see it; a failure in it ends with the page. */
export function PageGuard({ permission, children }: { readonly permission: Permission; readonly children: ReactNode }) {
  const words = useWords(shellTexts);
  const isAllowed = useMay(permission);
  const { pathname } = useLocation();
  if (!isAllowed) {
    return (
      <Page title={words('title')}>
        <Notice tone="waiting">{words('noPermission')}</Notice>
      </Page>
    );
  }
  return (
    <ErrorGuard key={pathname}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </ErrorGuard>
  );
}
