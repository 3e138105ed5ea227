import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import { fleetStates } from '../../../contract/console/fleet-state.ts';
import type { DistrictRow } from '../../../contract/console/overview.ts';
import { ShareBar } from '../../kit/share-bar.tsx';
import { StateShape } from '../../kit/state-shape.tsx';
import { lookOfMachine } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import styles from './overview.module.css';
import { overviewTexts } from './overview-texts.ts';
import { mapColumns, tileMap } from './tile-map.ts';

/** The districts as they lie to each other, each with its machines by state. */
export function DistrictMap({ districts }: { readonly districts: readonly DistrictRow[] }) {
  return (
    <ul className={styles.map} style={{ '--columns': mapColumns } as CSSProperties}>
      {tileMap(districts).map(({ row, line, column }) => (
        <li key={row.district} style={{ '--line-of-map': line, '--column-of-map': column } as CSSProperties}>
          <DistrictTile row={row} />
        </li>
      ))}
    </ul>
  );
}

function DistrictTile({ row }: { readonly row: DistrictRow }) {
  const words = useWords(overviewTexts);
  const machineWords = useWords(machineTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const name = language === 'en' ? row.nameEn.replace(/ District$/, '') : row.nameZh;
  const troubled = fleetStates.filter((state) => state !== 'ok' && row.states[state] > 0);
  return (
    <Link
      to={`/machines?district=${row.district}`}
      className={styles.tile}
      data-empty={row.machines === 0 || undefined}
    >
      <span className={styles.tileHead}>
        <span className={styles.tileName}>{name}</span>
        <span className={styles.tileCount}>{formats.number(row.machines)}</span>
      </span>
      {row.machines === 0 ? (
        <span className={styles.none}>{words('noMachines')}</span>
      ) : (
        <>
          <ShareBar
            label={name}
            isLegendHidden
            shares={fleetStates.map((state) => ({
              id: state,
              label: machineWords(`state.${state}`),
              ...lookOfMachine(state),
              count: row.states[state],
            }))}
          />
          <span className={styles.troubles} aria-hidden="true">
            {troubled.map((state) => {
              const { tone, shape } = lookOfMachine(state);
              return (
                <span key={state} data-tone={tone} className={styles.trouble} title={machineWords(`state.${state}`)}>
                  <StateShape shape={shape} size={10} />
                  {formats.number(row.states[state])}
                </span>
              );
            })}
          </span>
        </>
      )}
    </Link>
  );
}
