import type { RolloutRequest } from '../../../contract/console/rollouts.ts';

/** What stands in the form, as it was typed. */
export interface StartForm {
  readonly target: string;
  readonly district: string;
  readonly model: string;
  readonly kiosks: string;
  readonly lab: string;
  readonly windows: string;
  readonly freezes: string;
  readonly approvals: string;
  readonly onHalt: 'stop' | 'revert';
}

export const emptyForm: StartForm = {
  ...{ target: '', district: '', model: '', kiosks: '', lab: '', windows: '', freezes: '', approvals: '' },
  onHalt: 'stop',
};

/** Fields with a mistake; of codes of machines those that are none. */
export type StartFaults = Partial<Readonly<Record<keyof StartForm, readonly string[]>>>;

const kiosk = /^[A-Z]{2}[0-9]{4}$/;
const hours = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const days = /^\d{4}-\d\d-\d\d~\d{4}-\d\d-\d\d$/;
const ring = /^[1-9]$/;

const parts = (text: string) =>
  text
    .toUpperCase()
    .split(/[\s,，、;；]+/)
    .filter((part) => part !== '');

/** Reads the form into what the hub wants, or says which fields are wrong. What is left empty is not sent: everybody, at any hour. Pure. */
export function readForm(form: StartForm): { readonly request: RolloutRequest | null; readonly faults: StartFaults } {
  const faults: Record<string, readonly string[]> = {};
  const read = (field: 'kiosks' | 'lab' | 'windows' | 'freezes' | 'approvals', fits: RegExp): readonly string[] => {
    const given = [...new Set(parts(form[field].replaceAll('–', '-').replaceAll('～', '~')))];
    const wrong = given.filter((part) => !fits.test(part));
    if (wrong.length > 0) faults[field] = wrong;
    return given;
  };
  const kiosks = read('kiosks', kiosk);
  const lab = read('lab', kiosk);
  const windows = read('windows', hours).map((part) => {
    const [from = '', until = ''] = part.split('-');
    return { from, until };
  });
  const freezes = read('freezes', days).map((part) => {
    const [from = '', until = ''] = part.split('~');
    return { from, until };
  });
  if (freezes.some(({ from, until }) => until < from)) faults.freezes = [form.freezes];
  const approvals = read('approvals', ring).map(Number);
  if (form.target === '') faults.target = [''];
  if (Object.keys(faults).length > 0) return { request: null, faults };
  return {
    request: {
      target: form.target,
      ...(form.district === '' ? {} : { districts: [form.district] }),
      ...(form.model === '' ? {} : { models: [form.model] }),
      ...(kiosks.length === 0 ? {} : { kiosks: [...kiosks] }),
      ...(lab.length === 0 ? {} : { lab: [...lab] }),
      ...(windows.length === 0 ? {} : { windows }),
      ...(freezes.length === 0 ? {} : { freezes }),
      ...(approvals.length === 0 ? {} : { approvals }),
      onHalt: form.onHalt,
    },
    faults,
  };
}
