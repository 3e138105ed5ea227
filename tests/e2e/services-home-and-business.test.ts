import { mainPathGroups } from '../support/citizen/main-path-groups.ts';
import { testMainPaths } from '../support/citizen/main-path-tests.ts';

testMainPaths('TH0001', mainPathGroups.homeAndBusiness);
