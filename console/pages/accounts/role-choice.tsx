import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { type Role, roles } from '../../../contract/accounts.ts';
import { TickBox } from '../../kit/tick-box.tsx';
import { accountTexts } from '../../texts/account-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './accounts.module.css';

interface Props {
  readonly chosen: readonly Role[];
  readonly onChange: (roles: readonly Role[]) => void;
}

/** Roles with what each may do. */
export function RoleChoice({ chosen, onChange }: Props) {
  const words = useWords(accountTexts);
  return (
    <CheckboxGroup
      className={styles.roles ?? ''}
      value={[...chosen]}
      isInvalid={chosen.length === 0}
      onChange={(values) => onChange(roles.filter((role) => values.includes(role)))}
    >
      <Label className={styles.second}>{words('roles')}</Label>
      {roles.map((role) => (
        <Checkbox key={role} value={role} className={styles.role ?? ''}>
          {({ isSelected }) => (
            <>
              <TickBox isSelected={isSelected} />
              <span>
                {words(`role.${role}`)}
                <span className={styles.second}>{words(`roleAbout.${role}`)}</span>
              </span>
            </>
          )}
        </Checkbox>
      ))}
      {chosen.length === 0 && <p className={styles.wrong}>{words('noRole')}</p>}
    </CheckboxGroup>
  );
}
