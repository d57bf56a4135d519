// The suite on one backend of the list, beside the page. The worker's name says which.

import { serveSuite } from '@gatefold/conformance/page';
import { backendOf } from '../backends.ts';

serveSuite(() => backendOf(self.name).load());
