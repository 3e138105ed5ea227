import { groups } from './rig/groups.ts';
import { cutSuite } from './rig/suite.ts';

cutSuite('a query that is cut leaves nobody behind', groups.queries);
