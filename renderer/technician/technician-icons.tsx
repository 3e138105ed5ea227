import type { ReactNode } from 'react';
import { Drawing, Icon } from '../kit/icon.tsx';

/** Signs of the technician's pages, drawn as those of the kit. */
const drawings = {
  today: <path d="M9 6h11M9 12h11M9 18h11M3.5 6l1.2 1.2L6.8 5M3.5 12l1.2 1.2 2.1-2.2M3.5 18l1.2 1.2 2.1-2.2" />,
  devices: <path d="M8 3.5v5m8-5v5M5.5 8.5h13v3a6.5 6.5 0 0 1-13 0zM12 18v3" />,
  supplies: (
    <>
      <circle cx="9" cy="9" r="5.5" />
      <circle cx="9" cy="9" r="1.8" />
      <path d="M14.5 9v11l-2-1.3-2 1.3-2-1.3" />
    </>
  ),
  orders: (
    <path d="M14.5 6.5a4 4 0 0 1 5-3.4l-2.6 2.6.4 1.9 1.9.4 2.6-2.6a4 4 0 0 1-5.4 4.7L8 18.5a2.1 2.1 0 0 1-3-3l8.6-8.2" />
  ),
  tests: (
    <path d="M9.5 3.5h5M10.5 3.5v6L5 18.2a1.6 1.6 0 0 0 1.4 2.3h11.2a1.6 1.6 0 0 0 1.4-2.3L13.5 9.5v-6M7.5 14.5h9" />
  ),
  restart: <path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4h-4M12 8.5v4" />,
  code: (
    <>
      <rect x="3.5" y="6" width="17" height="12" rx="2" />
      <path d="M7.5 12v.1m4.5-.1v.1m4.5-.1v.1" />
    </>
  ),
  outbox: (
    <path d="M3.5 13.5h5l1.2 2.5h4.6l1.2-2.5h5v5a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zM12 11V3.5m-3 3 3-3 3 3" />
  ),
  network: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M3.5 12h17M12 3.5c2.8 2.6 3.8 5.4 3.8 8.5s-1 5.9-3.8 8.5c-2.8-2.6-3.8-5.4-3.8-8.5s1-5.9 3.8-8.5z" />
    </>
  ),
  notice: <path d="M4 9.5v5h3l8 4.5V5L7 9.5zM18 9.5a3.5 3.5 0 0 1 0 5M7.5 14.5 9 20" />,
  versions: <path d="m12 3.5 8.5 4.5-8.5 4.5L3.5 8zM3.5 12l8.5 4.5 8.5-4.5M3.5 16l8.5 4.5 8.5-4.5" />,
  config: (
    <>
      <path d="M4 7h7m5 0h4M4 17h3m5 0h8" />
      <circle cx="13.5" cy="7" r="2.5" />
      <circle cx="9.5" cy="17" r="2.5" />
    </>
  ),
  items: (
    <>
      <rect x="3.5" y="9" width="13" height="9.5" rx="1.5" />
      <path d="M7 9V6.5a1.5 1.5 0 0 1 1.5-1.5H19a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-2.5M3.5 12.5h13" />
    </>
  ),
  // A box that is opened: the way of a machine from there.
  setup: <path d="M3.5 8.5 12 4.5l8.5 4v8L12 20.5l-8.5-4zM3.5 8.5l8.5 4 8.5-4M12 12.5v8M8 6.4l8.4 4" />,
  bundle: <path d="M6 3.5h8.5L19 8v12.5H6zM14 3.5V8h5M9 12.5h7M9 16h7" />,
  people: (
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.8 20a6.2 6.2 0 0 1 12.4 0M15.5 5a3.5 3.5 0 0 1 0 6.3M17.5 14.5a6.2 6.2 0 0 1 3.7 5.5" />
    </>
  ),
} as const satisfies Readonly<Record<string, ReactNode>>;

/** The sign of a page; an unknown name gets a dot, never a hole. */
export function TechnicianIcon({ name }: { readonly name: string }) {
  const known = Object.hasOwn(drawings, name) ? drawings[name as keyof typeof drawings] : undefined;
  return known === undefined ? <Icon name="dot" /> : <Drawing>{known}</Drawing>;
}
