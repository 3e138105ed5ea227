import type { Plan } from './decide.ts';

const self = 'known:0';
const roles = {
  ...{ legalRep: self, director: self, manager: self, finance: self, contact: self, collector: self },
  ...{ staffHandler: self, fundHandler: self, buyer: self },
} as const;

/** `fang-yuan` opens a company of his own: he is everything in it but the supervisor. Capital ¥100,000. @param core trade name (字号) */
export const founder = (core: string): Plan => ({
  card: 'fang-yuan',
  cards: { 'D2-supervisor-tap': ['li-yun'] },
  choose: { ...roles, role: 'legalRep', type: 'llcSole', premisesUse: 'own', who: self },
  type: {
    nameCore: core,
    capital: '100000',
    ratio: '100',
    financeMobile: '13700137000',
    contactMobile: '13900139000',
  },
});

/** The same with `li-yun` as a second shareholder and supervisor: both have to sign. */
export const founders = (core: string): Plan => {
  const alone = founder(core);
  return { ...alone, cards: {}, choose: { ...alone.choose, type: 'llc', supervisor: 'known:1' } };
};
