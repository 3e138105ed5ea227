import type { ReactNode } from 'react';

const card = (
  <>
    <rect x="3" y="5.5" width="18" height="13" rx="2" />
    <path d="M3 9.5h18" />
  </>
);
const cutCard = <path d="M21 11V7.5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h7M3 9.5h18M6.5 14.5h3.5" />;
const sheet = <path d="M18 11V8.5l-5-5H7.5A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H11M13 3.5V8.5h5" />;

/**
 * Drawings of services, categories and themes: same grid and weight as the rest of the kit, a second sign at the lower right says what is done with the
 * thing. Names are those of the catalogue (`icon` of an item) and common synonyms.
 */
export const serviceDrawings = {
  card: (
    <>
      {card}
      <path d="M6.5 14.5h4" />
    </>
  ),
  cardLost: (
    <>
      {cutCard}
      <rect x="14.8" y="15.8" width="6.7" height="5" rx="1" />
      <path d="M16.3 15.8v-1.5a1.85 1.85 0 0 1 3.7 0v1.5" />
    </>
  ),
  cardNew: (
    <>
      {cutCard}
      <path d="M17.8 14v7m-3.5-3.5h7" />
    </>
  ),
  cardReplace: (
    <>
      {cutCard}
      <path d="M14.5 16.2a3.6 3.6 0 0 1 6.4-.6m.6 3a3.6 3.6 0 0 1-6.4.9M21.4 13v2.8h-2.8M14.7 22v-2.6h2.6" />
    </>
  ),
  contributions: (
    <>
      <path d="M4 20h16.5M6.5 20v-5m4.5 5V9.5m4.5 10.5V12.5m4.5 7.5V6.5" />
      <path d="m4 8.5 4-3 4.5 1.5L17.5 3" />
    </>
  ),
  certificate: (
    <>
      <path d="M18 12V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H12M9 8h6m-6 3.5h4" />
      <circle cx="16.5" cy="16" r="2.5" />
      <path d="m15 18-.5 3.5 2-1 2 1-.5-3.5" />
    </>
  ),
  certificateList: (
    <>
      <path d="M18 12V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H12M9 7.5h6m-6 3h6m-6 3h3" />
      <circle cx="16.5" cy="16" r="2.5" />
      <path d="m15 18-.5 3.5 2-1 2 1-.5-3.5" />
    </>
  ),
  certificateHealth: (
    <>
      <path d="M18 10V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H11M9 8h6m-6 3.5h4" />
      <path d="M16.8 21c-2.7-1.9-4.1-3.2-4.1-4.9a2.1 2.1 0 0 1 4.1-.8 2.1 2.1 0 0 1 4.1.8c0 1.7-1.4 3-4.1 4.9z" />
    </>
  ),
  certificateUnit: (
    <>
      <path d="M18 9.5V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H10M9 8h6m-6 3.5h3" />
      <path d="M13 20.5V14h4.5v6.5M17.5 16.5h3v4M11.5 20.5h10M15.2 16.5v.1m0 1.9v.1" />
    </>
  ),
  certificateUnitList: (
    <>
      <path d="M18 9.5V5a1.5 1.5 0 0 0-1.5-1.5h-9A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5H10M9 7h6m-6 2.8h6M9 12.6h2.5" />
      <path d="M13 20.5V14h4.5v6.5M17.5 16.5h3v4M11.5 20.5h10M15.2 16.5v.1m0 1.9v.1" />
    </>
  ),
  cardCheck: (
    <>
      {cutCard}
      <path d="m14 17.5 2.5 2.5 4.8-5" />
    </>
  ),
  list: <path d="M9 6h11.5M9 12h11.5M9 18h11.5M4.5 6v.1m0 5.9v.1m0 5.9v.1" />,
  company: (
    <>
      <path d="M4.5 20.5V5A1.5 1.5 0 0 1 6 3.5h7A1.5 1.5 0 0 1 14.5 5v15.5M14.5 9.5h4A1.5 1.5 0 0 1 20 11v9.5M3 20.5h18.5" />
      <path d="M8 7.5h3M8 11.5h3M8 15.5h3m6.3-2.5v.1m0 3.4v.1" />
    </>
  ),
  subsidy: (
    <>
      <circle cx="12" cy="9" r="5.8" />
      <path d="m9.8 6.2 2.2 2.8 2.2-2.8M12 9v3.5M9.8 10.2h4.4" />
      <path d="M3.5 17.5c2.5-1.3 4.5-.8 6.3.7h3.7c1.7 0 1.7 2 0 2H10m3.8-2 5-1.9c1.8-.6 2.5 1.2 1 2L14 21.3c-3.2.7-6.5-.8-10.5-.3" />
    </>
  ),
  family: (
    <>
      <circle cx="8" cy="7.5" r="2.8" />
      <circle cx="17" cy="10" r="2.2" />
      <path d="M3 19.5v-2a5 5 0 0 1 10 0v2m1.5-4.8a4 4 0 0 1 6.5 3.1v1.7" />
    </>
  ),
  medical: (
    <>
      <path d="M12 20C6.5 15.5 3.5 12.5 3.5 9A4.5 4.5 0 0 1 12 6.9 4.5 4.5 0 0 1 20.5 9c0 3.5-3 6.5-8.5 11z" />
      <path d="M12 9.5v5M9.5 12h5" />
    </>
  ),
  medicalNew: (
    <>
      <path d="M12 18.5C6.5 14.5 3.5 12 3.5 8.5A4.5 4.5 0 0 1 12 6.4a4.5 4.5 0 0 1 8.5 2.1c0 .9-.2 1.7-.6 2.5" />
      <path d="M17.8 14v7m-3.5-3.5h7" />
    </>
  ),
  stop: (
    <>
      <path d="M12 18.5C6.5 14.5 3.5 12 3.5 8.5A4.5 4.5 0 0 1 12 6.4a4.5 4.5 0 0 1 8.5 2.1" />
      <circle cx="17.5" cy="16.5" r="4" />
      <path d="M15.6 16.5h3.8" />
    </>
  ),
  edit: (
    <>
      {sheet}
      <path d="m13.5 20.8.5-2.8 5-5a1.6 1.6 0 0 1 2.3 2.3l-5 5z" />
    </>
  ),
  baby: (
    <>
      <circle cx="12" cy="12.5" r="7.5" />
      <path d="M9.3 11.5v.6m5.4-.6v.6M9.5 15.5c1.7 1.3 3.3 1.3 5 0M12 5c-1.6 0-2.2-2 0-2.3 1.7-.2 2.4 1.3 1.5 2.3M4.5 11.8a1.4 1.4 0 0 0 0 2.5m15-2.5a1.4 1.4 0 0 1 0 2.5" />
    </>
  ),
  birth: (
    <>
      {sheet}
      <path d="M9 12h3M9 8.5h1" />
      <path d="M16.8 21.5c-2.7-1.9-4.1-3.3-4.1-5a2.1 2.1 0 0 1 4.1-.8 2.1 2.1 0 0 1 4.1.8c0 1.7-1.4 3.1-4.1 5z" />
    </>
  ),
  maternity: (
    <>
      <circle cx="11" cy="5.2" r="2.7" />
      <path d="M8 20.5v-6.3l-2 .8.9-4.3A3.2 3.2 0 0 1 10 8.2h2c1.7 0 2.5 1 2.5 2.3 2.8 1 4 2.7 4 4.7 0 2.5-2 3.8-4 3.8v1.5M11.7 14.3c1.3-1.6 3.5.2 1.3 2.2-2.4-1.6-.6-3.6-.1-2.1" />
    </>
  ),
  shop: (
    <>
      <path d="M4.5 10.5v8.5A1.5 1.5 0 0 0 6 20.5h12a1.5 1.5 0 0 0 1.5-1.5v-8.5" />
      <path d="M5 3.5h14l2 5.3a2.7 2.7 0 0 1-4.5 1.1 3 3 0 0 1-4.5 0 3 3 0 0 1-4.5 0A2.7 2.7 0 0 1 3 8.8zM9.5 20.5v-5.3h5v5.3" />
    </>
  ),
  tracker: (
    <>
      <path d="M6 3.5v17M6 7h7.5m-7.5 5h11m-11 5h5" />
      <circle cx="16" cy="7" r="2" />
      <circle cx="19.3" cy="12" r="2" />
      <circle cx="13.5" cy="17" r="2" />
    </>
  ),
  licence: (
    <>
      <rect x="3" y="4.5" width="18" height="15" rx="2" />
      <circle cx="8.5" cy="10.5" r="2.2" />
      <path d="M5.5 16a3 3 0 0 1 6 0M14 9.5h4M14 13h4m-4 3h2.5" />
    </>
  ),
  fund: (
    <>
      <path d="M3.5 10.5 12 4l8.5 6.5M5.5 9.2v10.3h13V9.2" />
      <path d="m9.8 10.5 2.2 2.8 2.2-2.8M12 13.3v3.7m-2.3-2.3h4.6" />
    </>
  ),
  permit: (
    <>
      <rect x="5" y="3" width="14" height="18" rx="2" />
      <circle cx="12" cy="9.5" r="2.5" />
      <path d="M8.5 15.8a3.5 3.5 0 0 1 7 0M9 18.3h6M10 5.5h4" />
    </>
  ),
  elder: (
    <>
      <circle cx="10" cy="5.5" r="2.5" />
      <path d="M6 20.5l1.5-5V11A2.5 2.5 0 0 1 10 8.5c1.5 0 2.3 1 2.8 2.3l1 2.5 2.7 1M10.5 14l2 2.8.5 3.7M18 20.5v-6.7a1.6 1.6 0 0 0-3.2 0" />
    </>
  ),
  house: (
    <>
      <path d="M3.5 11.5 12 4.5l8.5 7M5.5 10v9.5h13V10" />
      <path d="M10 19.5v-5.3h4v5.3" />
    </>
  ),
  calendar: (
    <>
      <rect x="3.5" y="5" width="17" height="15.5" rx="2" />
      <path d="M3.5 10h17M8 3v4m8-4v4" />
      <path d="m9 15 2.2 2.2 4-4.2" />
    </>
  ),
  progress: (
    <>
      <path d="M9 5.5h11M9 12h11M9 18.5h11" />
      <path d="m3.5 5.5 1 1 1.8-2m-2.8 7.5 1 1 1.8-2M4 18.5h1.5" />
    </>
  ),
  star: <path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.8l-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z" />,
  guide: (
    <>
      <path d="M12 6.5C10.3 5 7.5 4.5 3.5 4.5v13.5c4 0 6.8.5 8.5 2 1.7-1.5 4.5-2 8.5-2V4.5c-4 0-6.8.5-8.5 2zM12 6.5V20" />
      <path d="M6.5 8.8c1.2.1 2.2.3 3 .6m-3 3c1.2.1 2.2.3 3 .6m5-3.6c.8-.3 1.8-.5 3-.6m-3 4.2c.8-.3 1.8-.5 3-.6" />
    </>
  ),
  help: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M9.6 9.8a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 2m0 2.3v.2" />
    </>
  ),
  print: <path d="M7 9V4h10v5M7 16.5H4.5v-6A1.5 1.5 0 0 1 6 9h12a1.5 1.5 0 0 1 1.5 1.5v6H17M7 14h10v6H7z" />,
  work: (
    <>
      <rect x="3.5" y="8" width="17" height="11.5" rx="1.5" />
      <path d="M9 8V5.5A1 1 0 0 1 10 4.5h4a1 1 0 0 1 1 1V8M3.5 13h17" />
    </>
  ),
  // verbs
  do: (
    <>
      <path d="M17.5 12v7a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19V5A1.5 1.5 0 0 1 6 3.5h7M8 9h4m-4 4h3m-3 4h5" />
      <path d="m14 11.5.5-2.8 5-5a1.6 1.6 0 0 1 2.3 2.3l-5 5z" />
    </>
  ),
  query: (
    <>
      <path d="M10 20.5H6A1.5 1.5 0 0 1 4.5 19V5A1.5 1.5 0 0 1 6 3.5h9A1.5 1.5 0 0 1 16.5 5v4.5M8 8h5m-5 4h2.5" />
      <circle cx="15.5" cy="15.5" r="3.8" />
      <path d="m18.3 18.3 2.7 2.7" />
    </>
  ),
  mine: (
    <>
      <path d="M3.5 7A1.5 1.5 0 0 1 5 5.5h4.5l2 2.5H19A1.5 1.5 0 0 1 20.5 9.5V18a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z" />
      <path d="m9 13.5 2.2 2.2 4-4.2" />
    </>
  ),
  // categories
  ss: (
    <>
      <path d="M12 3.5 4.5 6v5.5c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6z" />
      <path d="m8.8 11.8 2.3 2.3 4.2-4.5" />
    </>
  ),
  hukou: (
    <>
      <path d="M5 5A1.5 1.5 0 0 1 6.5 3.5H19v17H6.5A1.5 1.5 0 0 1 5 19zM5 17.5h14" />
      <path d="M8.5 10.5 12 7.5l3.5 3M9.5 9.8v3.7h5V9.8" />
    </>
  ),
  exit: (
    <>
      <rect x="5" y="3" width="14" height="18" rx="2" />
      <circle cx="12" cy="10" r="3.8" />
      <path d="M8.2 10h7.6M12 6.2c-2 2-2 5.6 0 7.6 2-2 2-5.6 0-7.6M9 17.5h6" />
    </>
  ),
  traffic: (
    <>
      <path d="M4 15.5v-3.3L6 6.7A1.5 1.5 0 0 1 7.4 5.7h9.2A1.5 1.5 0 0 1 18 6.7l2 5.5v3.3a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4.3 11.5h15.4" />
      <path d="M6.5 16.5v2.3m11-2.3v2.3M7.5 14h1.3m6.4 0h1.3" />
    </>
  ),
  estate: (
    <>
      <path d="M4 20.5V9l6-3.5V20.5M10 20.5V10h9a1 1 0 0 1 1 1v9.5M2.5 20.5h19" />
      <path d="M13.5 13.5h3m-3 3.5h3M7 10.5v.1m0 3.4v.1m0 3.4v.1" />
    </>
  ),
  more: (
    <>
      <rect x="4" y="4" width="6.5" height="6.5" rx="1.5" />
      <rect x="13.5" y="4" width="6.5" height="6.5" rx="3.25" />
      <rect x="4" y="13.5" width="6.5" height="6.5" rx="3.25" />
      <rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5" />
    </>
  ),
  // ways and themes
  school: (
    <>
      <path d="M2.5 9.5 12 5l9.5 4.5L12 14z" />
      <path d="M6.5 11.5v4.7c3 2.4 8 2.4 11 0v-4.7M21.5 9.5v5" />
    </>
  ),
  rings: (
    <>
      <circle cx="9" cy="14.5" r="5.5" />
      <circle cx="15" cy="14.5" r="5.5" />
      <path d="m9 9-1.8-3.5h3.6zm6 0-1.8-3.5h3.6z" />
    </>
  ),
  truck: (
    <>
      <path d="M3 6.5h11v10.5H3zM14 10h4l3 3.5V17h-7" />
      <circle cx="7" cy="18" r="2" fill="var(--surface)" />
      <circle cx="17" cy="18" r="2" fill="var(--surface)" />
    </>
  ),
  face: (
    <>
      <path d="M3.5 8V5A1.5 1.5 0 0 1 5 3.5h3m8 0h3A1.5 1.5 0 0 1 20.5 5v3m0 8v3a1.5 1.5 0 0 1-1.5 1.5h-3m-8 0H5A1.5 1.5 0 0 1 3.5 19v-3" />
      <path d="M9 9.5v1.3m6-1.3v1.3M12 9.5v3.7h-1M8.8 15.5c2 1.7 4.4 1.7 6.4 0" />
    </>
  ),
  message: (
    <>
      <path d="M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8.5L7 20.5V17H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z" />
      <path d="M8 11v.1m4-.1v.1m4-.1v.1" />
    </>
  ),
  quieter: <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 12h5" />,
  louder: <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 12h5m-2.5-2.5v5" />,
  speed: (
    <>
      <path d="M4.2 17.5a8.5 8.5 0 1 1 15.6 0" />
      <path d="m12 14 3.6-4.6" />
      <circle cx="12" cy="14" r="1.4" />
    </>
  ),
  video: (
    <>
      <rect x="2.5" y="6.5" width="13" height="11" rx="2" />
      <path d="m15.5 10.8 6-3v8.4l-6-3" />
    </>
  ),
  pinPad: (
    <>
      <rect x="5" y="3" width="14" height="18" rx="2" />
      <path d="M8 6.5h8v2.5H8zM8.7 13v.1m3.3-.1v.1m3.3-.1v.1M8.7 17v.1m3.3-.1v.1m3.3-.1v.1" />
    </>
  ),
  place: (
    <>
      <path d="M12 21c-4.5-4.7-6.7-8-6.7-11.2a6.7 6.7 0 0 1 13.4 0C18.7 13 16.5 16.3 12 21z" />
      <circle cx="12" cy="9.8" r="2.5" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="8" r="3.2" />
      <path d="M3 19.5v-1.3a6 6 0 0 1 12 0v1.3M15 5.2a3.2 3.2 0 0 1 0 5.6m2.5 3a6 6 0 0 1 3.5 5.4v.3" />
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

/** Other words for the same drawings. */
export const serviceSynonyms: Readonly<Record<string, keyof typeof serviceDrawings>> = {
  business: 'shop',
  healthAdd: 'medicalNew',
  job: 'work',
  shield: 'ss',
  health: 'medical',
  biz: 'shop',
  hpf: 'fund',
  cardQuery: 'card',
  unit: 'company',
  skill: 'subsidy',
  booking: 'calendar',
  book: 'calendar',
  rate: 'star',
  property: 'estate',
  joint: 'tracker',
  home: 'house',
  sms: 'message',
  pin: 'pinPad',
  marriage: 'rings',
  retire: 'elder',
  enrol: 'medicalNew',
  change: 'edit',
  all: 'service',
};
