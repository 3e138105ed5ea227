import type { Patch } from '../workload/builds.ts';

/** Builds of the updater that are recorded: the product, and some with a fault that a power cut must bring to light. */
export const updateBuilds = {
  product: [],
  recordNotSynced: [{ file: 'contract/durable-file.ts', find: '    fsyncSync(file);', replace: '' }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the source
  recordInPlace: [{ file: 'contract/durable-file.ts', find: '= `${path}.new`', replace: '= path' }],
  slotNotSynced: [{ file: 'updater/slot/build-slot.ts', find: '      fsyncSync(target);', replace: '' }],
  slotFolderNotSynced: [
    {
      file: 'updater/slot/build-slot.ts',
      find: 'for (const folder of [...folders].reverse()) syncFolder(folder);',
      replace: '',
    },
  ],
  downloadNotSynced: [{ file: 'updater/files/fetch-file.ts', find: '            await file.datasync();', replace: '' }],
  downloadWithoutAName: [
    {
      file: 'updater/files/fetch-file.ts',
      find: 'if (from === 0) syncFolder(dirname(partial));',
      replace: 'if (from === 0);',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type UpdateBuild = keyof typeof updateBuilds;

export const isUpdateBuild = (name: string): name is UpdateBuild => name in updateBuilds;
