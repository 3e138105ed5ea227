import type { Patch } from '../workload/builds.ts';
import { trustBuilds } from './trust-builds.ts';
import { updateBuilds } from './update-builds.ts';

const agent = 'updater/bundles/bundle-agent.ts';

/** Builds of the bundle part that are recorded: the product, and some with a fault that a power cut must bring to light. */
export const bundleBuilds = {
  product: [],
  filesNotSynced: updateBuilds.slotNotSynced,
  folderNotSynced: updateBuilds.slotFolderNotSynced,
  linkNotSynced: trustBuilds.swapNotSynced,
  recordNotSynced: updateBuilds.recordNotSynced,
  oldOneTakenAwayFirst: [
    {
      file: agent,
      find: '      this.#write(announced(this.#record, kind, release));',
      replace:
        '      this.#write(announced({ ...this.#record, kinds: { ...this.#record.kinds, [kind]: { ...this.#record.kinds[kind], current: null, before: [] } } }, kind, release));\n      this.#work.tidy(kind, this.#record);',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type BundleBuild = keyof typeof bundleBuilds;

export const isBundleBuild = (name: string): name is BundleBuild => name in bundleBuilds;
