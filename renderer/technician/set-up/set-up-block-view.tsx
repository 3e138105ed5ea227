import type { ReactNode } from 'react';
import type { SetUpBlock } from '../../../contract/technician/set-up-blocks.ts';
import { EnrolCode } from './enrol-code.tsx';
import { Ports } from './ports.tsx';
import { Report } from './report.tsx';
import { Roles } from './roles.tsx';
import { Ruler } from './ruler.tsx';
import { SetUpSteps } from './set-up-steps.tsx';
import { TestResults } from './test-results.tsx';

/** Draws one block of the pages on which a new machine is set up. */
export function SetUpBlockView({ block }: { readonly block: SetUpBlock }): ReactNode {
  switch (block.type) {
    case 'setUpSteps':
      return <SetUpSteps block={block} />;
    case 'ruler':
      return <Ruler block={block} />;
    case 'enrolCode':
      return <EnrolCode block={block} />;
    case 'ports':
      return <Ports block={block} />;
    case 'roles':
      return <Roles block={block} />;
    case 'testResults':
      return <TestResults block={block} />;
    case 'report':
      return <Report block={block} />;
  }
}
