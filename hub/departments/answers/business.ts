import type { PullData } from '../../../contract/pulls/pulls.ts';
import { companyName } from '../../city/company-name.ts';
import { scope } from '../../city/reference.ts';
import { lookups } from '../lookups.ts';
import { type PersonContext, type PullDeps, param } from '../pull-context.ts';

/** Words that no company of one person may have in its name (a few, to try it out). */
const forbidden = ['中国', '国家', '中央', '政府', '人民'];
const suffixes = ['云', '新', '粤', '盛', '和'];
const maxAlternatives = 3;

/**
 * Parameters: contract/pulls/business.ts; `trade` and `form` may be words too. A name is taken when a company of this city has the same core (字号);
 * without a core of 2 to 6 Han characters there is nothing to check.
 */
export async function amrNameCheck({ deps, params }: PersonContext): Promise<PullData<'amr.nameCheck'> | null> {
  const core = param(params, 'core', 'nameCore');
  if (core === null || !/^\p{Script=Han}{2,6}$/u.test(core)) return null;
  const fullName = companyName({
    core,
    trade: param(params, 'trade', 'nameTrade') ?? '',
    form: param(params, 'form', 'nameForm') ?? '',
    region: param(params, 'region', 'nameRegion') ?? '',
    district: param(params, 'district') ?? '',
  });
  const others = suffixes.map((suffix) => core.slice(0, 5) + suffix);
  const taken = await takenCores(deps, [core, ...others]);
  const isFit = !forbidden.some((word) => core.includes(word));
  return {
    free: isFit && !taken.has(core),
    fullName,
    alternatives: isFit ? others.filter((one) => !taken.has(one)).slice(0, maxAlternatives) : [],
  };
}

async function takenCores({ sql }: Pick<PullDeps, 'sql'>, cores: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ core: string }[]>`select core from dept_company where core = any(${[...cores]}::text[])`;
  return new Set(rows.map((row) => row.core));
}

/** Phrases and trades of the register of companies. */
export async function amrScope(): Promise<PullData<'amr.scope'>> {
  return { phrases: [...scope.phrases], trades: [...scope.trades] };
}

/** Drafts of companies on which this person is named, five at most; null = none. */
export async function bizDrafts({ deps, person }: PersonContext): Promise<PullData<'biz.drafts'> | null> {
  const drafts = await lookups.drafts(deps, person);
  return drafts.length === 0 ? null : { drafts: drafts.slice(0, 5) };
}
