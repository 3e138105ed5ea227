import { useState } from 'react';
import type { AccountInvitation, AccountRow } from '../../../contract/console/accounts.ts';
import { useMay, useSession } from '../../app/session.ts';
import { useResource } from '../../data/use-resource.ts';
import { SheetDialog } from '../../kit/confirm.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { accountTexts } from '../../texts/account-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { ActDialog, MakeAccountDialog, RolesDialog } from './account-dialogs.tsx';
import styles from './accounts.module.css';

const acts = ['change', 'reset', 'signOut', 'end'] as const;
type Act = (typeof acts)[number];
const looks = {
  invited: { tone: 'waiting' },
  active: { tone: 'done' },
  ended: { tone: 'quiet' },
} as const;

/** Who may do what at the console. */
export default function AccountsPage() {
  const words = useWords(accountTexts);
  const mayManage = useMay('account.manage');
  const accounts = useResource<readonly AccountRow[]>('/v1/console/accounts', { topics: ['audit'] });
  const [isMaking, setMaking] = useState(false);
  const [doing, setDoing] = useState<{ readonly act: Act; readonly account: AccountRow } | null>(null);
  const [invited, setInvited] = useState<AccountInvitation | null>(null);
  const done = () => {
    setDoing(null);
    accounts.again();
  };
  const invite = (invitation: AccountInvitation) => {
    setInvited(invitation);
    setMaking(false);
    done();
  };
  return (
    <Page
      title={words('title')}
      actions={
        mayManage && (
          <PressButton kind="main" icon="account" onPress={() => setMaking(true)}>
            {words('make')}
          </PressButton>
        )
      }
    >
      <Panel title={words('title')} isFlush>
        <ResourceView of={accounts}>
          {(rows) => <AccountTable rows={rows} onDo={(act, account) => setDoing({ act, account })} />}
        </ResourceView>
      </Panel>
      {isMaking && <MakeAccountDialog onInvited={invite} onClose={() => setMaking(false)} />}
      {doing?.act === 'change' && (
        <RolesDialog
          account={accounts.data?.find(({ id }) => id === doing.account.id) ?? doing.account}
          again={accounts.again}
          onDone={done}
          onClose={() => setDoing(null)}
        />
      )}
      {doing !== null && doing.act !== 'change' && (
        <ActDialog
          act={doing.act}
          account={doing.account}
          onInvited={invite}
          onDone={done}
          onClose={() => setDoing(null)}
        />
      )}
      {invited !== null && <Invitation invitation={invited} onClose={() => setInvited(null)} />}
    </Page>
  );
}

interface TableProps {
  readonly rows: readonly AccountRow[];
  readonly onDo: (act: Act, account: AccountRow) => void;
}

function AccountTable({ rows, onDo }: TableProps) {
  const words = useWords(accountTexts);
  const formats = useFormats();
  const mayManage = useMay('account.manage');
  const { actor } = useSession();
  return (
    <SmallTable
      label={words('title')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={words('none')}
      columns={[
        {
          id: 'name',
          label: words('name'),
          isRowHeader: true,
          cell: ({ id, name, account }) => (
            <>
              {name}
              {id === actor.id && ` (${words('own')})`}
              <span className={styles.second}>{account}</span>
            </>
          ),
        },
        {
          id: 'roles',
          label: words('roles'),
          cell: ({ roles }) => roles.map((role) => words(`role.${role}`)).join(' · '),
        },
        {
          id: 'state',
          label: words('state'),
          cell: ({ state, invitedUntil }) => (
            <>
              <StateWord {...looks[state]}>{words(`state.${state}`)}</StateWord>
              {invitedUntil !== null && (
                <span className={styles.second}>{words('invitedUntil', { time: formats.time(invitedUntil) })}</span>
              )}
            </>
          ),
        },
        { id: 'last', label: words('lastSignIn'), cell: ({ lastSignInAt }) => formats.time(lastSignInAt) },
        { id: 'sessions', label: words('sessions'), isNumber: true, cell: ({ sessions }) => sessions },
        { id: 'created', label: words('created'), cell: ({ createdAt }) => formats.day(createdAt) },
        {
          id: 'acts',
          label: words('acts'),
          cell: (row) =>
            mayManage &&
            row.state !== 'ended' &&
            row.id !== actor.id && (
              <span className={styles.acts}>
                {acts.map((act) => (
                  <PressButton
                    key={act}
                    kind="bare"
                    label={`${words(act)}: ${row.name}`}
                    onPress={() => onDo(act, row)}
                  >
                    {words(act)}
                  </PressButton>
                ))}
              </span>
            ),
        },
      ]}
    />
  );
}

/** Shown once: closing it is the end of it. */
function Invitation({
  invitation: { account, invitation, until },
  onClose,
}: {
  readonly invitation: AccountInvitation;
  readonly onClose: () => void;
}) {
  const words = useWords(accountTexts);
  const formats = useFormats();
  return (
    <SheetDialog title={words('invitation')} isHeld onClose={onClose}>
      <p className={styles.code}>{invitation}</p>
      <p>{words('invitationAbout', { name: `${account.name} (${account.account})`, time: formats.time(until) })}</p>
      <div>
        <PressButton kind="main" onPress={onClose}>
          {words('done')}
        </PressButton>
      </div>
    </SheetDialog>
  );
}
