import type { OrdersBoard } from '../../../contract/console/tasks.ts';
import { type WorkState, workStates } from '../../../contract/technician/work-orders.ts';
import { Figure } from '../../kit/facts.tsx';
import { useFormats } from '../../texts/formats.ts';
import { orderTexts } from '../../texts/order-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import styles from './orders.module.css';

/** Numbers count the whole district: what else the list is narrowed to goes away. */
const everything = {
  status: '',
  state: '',
  severity: '',
  cause: '',
  isOverdue: '',
  isAssigned: '',
  kiosk: '',
} as const;

interface Props {
  readonly board: OrdersBoard;
  readonly onChoose: (filter: Partial<Record<keyof typeof everything, string>>) => void;
}

/** The numbers of the board; each leads to the orders that it counts. */
export function BoardFigures({ board, onChoose }: Props) {
  const words = useWords(orderTexts);
  const workWords = useWords(workTexts);
  const formats = useFormats();
  const { repair } = board;
  // A record by a closed list has no keys that the compiler knows.
  const byState: Readonly<Partial<Record<WorkState, number>>> = board.byState;
  const about = words('repairAbout', { count: repair.closed });
  return (
    <div className={styles.figures}>
      <Figure
        label={words('openCount')}
        value={<Choose onPress={() => onChoose(everything)}>{formats.number(board.open)}</Choose>}
      />
      <Figure
        label={words('overdue')}
        value={
          <Choose onPress={() => onChoose({ ...everything, isOverdue: 'true' })}>
            {formats.number(board.overdue)}
          </Choose>
        }
      />
      <Figure
        label={words('unassigned')}
        value={
          <Choose onPress={() => onChoose({ ...everything, isAssigned: 'false' })}>
            {formats.number(board.unassigned)}
          </Choose>
        }
      />
      <Figure
        label={words('repair')}
        value={repair.meanMinutes === null ? '—' : formats.span(repair.meanMinutes * 60_000)}
        beside={about}
      />
      <Figure
        label={words('inTime')}
        value={repair.inTime === null ? '—' : formats.percent(repair.inTime)}
        beside={about}
      />
      <dl className={styles.states}>
        {workStates
          .filter((state) => (byState[state] ?? 0) > 0)
          .map((state) => (
            <div key={state}>
              <dt>{workWords(`state.${state}`)}</dt>
              <dd>
                <Choose onPress={() => onChoose({ ...everything, state })}>
                  {formats.number(byState[state] ?? 0)}
                </Choose>
              </dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function Choose({ children, onPress }: { readonly children: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.choose} onClick={onPress}>
      {children}
    </button>
  );
}
