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
