import { type MainPath, mainPaths } from '../../support/citizen/main-paths.ts';

/** Items that the walk of the whole does not have yet, or that begin elsewhere here. */
const others: Readonly<Record<string, MainPath>> = {
  'ss.card.replace': { plan: { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'A' } }, end: 'G1-end-taken' },
  'joint.track': { plan: { card: 'fang-yuan', type: { caseNo: '2026-440106-01-01-000001' } }, end: 'U1' },
  'u.rate': {
    plan: { card: 'li-yun', choose: { by: 'id' }, press: { 'U1-detail': 'link:u.rate' } },
    from: 'u.progress',
    end: 'G2-thanks',
  },
  'u.guide': {
    plan: {
      card: 'wang-yi',
      choose: { by: 'id' },
      press: { 'D2-case': 'link:u.guide', D1: 'link:u.guide', U3: 'finish' },
    },
    from: 'u.progress',
    end: 'U3',
  },
  'u.help': { plan: { card: 'wang-yi', press: { D1: 'link:u.help' } }, from: 'ss.contrib.query', end: 'U4' },
  'biz.open': {
    plan: {
      card: 'fang-yuan',
      cards: { 'D2-row-who-tap': ['fang-yuan'], 'D2-supervisor-tap': ['li-yun'] },
      choose: {
        role: 'legalRep',
        type: 'llcSole',
        premisesUse: 'own',
        director: 'known:0',
        manager: 'known:0',
        finance: 'known:0',
        contact: 'known:0',
        collector: 'known:0',
        staffHandler: 'known:0',
        fundHandler: 'known:0',
      },
      type: {
        nameCore: '云雀飞',
        capital: '100000',
        ratio: '100',
        amount: '100000',
        financeMobile: '13700137000',
        contactMobile: '13900139000',
      },
    },
    end: 'F2-accepted',
  },
};

/** One main path for every item of the catalogue. */
export const cutPaths: Readonly<Record<string, MainPath>> = { ...mainPaths, ...others };
