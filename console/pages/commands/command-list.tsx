import type { CommandRow } from '../../../contract/console/commands.ts';
import { pathWith } from '../../data/pages.ts';
import { useRows } from '../../data/use-rows.ts';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote, Loading } from '../../kit/resource-view.tsx';
import { kitTexts } from '../../texts/kit-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { CommandTable } from './command-table.tsx';
import styles from './commands.module.css';

const keyOf = ({ id }: CommandRow) => id;
/** Rows of one page; an order goes to 1,000 machines at most. */
const pageRows = 200;

/** Commands of one machine or of one order, newest first, page by page. */
export function CommandsOf({ of }: { readonly of: { readonly kiosk: string } | { readonly sendId: string } }) {
  const words = useWords(kitTexts);
  const list = useRows<CommandRow>(pathWith('/v1/console/commands', { ...of, limit: pageRows }), keyOf, {
    topics: ['commands'],
  });
  return (
    <>
      {list.failure !== null && <FailureNote failure={list.failure} again={list.again} />}
      {list.isLoading ? <Loading /> : <CommandTable rows={list.rows} withKiosk={'sendId' in of} />}
      {list.hasMore && (
        <p className={styles.more}>
          <PressButton isDisabled={list.isLoadingMore} onPress={list.more}>
            {words('more')}
          </PressButton>
        </p>
      )}
    </>
  );
}
