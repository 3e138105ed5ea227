import type { ReactNode } from 'react';
import { Drawing } from '../../kit/icon.tsx';

/** Signs of what a port is for, drawn as those of the kit. */
const drawings = {
  idReader: (
    <>
      <rect x="3" y="5.5" width="18" height="13" rx="2" />
      <circle cx="8.5" cy="10.5" r="1.8" />
      <path d="M5.8 15.5a2.8 2.8 0 0 1 5.4 0M14 10h4m-4 3.5h4" />
    </>
  ),
  receiptPrinter: <path d="M4 13V8.5h16V13M7 8.5V4.5h10v4M3.5 13h17M7 13v7.5l2-1.3 2 1.3 2-1.3 2 1.3 2-1.3V13" />,
  documentPrinter: <path d="M6.5 8.5v-5h11v5M6.5 16.5h-3v-8h17v8h-3M6.5 13.5h11v7h-11z" />,
  cardDispenser: <path d="M4.5 4h15v10h-15zM4.5 7.5h15M8 14v3h11.5v3.5H8zM7.5 11h4" />,
  scanner: (
    <path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M3 12h18" />
  ),
  smartCard: <path d="M3 6h18v12.5H3zM6.5 10h5v4.5h-5zM9 10v4.5M6.5 12.2h5" />,
  ioBoard: <path d="M7 7h10v10H7zM10 7V4m4 3V4m-4 16v-3m4 3v-3M7 10H4m3 4H4m16-4h-3m3 4h-3" />,
  personaliser: <path d="M3.5 6h17v11h-17zM3.5 9.5h17M14 14.5l6-6m-4.5 7.5 1.5-.4L22 10.6l-1.1-1.1-5 5z" />,
  unused: <path d="M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM6 6l12 12" />,
} as const satisfies Readonly<Record<string, ReactNode>>;

const plug = <path d="M8 3.5v5m8-5v5M5.5 8.5h13v3a6.5 6.5 0 0 1-13 0zM12 18v3" />;

/** The sign of a role; a port without one is a plug. */
export function RoleIcon({ role }: { readonly role: string | undefined }) {
  const known = role !== undefined && Object.hasOwn(drawings, role) ? drawings[role as keyof typeof drawings] : plug;
  return <Drawing>{known}</Drawing>;
}
