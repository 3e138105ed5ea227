import { groups } from './rig/groups.ts';
import { cutSuite } from './rig/suite.ts';

cutSuite('a certificate that is cut comes out once or not at all, and leaves nobody behind', groups.certificates);
