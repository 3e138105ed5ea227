import { findDistrict, scope } from './reference.ts';

/** Codes of the catalogue (`biz.open`, field `nameForm`); words stand as they are. */
const forms: Readonly<Record<string, string>> = { ltd: '有限公司', llc: '有限责任公司' };

export interface NameParts {
  readonly core: string;
  /** Code of `amr.scope` trades, or words. */
  readonly trade: string;
  /** `ltd`, `llc`, or words; empty = `ltd`. */
  readonly form: string;
  /** `city` 广州, `cityFull` 广州市, `district` 广州市 with the district; empty = `district`. */
  readonly region: string;
  /** Code of `ref.regions`; counts only with region `district`. */
  readonly district: string;
}

/** Region, trade name, trade, form: the one way a name is put together, so that what is registered is what `amr.nameCheck` showed. */
export function companyName({ core, trade, form, region, district }: NameParts): string {
  const isDistrict = region === 'district' || region === '';
  const where = `${region === 'city' ? '广州' : '广州市'}${isDistrict ? (findDistrict(district)?.nameZh ?? '') : ''}`;
  const what = scope.trades.find((one) => one.code === trade)?.nameZh ?? trade.slice(0, 30);
  const own = Object.hasOwn(forms, form) ? forms[form] : undefined;
  return `${where}${core}${what}${own ?? (form.slice(0, 12) || forms.ltd)}`.slice(0, 100);
}
