import type { CatalogueReply, Phase } from '../../../contract/console/catalogue.ts';

/** What `POST /v1/operator/switches` takes: the whole list of closed items, and the version that it was made from, so that nobody undoes unseen what somebody else has just done. */
export interface SwitchChange {
  readonly phases?: readonly Phase[];
  readonly off?: readonly { readonly item: string; readonly reason: string }[];
  readonly ifVersion: number;
}

/** Somebody else was faster; the detail of the hub's refusal begins with the field. Pure. */
export const isOvertaken = ({ code, detail }: { readonly code: string; readonly detail: string }): boolean =>
  code === 'badRequest' && detail.startsWith('ifVersion:');

type Known = Pick<CatalogueReply, 'version' | 'phases' | 'items'>;

/** Pure. @param reason null = the item opens again */
export function itemChange({ version, items }: Known, item: string, reason: string | null): SwitchChange {
  const off = items
    .filter(({ id, offReason }) => offReason !== null && id !== item)
    .map(({ id, offReason }) => ({ item: id, reason: offReason ?? '' }));
  return { off: reason === null ? off : [...off, { item, reason }], ifVersion: version };
}

/** Pure. */
export function phaseChange({ version, phases }: Known, phase: Phase, isOn: boolean): SwitchChange {
  const others = phases.filter((one) => one !== phase);
  return { phases: isOn ? [...others, phase] : others, ifVersion: version };
}
