import { groups } from './rig/groups.ts';
import { cutSuite } from './rig/suite.ts';

cutSuite('an application that is cut is committed once or not at all, and leaves nobody behind', groups.applications);
