import type { ReactNode } from 'react';
import { serviceDrawings, serviceSynonyms } from './service-icons.tsx';

/** Line icons on a 24-unit grid, drawn for this kit: round ends, one weight, so that they sit beside Han characters of regular weight. */
const drawings = {
  help: serviceDrawings.help,
  edit: <path d="m4.5 19.5.8-4L16 4.8a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.5 18.7zM14.5 6.5l3 3" />,
  plus: <path d="M12 5v14M5 12h14" />,
  minus: <path d="M5 12h14" />,
  shift: <path d="M12 4 4.5 12H8.5v7h7v-7H19.5z" />,
  keyboard: (
    <>
      <rect x="2.5" y="6" width="19" height="12.5" rx="2" />
      <path d="M6 10v.1m4-.1v.1m4-.1v.1m4-.1v.1M8 15h8" />
    </>
  ),
  eye: (
    <>
      <path d="M2.5 12C5 7.8 8.3 5.8 12 5.8s7 2 9.5 6.2c-2.5 4.2-5.8 6.2-9.5 6.2S5 16.2 2.5 12z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5l3.3 2" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="10" rx="2" />
      <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
    </>
  ),
  dot: <circle cx="12" cy="12" r="4.5" fill="currentColor" />,
  cameraOff: (
    <>
      <path d="M8.5 6.5 9.7 4.5h4.6l1.7 2.5H19a2 2 0 0 1 2 2v8M17.5 19.5H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2M3 3l18 18" />
      <path d="M9 11.5a3.5 3.5 0 0 0 4.8 4.8" />
    </>
  ),
  back: <path d="M14.5 5.5 8 12l6.5 6.5" />,
  forward: <path d="M9.5 5.5 16 12l-6.5 6.5" />,
  up: <path d="m5.5 14.5 6.5-6.5 6.5 6.5" />,
  down: <path d="m5.5 9.5 6.5 6.5 6.5-6.5" />,
  exit: <path d="M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M10.5 12h9m-3.5-4 4 4-4 4" />,
  tick: <path d="m5 12.8 4.6 4.7L19.2 7" />,
  cross: <path d="m6.5 6.5 11 11m0-11-11 11" />,
  question: <path d="M8.6 9.2a3.5 3.5 0 1 1 5.2 3c-1.2.7-1.8 1.4-1.8 2.8m0 3v.2" />,
  backspace: <path d="M8.5 5.5H20a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H8.5L3 12zM11 9.2l5.6 5.6m0-5.6L11 14.8" />,
  text: <path d="M3 18.5 8 6l5 12.5M4.6 14.5h6.8M14.5 18.5l3-7.5 3 7.5m-5-2.5h4" />,
  contrastDark: (
    <>
      <rect x="3.5" y="3.5" width="17" height="17" rx="3" fill="currentColor" />
      <path d="M8 16.5 12 7l4 9.5M9.3 13.5h5.4" stroke="var(--surface)" />
    </>
  ),
  contrastLight: (
    <>
      <rect x="3.5" y="3.5" width="17" height="17" rx="3" />
      <path d="M8 16.5 12 7l4 9.5M9.3 13.5h5.4" />
    </>
  ),
  reach: <path d="M12 3.5v10m-4-4 4 4 4-4M4.5 14.5v4a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4" />,
  contrast: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" />
    </>
  ),
  speech: <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.3a8 8 0 0 1 0 11.4" />,
  phone: (
    <path d="M7.8 4H5.5A1.5 1.5 0 0 0 4 5.6C4.6 13.3 10.7 19.4 18.4 20a1.5 1.5 0 0 0 1.6-1.5v-2.3a1.5 1.5 0 0 0-1.2-1.5l-2.3-.5a1.5 1.5 0 0 0-1.5.6l-.7 1A12 12 0 0 1 8.2 9.7l1-.7a1.5 1.5 0 0 0 .6-1.5l-.5-2.3A1.5 1.5 0 0 0 7.8 4z" />
  ),
  online: <path d="M4 10a11.5 11.5 0 0 1 16 0M7 13.3a7.2 7.2 0 0 1 10 0m-7 3.2a3 3 0 0 1 4 0M12 19v.1" />,
  offline: (
    <path d="M4 10a11.5 11.5 0 0 1 4-2.5M12.5 7A11.5 11.5 0 0 1 20 10M10 16.5a3 3 0 0 1 4 0M12 19v.1M5 5l14 14" />
  ),
  done: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m7.8 12.5 2.9 2.9 5.6-6" />
    </>
  ),
  waiting: (
    <>
      <path d="M7 3.5h10M7 20.5h10M8 3.5v3.2c0 2.3 4 3.6 4 5.3s-4 3-4 5.3v3.2M16 3.5v3.2c0 2.3-4 3.6-4 5.3s4 3 4 5.3v3.2" />
    </>
  ),
  attention: <path d="M12 4 2.8 19.8h18.4zM12 10v4.6m0 2.5v.1" />,
  information: (
    <>
      <rect x="3.5" y="3.5" width="17" height="17" rx="3" />
      <path d="M12 11v5.5m0-9v.1" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="m15 15 5 5" />
    </>
  ),
} as const satisfies Readonly<Record<string, ReactNode>>;
export type IconName = keyof typeof drawings;
export const drawingNames = Object.keys(drawings) as readonly IconName[];

/** The drawing a service asks for, or a neutral one: an unknown name must not leave a hole. */
export function ServiceIcon({ name }: { readonly name: string }) {
  return <Drawing>{serviceDrawings[serviceIconName(name)]}</Drawing>;
}

/** Which drawing of the services a name means. */
export function serviceIconName(name: string): keyof typeof serviceDrawings {
  if (isServiceIcon(name)) return name;
  return Object.hasOwn(serviceSynonyms, name) ? (serviceSynonyms[name] ?? 'service') : 'service';
}

function isServiceIcon(name: string): name is keyof typeof serviceDrawings {
  return Object.hasOwn(serviceDrawings, name);
}

/** An icon, always beside a word, hence hidden from the accessibility tree. Its size is 1.25 em of the text it stands in. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string | undefined }) {
  return <Drawing className={className}>{drawings[name]}</Drawing>;
}

/** A drawing on the grid of 24; outside this file only for the signs of the technician. */
export function Drawing({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="1.25em"
      height="1.25em"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={className}
    >
      {children}
    </svg>
  );
}
