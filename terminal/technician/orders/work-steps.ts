import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { strict } from '../../../contract/closed-shapes.ts';
import { type WorkCause, workCauses } from '../../../contract/technician/work-causes.ts';
import { parse } from '../../../contract/validate.ts';

const Name = Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,31}$' });

/** `kiosk-config/work-steps.json`: what to do for each cause, in order; texts `tech.step.<cause>.<name>`, parts `tech.part.<name>`. */
const StepsOfCause = Type.Object(
  {
    steps: Type.Array(
      Type.Object(
        {
          name: Name,
          /** Sensor lines that stand live beside the step, by the names of the page of the device: `supply.paper`, `condition`. */
          watch: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]+(\\.[A-Za-z0-9]+)?$' }), { maxItems: 6 })),
          /** Page of the technician where it is done. */
          page: Type.Optional(Type.String({ pattern: '^[a-z]{3,16}$' })),
        },
        strict,
      ),
      { minItems: 1, maxItems: 12 },
    ),
    /** What to bring. */
    parts: Type.Array(Name, { maxItems: 8 }),
  },
  strict,
);
const causes = Object.fromEntries(workCauses.map((cause) => [cause, StepsOfCause])) as Record<
  WorkCause,
  typeof StepsOfCause
>;
const WorkStepsFile = Type.Object(
  { $comment: Type.Optional(Type.String()), causes: Type.Object(causes, strict) },
  strict,
);

export interface WorkStep {
  readonly name: string;
  readonly watch?: readonly string[];
  readonly page?: string;
}
export interface CauseSteps {
  readonly steps: readonly WorkStep[];
  readonly parts: readonly string[];
}
export type WorkSteps = Readonly<Record<WorkCause, CauseSteps>>;

/** Reads the steps. Throws where a cause has none: the release is broken, and a test says so first. @param shippedDir folder `kiosk-config` */
export function loadWorkSteps(shippedDir: string): WorkSteps {
  const file = parse(WorkStepsFile, JSON.parse(readFileSync(join(shippedDir, 'work-steps.json'), 'utf8')));
  if (!file.ok) throw new Error(`work-steps.json ${file.error.path} ${file.error.reason}`);
  return file.value.causes;
}
