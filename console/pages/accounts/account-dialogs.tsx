import { useState } from 'react';
import type { Role } from '../../../contract/accounts.ts';
import type { AccountInvitation, AccountRow } from '../../../contract/console/accounts.ts';
import { type HubReply, postJson } from '../../data/hub-client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { accountTexts } from '../../texts/account-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { RoleChoice } from './role-choice.tsx';

interface Props {
  readonly onClose: () => void;
}

const noRole: HubReply<never> = { ok: false, error: { code: 'badRequest', detail: 'roles', status: 400 } };

export function MakeAccountDialog({
  onInvited,
  onClose,
}: Props & { readonly onInvited: (invitation: AccountInvitation) => void }) {
  const words = useWords(accountTexts);
  const [account, setAccount] = useState('');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Role[]>(['operator']);
  return (
    <Confirm
      title={words('make')}
      act={words('make')}
      onConfirm={async () => {
        if (chosen.length === 0) return noRole;
        const reply = await postJson<AccountInvitation>('/v1/operator/accounts', {
          ...{ account: account.trim().toLowerCase(), name: name.trim(), roles: chosen },
        });
        if (reply.ok) onInvited(reply.value);
        return reply;
      }}
      onClose={onClose}
    >
      <p>{words('makeAbout')}</p>
      <TextField
        label={words('account')}
        about={words('accountAbout')}
        value={account}
        onChange={setAccount}
        maxLength={32}
        isRequired
        autoFocus
      />
      <TextField label={words('name')} value={name} onChange={setName} maxLength={64} isRequired />
      <RoleChoice chosen={chosen} onChange={setChosen} />
    </Confirm>
  );
}

/**
 * Changes roles as they were seen; where somebody else was faster they are read again, and whoever is here chooses anew.
 * @param account as the list has it now
 */
export function RolesDialog({
  account,
  again,
  onDone,
  onClose,
}: Props & { readonly account: AccountRow; readonly again: () => void; readonly onDone: () => void }) {
  const words = useWords(accountTexts);
  /** With the roles that were seen when the choice began: the list goes on living behind it. Null = nothing was chosen yet. */
  const [chosen, setChosen] = useState<{ readonly roles: readonly Role[]; readonly seen: readonly Role[] } | null>(
    null,
  );
  const shown = chosen?.roles ?? account.roles;
  const seen = chosen?.seen ?? account.roles;
  const change = async (): Promise<HubReply<unknown>> => {
    if (shown.length === 0) return noRole;
    const reply = await postJson(`/v1/operator/accounts/${account.id}`, { roles: shown, ifRoles: seen });
    if (!reply.ok && reply.error.detail.startsWith('ifRoles:')) {
      setChosen(null);
      again();
    }
    return reply;
  };
  return (
    <Confirm
      title={words('changeTitle', { name: account.name })}
      act={words('change')}
      onConfirm={change}
      onDone={onDone}
      onClose={onClose}
    >
      <RoleChoice chosen={shown} onChange={(roles) => setChosen({ roles, seen })} />
    </Confirm>
  );
}

interface ActProps extends Props {
  readonly act: 'reset' | 'signOut' | 'end';
  readonly account: AccountRow;
  readonly onDone: () => void;
  readonly onInvited: (invitation: AccountInvitation) => void;
}

const paths = { reset: 'reset', signOut: 'sign-out', end: 'end' } as const;

export function ActDialog({ act, account, onDone, onInvited, onClose }: ActProps) {
  const words = useWords(accountTexts);
  return (
    <Confirm
      title={`${words(act)} · ${account.name}`}
      act={words(act)}
      isDangerous
      needsReason
      onConfirm={async (reason) => {
        const reply = await postJson<AccountInvitation>(`/v1/operator/accounts/${account.id}/${paths[act]}`, {
          reason,
        });
        if (reply.ok && act === 'reset') onInvited(reply.value);
        return reply;
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{words(`${act}About`)}</p>
    </Confirm>
  );
}
