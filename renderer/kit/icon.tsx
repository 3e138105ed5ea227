import type { ReactNode } from 'react';

/** Line icons on a 24-unit grid, drawn for this kit: round ends, one weight, so that they sit beside Han characters of regular weight. */
const drawings = {
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
  contrast: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" />
    </>
  ),
  help: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M9.6 9.8a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 2m0 2.3v.2" />
    </>
  ),
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
  card: (
    <>
      <rect x="3" y="5.5" width="18" height="13" rx="2" />
      <path d="M3 9.5h18M6.5 14.5h4" />
    </>
  ),
  cardLost: (
    <>
      <path d="M21 11V7.5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h7M3 9.5h18M6.5 14.5h3.5" />
      <rect x="14.8" y="15.8" width="6.7" height="5" rx="1" />
      <path d="M16.3 15.8v-1.5a1.85 1.85 0 0 1 3.7 0v1.5" />
    </>
  ),
  certificate: (
    <>
      <path d="M18 12V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H12M9 8h6m-6 3.5h4" />
      <circle cx="16.5" cy="16" r="2.5" />
      <path d="m15 18-.5 3.5 2-1 2 1-.5-3.5" />
    </>
  ),
  medical: (
    <>
      <path d="M12 20C6.5 15.5 3.5 12.5 3.5 9A4.5 4.5 0 0 1 12 6.9 4.5 4.5 0 0 1 20.5 9c0 3.5-3 6.5-8.5 11z" />
      <path d="M12 9.5v5M9.5 12h5" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="m15 15 5 5" />
    </>
  ),
  print: <path d="M7 9V4h10v5M7 16.5H4.5v-6A1.5 1.5 0 0 1 6 9h12a1.5 1.5 0 0 1 1.5 1.5v6H17M7 14h10v6H7z" />,
  home: <path d="M4 11.5 12 4.5l8 7M6 10v9.5h12V10m-8 9.5v-5h4v5" />,
  family: (
    <>
      <circle cx="8" cy="7.5" r="2.8" />
      <circle cx="17" cy="10" r="2.2" />
      <path d="M3 19.5v-2a5 5 0 0 1 10 0v2m1.5-4.8a4 4 0 0 1 6.5 3.1v1.7" />
    </>
  ),
  work: (
    <>
      <rect x="3.5" y="8" width="17" height="11.5" rx="1.5" />
      <path d="M9 8V5.5A1 1 0 0 1 10 4.5h4a1 1 0 0 1 1 1V8M3.5 13h17" />
    </>
  ),
  progress: (
    <>
      <path d="M9 5.5h11M9 12h11M9 18.5h11" />
      <path d="m3.5 5.5 1 1 1.8-2m-2.8 7.5 1 1 1.8-2M4 18.5h1.5" />
    </>
  ),
  service: (
    <>
      <rect x="4" y="4" width="6.5" height="6.5" rx="1.5" />
      <rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5" />
      <rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5" />
      <path d="M16.75 13.5V20m-3.25-3.25H20" />
    </>
  ),
} as const satisfies Readonly<Record<string, ReactNode>>;
export type IconName = keyof typeof drawings;

/** Whether the kit has a drawing of this name. */
export function isIcon(name: string): name is IconName {
  return Object.hasOwn(drawings, name);
}

/** The drawing a service asks for, or the general one. */
export function serviceIcon(name: string): IconName {
  return isIcon(name) ? name : 'service';
}

/** An icon, always beside a word, hence hidden from the accessibility tree. Its size is 1.25 em of the text it stands in. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string | undefined }) {
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
      {drawings[name]}
    </svg>
  );
}
