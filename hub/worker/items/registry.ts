import { bizOpen } from './biz-open.ts';
import { cardApply, cardLoss, cardReplace } from './cards.ts';
import type { CatalogueRules } from './catalogue-rules.ts';
import type { ItemRule } from './item-rule.ts';
import { medChange, medEnrol, medMaternity, medStop } from './medical.ts';
import { birthRegistration, elderCard, permitEndorse, skillSubsidy } from './people.ts';

/** What the simulated departments do with each item that they treat in their own way. */
const rules: Readonly<Record<string, ItemRule>> = {
  'ss.card.loss': cardLoss,
  'ss.card.apply': cardApply,
  'ss.card.replace': cardReplace,
  'job.skill.subsidy': skillSubsidy,
  'med.res.enrol': medEnrol,
  'med.res.stop': medStop,
  'med.res.change': medChange,
  'med.maternity.confirm': medMaternity,
  'hlth.birth.reg': birthRegistration,
  'id.resperm.endorse': permitEndorse,
  'civil.elder.card': elderCard,
  'biz.open': bizOpen,
};

/** Queries and certificates: what the citizen came for is on the screen or on paper; the case only says that it was so. */
const atOnce = /^(cert|lic|hpf|prop|svc|u|ss\.card\.query|ss\.contrib)\./;

/** An item that nobody wrote a rule for is taken in, kept for its promise and completed: a new item needs no code here either. */
const plain = (days: number): ItemRule => ({
  department: 'gz.data',
  days,
  sameAct: days === 0 ? 'never' : 'live',
  target: () => '',
  decide: async () => ({ state: 'done' }),
});

/** @param catalogue what it promises goes before the rule's own number */
export function ruleOf(itemId: string, catalogue: CatalogueRules): ItemRule {
  // A machine may name anything: `constructor` is no item of ours.
  const own = Object.hasOwn(rules, itemId) ? rules[itemId] : undefined;
  const rule = own ?? plain(atOnce.test(`${itemId}.`) ? 0 : 5);
  const days = catalogue.get(itemId)?.days;
  return days === undefined || rule.days === 0 ? rule : { ...rule, days };
}
