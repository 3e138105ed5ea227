/**
 * The catalogue in three parts of about the same length in time, one test file each (`tests/e2e/services-….test.ts`): files run beside each other.
 * Every item stands in exactly one; `tests/static/every-item-is-walked.test.ts` watches that.
 */
export const mainPathGroups = {
  cardsAndCertificates: [
    'ss.card.loss',
    'ss.card.replace',
    'ss.card.query',
    'ss.card.apply',
    'ss.contrib.query',
    'cert.ss.insured',
    'cert.ss.history',
    'cert.med.history',
    'cert.unit.insured',
  ],
  workHealthAndFamily: [
    'cert.unit.history',
    'job.skill.subsidy',
    'med.res.enrol',
    'med.res.stop',
    'med.res.change',
    'med.maternity.confirm',
    'hlth.birth.reg',
    'hpf.query',
    'id.resperm.endorse',
    'civil.elder.card',
  ],
  homeAndBusiness: [
    'prop.search',
    'lic.view',
    'svc.book',
    'u.progress',
    'biz.open',
    'joint.track',
    'u.guide',
    'u.rate',
    'u.help',
  ],
} as const;

/**
 * Not walked a second time in `npm test`, with the reason; `npm run test:journeys` walks them all, and each is walked below the window by `tests/cuts`.
 */
export const walkedElsewhere: ReadonlyMap<string, string> = new Map([
  ['ss.card.loss', 'tests/e2e/loss-report.test.ts, in both directions of the screen'],
  ['ss.card.replace', 'tests/e2e/journey-j1-card.test.ts'],
  ['cert.ss.history', 'the pages of cert.ss.insured'],
  ['cert.med.history', 'the pages of cert.ss.insured'],
  ['cert.unit.history', 'the pages of cert.unit.insured'],
  ['med.res.stop', 'the pages of id.resperm.endorse'],
]);
