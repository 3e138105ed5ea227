import type { DataColumn } from '../../kit/data-table.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import type { Words } from '../../texts/define-texts.ts';
import type { supplyTexts } from '../../texts/supply-texts.ts';

/** The first two columns of supplies and tasks: which machine, and where it stands. */
export const siteColumns = <Row extends { readonly kiosk: string; readonly place: string }>(
  words: Words<keyof (typeof supplyTexts)['en']>,
): readonly DataColumn<Row>[] => [
  {
    id: 'kiosk',
    label: words('machine'),
    width: 90,
    isRowHeader: true,
    cell: ({ kiosk }) => <MachineLink kiosk={kiosk} />,
  },
  { id: 'place', label: words('place'), width: '3fr', minWidth: 150, cell: ({ place }) => place },
];
