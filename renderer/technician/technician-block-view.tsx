import type { ReactNode } from 'react';
import type { Block } from '../../contract/screen.ts';
import type { TechnicianBlock } from '../../contract/technician/view.ts';
import { BlockView } from '../citizen/block-view.tsx';
import { Axes } from './axes.tsx';
import { CameraTest } from './camera-test.tsx';
import { Challenge } from './challenge.tsx';
import { Checks } from './checks.tsx';
import { CodePad } from './code-pad.tsx';
import { Devices } from './devices.tsx';
import { KeyTest } from './key-test.tsx';
import { SecretPad } from './secret-pad.tsx';
import { SetUpBlockView } from './set-up/set-up-block-view.tsx';
import { Settings } from './settings.tsx';
import { SoundTest } from './sound-test.tsx';
import { Supplies } from './supplies.tsx';
import { TouchGrid } from './touch-grid.tsx';
import { Trace } from './trace.tsx';

/** Draws one block of the technician's pages; what is not their own is drawn as on the citizen's. */
export function TechnicianBlockView({ block }: { readonly block: TechnicianBlock }): ReactNode {
  switch (block.type) {
    case 'secret':
      return <SecretPad block={block} />;
    case 'codePad':
      return <CodePad block={block} />;
    case 'challenge':
      return <Challenge block={block} />;
    case 'checks':
      return <Checks block={block} />;
    case 'devices':
      return <Devices block={block} />;
    case 'axes':
      return <Axes block={block} />;
    case 'supplies':
      return <Supplies block={block} />;
    case 'trace':
      return <Trace block={block} />;
    case 'touchGrid':
      return <TouchGrid block={block} />;
    case 'cameraTest':
      return <CameraTest block={block} />;
    case 'soundTest':
      return <SoundTest key={`${block.output} ${block.sound}`} block={block} />;
    case 'keyTest':
      return <KeyTest block={block} />;
    case 'settings':
      return <Settings block={block} />;
    case 'setUpSteps':
    case 'ruler':
    case 'enrolCode':
    case 'ports':
    case 'roles':
    case 'testResults':
    case 'report':
      return <SetUpBlockView block={block} />;
    default:
      return <BlockView block={block satisfies Block} />;
  }
}
