import type { CommissioningBody } from '../../../contract/technician/commissioning.ts';
import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import type { Language, Text } from '../../../contract/text.ts';
import type { Texts, TextValues } from '../../catalogue/texts.ts';
import type { EnrolmentCode } from '../../enrolment/enrolment.ts';
import type { DeviceTestId } from '../../technician/device-tests.ts';
import type { CheckedPage } from '../../technician/pages/frame.ts';
import type { Asked } from '../../technician/waiting-hand.ts';
import type { KnownModel } from '../panel-fit.ts';
import type { SeenPort } from '../ports/seen-port.ts';
import { type Progress, type SetupRole, setupSteps } from '../progress.ts';
import type { SetupFacts } from '../step.ts';
import type { WayToHub } from '../way-to-hub.ts';

/** Everything that a page of the wizard shows, as it is now. */
export interface SetupSight {
  readonly progress: Progress;
  readonly facts: SetupFacts;
  readonly models: readonly KnownModel[];
  /** Address of the hub that counts now. */
  readonly hubUrl: string;
  /** Another address is being typed. */
  readonly isTypingHub: boolean;
  readonly way: WayToHub | null;
  readonly isLooking: boolean;
  readonly code: EnrolmentCode | null;
  /** A scanner was found that can read the code which the operator made. */
  readonly canScan: boolean;
  readonly isScanning: boolean;
  readonly identity: { readonly kiosk: string; readonly place: string } | null;
  readonly seen: readonly SeenPort[];
  readonly troubles: readonly string[];
  readonly isSearching: boolean;
  /** The port that is open, and what is chosen for it and not taken yet. */
  readonly port: { readonly name: string; readonly role: string | null } | null;
  /** Why the profile was refused; empty = it was not. */
  readonly problems: readonly string[];
  readonly isRestarting: boolean;
  readonly canRestart: boolean;
  /** The service has opened the devices of the profile in this run. */
  readonly hasDevices: boolean;
  /** Role whose test runs. */
  readonly running: SetupRole | null;
  /** How the link of a device stands, in the word of its status; null = no such device in force. */
  link(role: SetupRole): string | null;
  /** What the test that runs asks of somebody; null = nothing. */
  readonly asked: (Asked & { readonly test: DeviceTestId }) | null;
  readonly strip: string | null;
  readonly report: { readonly body: CommissioningBody; readonly paper: string | null } | null;
  /** How the last print of the report ended; null = none yet. */
  readonly printed: string | null;
  readonly isPrinting: boolean;
  readonly minutes: number;
  /** What became of the last touch, said once. */
  readonly said: { readonly tone: 'done' | 'attention' | 'information'; readonly key: string } | null;
}

/** Words and sight of the wizard's pages. */
export interface SetupKit extends SetupSight {
  readonly language: Language;
  readonly texts: Texts;
  t(key: string, values?: TextValues): Text;
  value(key: string, text: string | number): Text;
  has(key: string): boolean;
}

/** What all pages of the set-up are made with. */
export function setupKit(texts: Texts, language: Language, sight: SetupSight): SetupKit {
  return {
    ...sight,
    ...{ language, texts },
    link: (role) => sight.link(role),
    t: (key, values) => texts.text(language, key, values),
    value: (key, text) => texts.value(key, String(text)),
    has: (key) => texts.has(key),
  };
}

export type SetupPage = Omit<CheckedPage, 'name'> & { readonly name?: string };

/** Where one is; stands first on every page. */
export function stepsBlock({ t, progress, minutes }: SetupKit): TechnicianBlock {
  const at = setupSteps.indexOf(progress.step);
  return {
    type: 'setUpSteps',
    label: t('setup.at', { n: at + 1, of: setupSteps.length }),
    steps: setupSteps.map((id, index) => ({
      id,
      label: t(`setup.step.${id}`),
      state: index < at ? 'done' : index === at ? 'current' : 'waiting',
    })),
    elapsed: t('setup.elapsed', { n: minutes }),
  };
}

/** The button that goes back. */
export const backTo = ({ t }: Pick<SetupKit, 't'>) => ({ id: 'back', label: t('setup.back') });
/** The button that goes on. @param key of its words */
export const onwards = ({ t }: Pick<SetupKit, 't'>, key = 'setup.next') => ({ id: 'next', label: t(key) });
